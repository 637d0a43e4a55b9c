"""What a person writes about themselves."""

from django import forms

from accounts.countries import COUNTRIES
from accounts.models import User
from accounts.orcid import validate_orcid

NO_COUNTRY = [("", "Not given")]


class ProfileForm(forms.ModelForm):
    country = forms.ChoiceField(choices=[*NO_COUNTRY, *COUNTRIES.items()], required=False)

    class Meta:
        model = User
        fields = ["first_name", "last_name", "affiliation", "country", "orcid"]
        help_texts = {"orcid": "As 0000-0002-1825-0097."}

    def clean_orcid(self) -> str:
        text = str(self.cleaned_data["orcid"])
        if text:
            validate_orcid(text)
        return text


class FirstAdminForm(forms.Form):
    username = forms.CharField(max_length=150, widget=forms.TextInput({"autocomplete": "username"}))
    email = forms.EmailField(
        label="E-mail address", widget=forms.EmailInput({"autocomplete": "email"})
    )
    password = forms.CharField(
        strip=False, widget=forms.PasswordInput({"autocomplete": "new-password"})
    )
    password_again = forms.CharField(
        strip=False, widget=forms.PasswordInput({"autocomplete": "new-password"})
    )

    def clean_password_again(self) -> str:
        again = str(self.cleaned_data["password_again"])
        if again != self.cleaned_data.get("password"):
            raise forms.ValidationError("The two passwords differ.")
        return again
