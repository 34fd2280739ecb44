from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.accepting import answer_invitation
from accounts.access import key_of
from accounts.invitations import find, link_of
from common.forms import accepted
from cooperatives import services
from cooperatives.access import MANAGERS, invitable_roles, require
from cooperatives.forms import InviteForm
from cooperatives.models import MembershipInvitation, Organisation


@login_required
def invite(request: HttpRequest, pk: int) -> HttpResponse:
    """Invite somebody to work for the organisation; the next page has the link."""
    organisation = get_object_or_404(
        Organisation.objects.visible_to(request.user).select_related("unit", "successor"), pk=pk
    )
    roles = invitable_roles(request.user, organisation, timezone.localdate())
    if not roles:
        require(request.user, organisation, *MANAGERS)
    form = InviteForm(request.POST or None, roles=roles)
    if request.method == "POST" and form.is_valid():
        invitation = accepted(
            form,
            services.invite_member,
            organisation=organisation,
            by=request.user,
            now=timezone.now(),
            **form.cleaned_data,
        )
        if invitation:
            return redirect("cooperatives:invitation", pk=invitation.pk)
    return render(
        request, "cooperatives/invite.html", {"form": form, "organisation": organisation}
    )


@login_required
def invitation(request: HttpRequest, pk: int) -> HttpResponse:
    """An invitation: whom it is for, its link as long as it is open, and taking it back."""
    shown = _invitation(request, pk)
    state = shown.state(timezone.now())
    return render(
        request,
        "cooperatives/invitation.html",
        {
            "invitation": shown,
            "state": state,
            "is_open": state == MembershipInvitation.State.OPEN,
            "link": link_of(shown),
        },
    )


@login_required
@require_POST
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Take an invitation back: its link opens no more."""
    withdrawn = services.withdraw_invitation(
        invitation=_invitation(request, pk), by=key_of(request.user), now=timezone.now()
    )
    messages.success(request, _("Đã thu hồi lời mời."))
    return redirect("cooperatives:detail", pk=withdrawn.organisation_id)


def accept(request: HttpRequest, token: str) -> HttpResponse:
    """What an invitation to an organisation promises, and the button that accepts it."""
    found = find(MembershipInvitation, token)
    return answer_invitation(
        request,
        found,
        accept=lambda user: services.accept_invitation(
            invitation=found, user=user, now=timezone.now()
        ),
        template="cooperatives/accept.html",
        context={"organisation": found.organisation},
        done="cooperatives:list",
    )


def _invitation(request: HttpRequest, pk: int) -> MembershipInvitation:
    visible = MembershipInvitation.objects.visible_to(request.user)
    people = visible.select_related("organisation", "invited_by", "accepted_by")
    return get_object_or_404(people, pk=pk)
