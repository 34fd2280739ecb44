from django import forms
from django.contrib.auth.forms import SetPasswordMixin
from django.contrib.auth.models import AbstractUser
from django.utils.translation import gettext_lazy as _

from accounts.models import User


class SignUpForm(SetPasswordMixin, forms.Form):
    """A sign-in of one's own: a name to sign in with, the person's name, a password."""

    username = forms.CharField(
        label=_("Tên đăng nhập"),
        max_length=150,
        validators=[AbstractUser.username_validator],
        help_text=_("Chữ cái, chữ số và các dấu @ . + - _, không có dấu cách."),
        widget=forms.TextInput(attrs={"autocomplete": "username", "autocapitalize": "none"}),
    )
    full_name = forms.CharField(
        label=_("Họ và tên"),
        max_length=150,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    email = forms.EmailField(
        label=_("Thư điện tử"),
        required=False,
        max_length=254,
        help_text=_("Để lấy lại mật khẩu khi quên. Không có thì để trống."),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    password1, password2 = SetPasswordMixin.create_password_fields()

    def clean(self) -> dict[str, object]:
        """Both passwords are the same and no weak one, also next to the person's own names."""
        cleaned = super().clean() or {}
        self.validate_passwords()
        told = {name: cleaned.get(name, "") for name in ("username", "full_name", "email")}
        self.validate_password_for_user(User(**told), "password2")
        return cleaned

    def person(self) -> dict[str, str]:
        """The valid form as what `accounts.services.sign_up` takes."""
        names = ("username", "full_name", "email")
        values = {name: self.cleaned_data[name] for name in names}
        return values | {"password": self.cleaned_data["password1"]}


class ProfileForm(forms.Form):
    """What people say of themselves."""

    full_name = SignUpForm.base_fields["full_name"]
    email = SignUpForm.base_fields["email"]
