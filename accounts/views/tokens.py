from allauth.account.decorators import reauthentication_required
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from accounts import services
from accounts.forms import TokenForm
from accounts.models import ApiToken, User
from accounts.scopes import SCOPES
from common.forms import accepted


@login_required
def token_list(request: HttpRequest) -> HttpResponse:
    """One's tokens: what they may do, until when, when they were last used."""
    now = timezone.now()
    tokens = [
        (token, [_(SCOPES[scope]) for scope in token.scope_list], token.is_usable(now))
        for token in ApiToken.objects.visible_to(request.user)
    ]
    return render(request, "accounts/tokens.html", {"tokens": tokens})


@login_required
@reauthentication_required(allow_get=True)
@never_cache
def make_token(request: HttpRequest) -> HttpResponse:
    """Make a token, after the password once more; the answer shows its secret once."""
    user = request.user
    assert isinstance(user, User)  # the page asks for a sign-in first
    form = TokenForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        made = accepted(
            form, services.make_token, user=user, now=timezone.now(), **form.cleaned_data
        )
        if made:
            token, secret = made
            context = {"token": token, "secret": secret}
            return render(request, "accounts/new_token.html", context)
    return render(request, "accounts/make_token.html", {"form": form})


@login_required
@require_POST
def revoke_token(request: HttpRequest, pk: int) -> HttpResponse:
    """Let the API take a token no more."""
    token = get_object_or_404(ApiToken.objects.visible_to(request.user), pk=pk)
    services.revoke_token(token=token, now=timezone.now())
    messages.success(request, _("Đã thu hồi mã truy cập."))
    return redirect("accounts:tokens")
