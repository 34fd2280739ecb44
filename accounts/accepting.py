"""The page behind the link of an invitation, for every kind of invitation."""

from collections.abc import Callable

from allauth.account.utils import perform_login
from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.forms import SignUpForm
from accounts.invitations import require_usable
from accounts.models import Invitation, User
from accounts.services import sign_up
from common.forms import accepted


def answer_invitation(
    request: HttpRequest,
    invitation: Invitation,
    *,
    accept: Callable[[User], object],
    template: str,
    context: dict[str, object],
    done: str,
) -> HttpResponse:
    """Show what `invitation` promises; a button accepts, a form makes an account first.

    accept: the service that gives the person what was promised; it may raise RuleError, and
    then no account is made either. template: extends "accounts/invitation.html"; context: what
    it says besides. done: the name of the page to go on to.
    Opening the page changes nothing. Raises RuleError for an invitation that is no longer open.
    """
    require_usable(invitation, timezone.now())
    user = request.user
    if isinstance(user, User):
        if request.method == "POST":
            accept(user)
            messages.success(request, _("Đã nhận lời mời."))
            return redirect(done)
        return render(request, template, {"invitation": invitation, **context})
    first = {"full_name": invitation.full_name, "email": invitation.email}
    form = SignUpForm(request.POST or None, initial=first)
    if request.method == "POST" and form.is_valid():
        person = accepted(form, _join, accept=accept, **form.person())
        if person:
            messages.success(request, _("Đã nhận lời mời."))
            return perform_login(request, person, redirect_url=reverse(done), signup=True)
    return render(request, template, {"invitation": invitation, "form": form, **context})


def _join(*, accept: Callable[[User], object], **person: str) -> User:
    """The account and what the invitation promises, both or neither."""
    with transaction.atomic():
        user = sign_up(**person)
        accept(user)
    return user
