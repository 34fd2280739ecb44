"""allauth's pages with our templates and our log. Their addresses stand in accounts.sign_in."""

from typing import Any

from allauth.account import views as account
from allauth.mfa.base import views as second
from allauth.mfa.recovery_codes import views as recovery
from allauth.mfa.totp import views as totp
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse

from accounts.access import key_of
from accounts.adapters import clear_lock_out
from accounts.services import note


class SecondStep(second.AuthenticateView):
    """The second step of signing in."""

    def form_invalid(self, form: Any) -> HttpResponse:
        note(self.stage.login.user, "accounts.second_factor_failed", by="nobody")
        return super().form_invalid(form)


class SetUp(totp.ActivateTOTPView):
    """Set up the second factor: a picture to scan, the secret to type, the first code."""

    def form_valid(self, form: Any) -> HttpResponse:
        with transaction.atomic():
            note(self.request.user, "accounts.second_factor_set", by=key_of(self.request.user))
            return super().form_valid(form)


class TurnOff(totp.DeactivateTOTPView):
    """Give the second factor up; who needs one is led to set up another."""

    def form_valid(self, form: Any) -> HttpResponse:
        user = self.request.user
        with transaction.atomic():
            note(user, "accounts.second_factor_removed", by=key_of(user))
            return super().form_valid(form)

    def get_success_url(self) -> str:
        return reverse("accounts:profile")


class NewRecoveryCodes(recovery.GenerateRecoveryCodesView):
    """Make new recovery codes; the old ones stop working."""

    def form_valid(self, form: Any) -> HttpResponse:
        user = self.request.user
        with transaction.atomic():
            note(user, "accounts.recovery_codes_made", by=key_of(user))
            return super().form_valid(form)


class ChangePassword(account.PasswordChangeView):
    """Change one's password; every other session ends."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        # Who never had one, because a command made the account, gets one by a link.
        if request.user.is_authenticated and not request.user.has_usable_password():
            return redirect("account_reset_password")
        return super().dispatch(request, *args, **kwargs)

    def form_valid(self, form: Any) -> HttpResponse:
        user = self.request.user
        with transaction.atomic():
            note(user, "accounts.password_changed", by=key_of(user))
            return super().form_valid(form)


class SetPassword(account.PasswordResetFromKeyView):
    """The page behind a link for a new password; the button uses the link up."""

    def form_valid(self, form: Any) -> HttpResponse:
        with transaction.atomic():
            note(self.reset_user, "accounts.password_reset", by=self.reset_user.key)
            response = super().form_valid(form)
        clear_lock_out(self.request, self.reset_user)
        return response
