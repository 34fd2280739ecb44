from django import forms
from django.contrib.auth.forms import BaseUserCreationForm
from django.utils.translation import gettext_lazy as _

from accounts.models import User


class SignUpForm(BaseUserCreationForm):
    """A sign-in of one's own: a name to sign in with, the person's name, a password."""

    full_name = forms.CharField(label=_("Họ và tên"), max_length=150)

    class Meta:
        model = User
        fields = ["username", "full_name"]
        labels = {"username": _("Tên đăng nhập")}
