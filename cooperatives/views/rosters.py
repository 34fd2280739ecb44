"""Pages of the rosters of a commune's households."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.access import key_of
from accounts.list_pages import list_page
from common.forms import accepted, uploaded
from cooperatives import services
from cooperatives.forms import HouseholdForm, HouseholdsForm, RosterForm
from cooperatives.models import HouseholdRoster, RosterHousehold
from cooperatives.offices import require_registrar
from cooperatives.roster_lists import households_for
from cooperatives.views.communes import commune, keeps


@login_required
def rosters(request: HttpRequest, pk: int) -> HttpResponse:
    """The rosters of a commune's households, and the form for another one."""
    unit, today = commune(request, pk), timezone.localdate()
    form = RosterForm(request.POST or None)
    if request.method == "POST":
        require_registrar(request.user, unit, today)
        made = None
        if form.is_valid():
            made = accepted(
                form,
                services.make_roster,
                unit=unit,
                by=key_of(request.user),
                today=today,
                **form.cleaned_data,
            )
        if made:
            return redirect("cooperatives:roster", pk=made.pk)
    found = HouseholdRoster.objects.visible_to(request.user).filter(unit=unit)
    return render(
        request,
        "cooperatives/rosters.html",
        {
            "unit": unit,
            "rosters": found.with_counts(),
            "form": form,
            "keeps": keeps(request, unit),
        },
    )


@login_required
def roster(request: HttpRequest, pk: int) -> HttpResponseBase:
    """One roster: its households, and the box to paste more of them."""
    visible = HouseholdRoster.objects.visible_to(request.user).with_counts()
    found = get_object_or_404(visible.select_related("unit"), pk=pk)
    form = HouseholdsForm(request.POST or None)
    if request.method == "POST":
        require_registrar(request.user, found.unit, timezone.localdate())
        recorded = None
        if form.is_valid():
            recorded = accepted(
                form,
                services.record_households,
                roster=found,
                households=form.cleaned_data["lines"],
                by=key_of(request.user),
                today=timezone.localdate(),
            )
        if recorded:
            said = _("Mới: %(new)s, đã sửa: %(changed)s, như cũ: %(same)s.")
            messages.success(
                request,
                said
                % {"new": recorded.new, "changed": recorded.changed, "same": recorded.same},
            )
            return redirect("cooperatives:roster", pk=pk)
    return list_page(
        request,
        households_for(request.user),
        found.households.all(),
        "cooperatives/roster.html",
        {"roster": found, "form": form, "keeps": keeps(request, found.unit)},
    )


@login_required
def change_household(request: HttpRequest, pk: int) -> HttpResponse:
    """Put one household right, and attach the paper of its consent; for the registry."""
    visible = RosterHousehold.objects.visible_to(request.user)
    household = get_object_or_404(visible.select_related("roster__unit"), pk=pk)
    require_registrar(request.user, household.roster.unit, timezone.localdate())
    form = HouseholdForm(request.POST or None, request.FILES or None, row=household)
    if request.method == "POST" and form.is_valid():
        changed = accepted(
            form,
            services.change_household,
            household=household,
            line=form.line(),
            version=form.version,
            document=uploaded(form),
            by=key_of(request.user),
            today=timezone.localdate(),
        )
        if changed:
            messages.success(request, _("Đã lưu thay đổi."))
            return redirect("cooperatives:roster", pk=household.roster_id)
    return render(
        request, "cooperatives/household_form.html", {"form": form, "household": household}
    )
