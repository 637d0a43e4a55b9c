"""People, for administrators."""

from typing import Any

from django.contrib import admin
from django.contrib.auth.admin import UserAdmin as DjangoUserAdmin
from django.contrib.auth.models import Group
from django.db import transaction
from knox.models import AuthToken
from unfold.admin import ModelAdmin
from unfold.forms import AdminPasswordChangeForm, UserChangeForm, UserCreationForm

from accounts import services
from accounts.models import User

admin.site.unregister(Group)
# Tokens are made and revoked by their owners; the admin could only make ones that never work.
admin.site.unregister(AuthToken)


class PasswordForm(AdminPasswordChangeForm):
    @transaction.atomic
    def save(self, commit: bool = True) -> Any:
        """Take the tokens with the password; whoever had it may have made some."""
        user = super().save(commit)
        services.revoke_all_tokens(user=user)
        return user


@admin.register(User)
class UserAdmin(DjangoUserAdmin, ModelAdmin):
    form = UserChangeForm
    add_form = UserCreationForm
    change_password_form = PasswordForm
    list_display = ["username", "email", "first_name", "last_name", "affiliation", "is_staff"]
    list_filter = ["is_staff", "is_superuser", "is_active"]
    search_fields = ["username", "email", "first_name", "last_name", "affiliation"]
    ordering = ["username"]
    filter_horizontal = []
    fieldsets = [
        (None, {"fields": ["username", "email", "password"]}),
        ("Person", {"fields": ["first_name", "last_name", "affiliation", "country", "orcid"]}),
        ("May", {"fields": ["is_active", "is_staff", "is_superuser"]}),
        ("Dates", {"fields": ["last_login", "date_joined"]}),
    ]
    add_fieldsets = [
        (None, {"classes": ["wide"], "fields": ["username", "email", "password1", "password2"]})
    ]
    readonly_fields = ["last_login", "date_joined"]
