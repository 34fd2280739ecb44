from dataclasses import replace

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts import invitations, services
from accounts.accepting import answer_invitation
from accounts.access import appoints_somewhere, helped_by, key_of, require_may_appoint
from accounts.forms import GiveDutyForm, InviteOfficerForm
from accounts.list_pages import list_page
from accounts.lists import DUTIES, end_column, help_column
from accounts.models import OfficerDuty, OfficerInvitation, User, offices_below
from accounts.services.duties import OFFICE_LEVELS
from common.forms import accepted
from places.models import Unit, UnitQuerySet


def _offices(user: User, typed: str) -> UnitQuerySet:
    """The offices of today whose officers `user` appoints, found by part of their name."""
    today = timezone.localdate()
    offices = Unit.objects.on(today).filter(level__in=OFFICE_LEVELS)
    if not user.is_superuser:
        offices = offices.filter(pk__in=offices_below(user, today))
    return offices.search(typed).select_related("parent").order_by("level", "code")


def _appointing(request: HttpRequest) -> User:
    """Who is at the screen, when they appoint officers somewhere; others get 403."""
    user = request.user
    assert isinstance(user, User)  # the pages ask for a sign-in first
    if not appoints_somewhere(user, timezone.localdate()):
        raise PermissionDenied
    return user


@login_required
def officer_list(request: HttpRequest) -> HttpResponseBase:
    """Duties of officers that the person may see, today's and coming ones first."""
    user, today = request.user, timezone.localdate()
    assert isinstance(user, User)  # the page asks for a sign-in first
    duties = OfficerDuty.objects.visible_to(user).exclude(valid_to__lte=today)
    waiting = OfficerInvitation.objects.visible_to(user).open(timezone.now())
    may_appoint = appoints_somewhere(user, today)
    helped = set(helped_by(user, today).values_list("pk", flat=True)) if may_appoint else set()
    more = (end_column(user), help_column(helped)) if may_appoint else ()
    return list_page(
        request,
        replace(DUTIES, columns=(*DUTIES.columns, *more)),
        duties,
        "accounts/officers.html",
        {
            "waiting": waiting.select_related("unit").prefetch_related("duties"),
            "may_appoint": may_appoint,
        },
    )


@login_required
def help_officer(request: HttpRequest, pk: int) -> HttpResponse:
    """Whom one may help with a lost password, and the button that makes the link."""
    user = _appointing(request)
    somebody = get_object_or_404(helped_by(user, timezone.localdate()), pk=pk)
    return render(request, "accounts/help_officer.html", {"person": somebody})


@login_required
def find_offices(request: HttpRequest) -> HttpResponse:
    """The options of the office box for what was typed so far (htmx fills a datalist)."""
    typed = request.GET.get("unit", "")[:80]
    found = _offices(_appointing(request), typed)[:20] if len(typed) >= 2 else []
    return render(request, "accounts/offices.html", {"offices": found})


@login_required
def invite(request: HttpRequest) -> HttpResponse:
    """Invite somebody to be an officer; the next page has the link."""
    user = _appointing(request)
    form = InviteOfficerForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        require_may_appoint(user, form.cleaned_data["unit"], timezone.localdate())
        invitation = accepted(
            form, services.invite_officer, by=user, now=timezone.now(), **form.cleaned_data
        )
        if invitation:
            return redirect("accounts:officer_invitation", pk=invitation.pk)
    return render(request, "accounts/invite_officer.html", {"form": form})


@login_required
def invitation_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """An invitation: whom it is for, its link as long as it is open, and taking it back."""
    invitation = _invitation(request, pk)
    state = invitation.state(timezone.now())
    return render(
        request,
        "accounts/officer_invitation.html",
        {
            "invitation": invitation,
            "state": state,
            "is_open": state == OfficerInvitation.State.OPEN,
            "link": invitations.link_of(invitation),
        },
    )


@login_required
@require_POST
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Take an invitation back: its link opens no more."""
    invitation = _invitation(request, pk)
    services.withdraw_officer_invitation(
        invitation=invitation, by=key_of(request.user), now=timezone.now()
    )
    messages.success(request, _("Đã thu hồi lời mời."))
    return redirect("accounts:officers")


def _invitation(request: HttpRequest, pk: int) -> OfficerInvitation:
    visible = OfficerInvitation.objects.visible_to(request.user)
    return get_object_or_404(visible.select_related("unit", "invited_by", "accepted_by"), pk=pk)


def accept(request: HttpRequest, token: str) -> HttpResponse:
    """What an officer's invitation promises, and the button that accepts it; open to all."""
    invitation = invitations.find(OfficerInvitation, token)
    return answer_invitation(
        request,
        invitation,
        accept=lambda user: services.accept_officer_invitation(
            invitation=invitation, user=user, now=timezone.now()
        ),
        template="accounts/accept_officer.html",
        context={"unit": invitation.unit, "duties": invitation.duties.all()},
        done="accounts:communes",
    )


@login_required
def give_duty(request: HttpRequest) -> HttpResponse:
    """Give a duty to somebody who has an account."""
    user, today = _appointing(request), timezone.localdate()
    form = GiveDutyForm(request.POST or None, initial={"valid_from": today})
    if request.method == "POST" and form.is_valid():
        require_may_appoint(user, form.cleaned_data["unit"], today)
        if accepted(form, services.give_duty, by=user.key, **form.cleaned_data):
            messages.success(request, _("Đã giao nhiệm vụ."))
            return redirect("accounts:officers")
    return render(request, "accounts/give_duty.html", {"form": form})


@login_required
def end_duty(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask once more, then end a duty from today on."""
    today = timezone.localdate()
    visible = OfficerDuty.objects.visible_to(request.user).select_related("user", "unit")
    duty = get_object_or_404(visible, pk=pk)
    require_may_appoint(request.user, duty.unit, today)
    if request.method == "POST":
        services.end_duty(duty=duty, on=today, by=key_of(request.user))
        messages.success(request, _("Nhiệm vụ đã kết thúc."))
        return redirect("accounts:officers")
    return render(request, "accounts/end_duty.html", {"duty": duty})
