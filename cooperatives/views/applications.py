from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.access import key_of
from accounts.list_pages import list_page
from common.forms import accepted
from common.shown import language
from cooperatives import services
from cooperatives.access import MANAGERS, require, require_application_decider
from cooperatives.forms import DeclineForm
from cooperatives.lists import APPLICATIONS
from cooperatives.models import Organisation
from places.addresses import address


@login_required
def application_list(request: HttpRequest) -> HttpResponseBase:
    """Organisations that wait for an office of this person, the longest waiting first."""
    waiting = Organisation.objects.waiting_for(request.user, timezone.localdate())
    return list_page(request, APPLICATIONS, waiting, "cooperatives/applications.html")


@login_required
def application(request: HttpRequest, pk: int) -> HttpResponse:
    """One application, with the two decisions; for an officer of its place."""
    return _application(request, _to_decide(request, pk), DeclineForm())


@login_required
@require_POST
def confirm(request: HttpRequest, pk: int) -> HttpResponse:
    """Confirm an organisation."""
    organisation = _to_decide(request, pk)
    services.confirm_organisation(
        organisation=organisation, by=key_of(request.user), now=timezone.now()
    )
    messages.success(request, _("Đã xác nhận %(name)s.") % {"name": organisation.name})
    return redirect("cooperatives:applications")


@login_required
@require_POST
def decline(request: HttpRequest, pk: int) -> HttpResponse:
    """Decline an organisation with the reason that its people read."""
    organisation = _to_decide(request, pk)
    form = DeclineForm(request.POST)
    declined = None
    if form.is_valid():
        declined = accepted(
            form,
            services.decline_organisation,
            organisation=organisation,
            reason=form.cleaned_data["reason"],
            by=key_of(request.user),
            now=timezone.now(),
        )
    if declined:
        messages.success(request, _("Đã báo lại %(name)s.") % {"name": organisation.name})
        return redirect("cooperatives:applications")
    return _application(request, organisation, form)


@login_required
@require_POST
def apply_again(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask the office once more; for the managers of a declined organisation."""
    organisation = get_object_or_404(Organisation.objects.visible_to(request.user), pk=pk)
    require(request.user, organisation, *MANAGERS)
    services.apply_again(organisation=organisation, by=key_of(request.user), now=timezone.now())
    messages.success(request, _("Đã nộp lại."))
    return redirect("cooperatives:detail", pk=pk)


def _to_decide(request: HttpRequest, pk: int) -> Organisation:
    """The organisation, for somebody who may decide on its application."""
    visible = Organisation.objects.visible_to(request.user)
    visible = visible.select_related("unit__parent", "successor")
    organisation = get_object_or_404(visible, pk=pk)
    require_application_decider(request.user, organisation, timezone.localdate())
    return organisation


def _application(
    request: HttpRequest, organisation: Organisation, form: DeclineForm
) -> HttpResponse:
    today = timezone.localdate()
    return render(
        request,
        "cooperatives/application.html",
        {
            "organisation": organisation,
            "place": address(organisation.unit, on=today, language=language()),
            "managers": organisation.memberships.in_force()
            .filter(role__in=MANAGERS)
            .select_related("user"),
            "form": form,
        },
    )
