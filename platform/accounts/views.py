"""One's profile and tokens; and the page that makes the first administrator."""

from django.contrib import messages
from django.contrib.auth import login
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from accounts import services
from accounts.forms import FirstAdminForm, ProfileForm
from accounts.selectors import tokens_of
from accounts.signed_in import person
from core.errors import BadInput

DJANGO = "django.contrib.auth.backends.ModelBackend"


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def profile(request: HttpRequest) -> HttpResponse:
    """What one shows of oneself, and one's tokens."""
    form = ProfileForm(request.POST or None, instance=request.user)
    if request.method == "POST" and form.is_valid():
        form.save()
        messages.success(request, "Your profile is saved.")
        return redirect("accounts:profile")
    return _profile_page(request, form)


@login_required
@require_POST
@never_cache
def make_token(request: HttpRequest) -> HttpResponse:
    """Make a token and show it, this once."""
    _, secret = services.make_token(user=person(request))
    return _profile_page(request, ProfileForm(instance=request.user), secret=secret)


@login_required
@require_POST
def revoke_token(request: HttpRequest, prefix: str) -> HttpResponse:
    services.revoke_token(user=person(request), prefix=prefix)
    messages.success(request, "The token is revoked. Programs that used it are signed out.")
    return redirect("accounts:profile")


@sensitive_post_parameters("password", "password_again")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def first_admin(request: HttpRequest, token: str) -> HttpResponse:
    """Make the first administrator, once."""
    services.require_first_admin(token)
    form = FirstAdminForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        person = {key: form.cleaned_data[key] for key in ("username", "email", "password")}
        try:
            user = services.make_first_admin(token=token, **person)
        except BadInput as error:
            form.add_error(None, str(error))
        else:
            login(request, user, backend=DJANGO)
            return redirect("admin:index")
    return render(request, "accounts/first_admin.html", {"form": form})


def _profile_page(request: HttpRequest, form: ProfileForm, *, secret: str = "") -> HttpResponse:
    context = {"form": form, "tokens": tokens_of(request.user), "secret": secret}
    return render(request, "accounts/profile.html", context)
