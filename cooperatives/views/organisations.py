from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.access import key_of
from accounts.list_pages import list_page
from common.forms import accepted
from common.shown import language
from cooperatives import services
from cooperatives.access import (
    MANAGERS,
    WORKERS,
    invitable_roles,
    may_decide_application,
    may_help_as_office,
    registers_for_others,
    require,
    role_of,
)
from cooperatives.forms import OrganisationForm, ReferenceForm
from cooperatives.lists import ORGANISATIONS
from cooperatives.models import MembershipInvitation, Organisation, OrganisationCertificate
from cooperatives.offices import office_for, require_office
from cooperatives.views import activities, certificates, people
from places.addresses import address
from places.models import Unit


@login_required
def organisation_list(request: HttpRequest) -> HttpResponseBase:
    """Organisations the person works in or oversees."""
    visible = Organisation.objects.visible_to(request.user)
    return list_page(request, ORGANISATIONS, visible, "cooperatives/list.html")


@login_required
def organisation_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """One organisation: what it says of itself and who works in it."""
    visible = Organisation.objects.visible_to(request.user)
    visible = visible.select_related("unit__parent", "successor__parent")
    organisation, today = get_object_or_404(visible, pk=pk), timezone.localdate()
    role = role_of(request.user, organisation)
    return render(
        request,
        "cooperatives/detail.html",
        {
            "organisation": organisation,
            "place": address(organisation.unit, on=today, language=language()),
            "members": organisation.memberships.in_force().select_related("user"),
            "invitations": MembershipInvitation.objects.visible_to(request.user)
            .open(timezone.now())
            .filter(organisation=organisation),
            "may_invite": bool(invitable_roles(request.user, organisation, today)),
            "may_decide": may_decide_application(request.user, organisation, today),
            "may_change": role in MANAGERS,
            "may_help": may_help_as_office(request.user, organisation, today),
            "may_refer": bool(office_for(request.user, organisation.place, today)),
            "may_work": role in WORKERS,
            **certificates.section(
                request, OrganisationCertificate, organisation, organisation
            ),
            **activities.sections(request, organisation),
            **people.section(request, organisation),
        },
    )


@login_required
def register(request: HttpRequest) -> HttpResponse:
    """Register an organisation: one's own, to manage it, or as an office for others."""
    form = OrganisationForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        particulars, now = form.particulars(), timezone.now()
        office = registers_for_others(request.user, particulars.unit, timezone.localdate(now))
        organisation = accepted(
            form,
            services.register_organisation,
            particulars=particulars,
            manager=None if office else request.user,
            confirmed=office,
            by=key_of(request.user),
            now=now,
        )
        if organisation:
            messages.success(
                request,
                _("Đã ghi nhận tổ chức. Tiếp theo, hãy mời người quản lý của tổ chức.")
                if office
                else _("Đã ghi nhận tổ chức. Tiếp theo, hãy thêm vùng trồng."),
            )
            return redirect("cooperatives:detail", pk=organisation.pk)
    return render(request, "cooperatives/form.html", {"form": form})


@login_required
def change(request: HttpRequest, pk: int) -> HttpResponse:
    """Change what an organisation says of itself; for its managers."""
    visible = Organisation.objects.visible_to(request.user).select_related("unit")
    organisation = get_object_or_404(visible, pk=pk)
    require(request.user, organisation, *MANAGERS)
    form = OrganisationForm(request.POST or None, row=organisation)
    if request.method == "POST" and form.is_valid():
        changed = accepted(
            form,
            services.change_organisation,
            organisation=organisation,
            particulars=form.particulars(),
            version=form.version,
            by=key_of(request.user),
            now=timezone.now(),
        )
        if changed:
            messages.success(request, _("Đã lưu thay đổi."))
            return redirect("cooperatives:detail", pk=pk)
    return render(
        request, "cooperatives/form.html", {"form": form, "organisation": organisation}
    )


@login_required
def give_reference(request: HttpRequest, pk: int) -> HttpResponse:
    """Write down the code by which the person's office calls an organisation."""
    visible = Organisation.objects.visible_to(request.user)
    visible = visible.select_related("unit", "successor")
    organisation, today = get_object_or_404(visible, pk=pk), timezone.localdate()
    office = require_office(request.user, organisation.place, today)
    form = ReferenceForm(request.POST or None, row=organisation)
    if request.method == "POST" and form.is_valid():
        given = accepted(
            form,
            services.give_reference,
            organisation=organisation,
            reference=form.cleaned_data["reference"],
            office=office,
            version=form.version,
            by=key_of(request.user),
        )
        if given:
            messages.success(request, _("Đã lưu thay đổi."))
            return redirect("cooperatives:detail", pk=pk)
    return render(
        request,
        "cooperatives/record_form.html",
        {
            "form": form,
            "organisation": organisation,
            "title": _("Mã riêng của xã, tỉnh"),
            "lead": "",
        },
    )


@login_required
def find_communes(request: HttpRequest) -> HttpResponse:
    """The options of the commune box for what was typed so far (htmx fills a datalist)."""
    typed = request.GET.get("unit", "")[:80]
    found = Unit.objects.none()
    if len(typed) >= 2:
        found = (
            Unit.objects.on(timezone.localdate())
            .communes()
            .search(typed)
            .select_related("parent")[:20]
        )
    return render(request, "cooperatives/communes.html", {"communes": found})
