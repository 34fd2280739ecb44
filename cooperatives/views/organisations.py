from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.access import key_of
from accounts.list_pages import list_page
from common.forms import accepted
from common.shown import language
from cooperatives import services
from cooperatives.access import MANAGERS, WORKERS, has_role, require
from cooperatives.forms import MemberForm, OrganisationForm
from cooperatives.lists import ORGANISATIONS
from cooperatives.models import Organisation
from places.addresses import address
from places.models import Unit


@login_required
def organisation_list(request: HttpRequest) -> HttpResponse:
    """Organisations the person works in or oversees."""
    visible = Organisation.objects.visible_to(request.user)
    return list_page(request, ORGANISATIONS, visible, "cooperatives/list.html")


@login_required
def organisation_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """One organisation: what it says of itself and who works in it."""
    visible = Organisation.objects.visible_to(request.user).select_related("unit__parent")
    organisation = get_object_or_404(visible, pk=pk)
    return render(
        request,
        "cooperatives/detail.html",
        {
            "organisation": organisation,
            "place": address(organisation.unit, on=timezone.localdate(), language=language()),
            "members": organisation.memberships.select_related("user"),
            "may_change": has_role(request.user, organisation, *MANAGERS),
            "may_work": has_role(request.user, organisation, *WORKERS),
        },
    )


@login_required
def register(request: HttpRequest) -> HttpResponse:
    """Register an organisation; the person becomes its first manager."""
    form = OrganisationForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        organisation = accepted(
            form,
            services.register_organisation,
            particulars=form.particulars(),
            manager=request.user,
            by=key_of(request.user),
            now=timezone.now(),
        )
        if organisation:
            messages.success(request, _("Đã ghi nhận tổ chức. Tiếp theo, hãy thêm vùng trồng."))
            return redirect("cooperatives:detail", pk=organisation.pk)
    return render(request, "cooperatives/form.html", {"form": form})


@login_required
def change(request: HttpRequest, pk: int) -> HttpResponse:
    """Change what an organisation says of itself; for its managers."""
    visible = Organisation.objects.visible_to(request.user).select_related("unit")
    organisation = get_object_or_404(visible, pk=pk)
    require(request.user, organisation, *MANAGERS)
    form = OrganisationForm(request.POST or None, initial=OrganisationForm.of(organisation))
    if request.method == "POST" and form.is_valid():
        changed = accepted(
            form,
            services.change_organisation,
            organisation=organisation,
            particulars=form.particulars(),
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


@login_required
def add_member(request: HttpRequest, pk: int) -> HttpResponse:
    """Let another person work for the organisation; for its managers."""
    organisation = get_object_or_404(Organisation.objects.visible_to(request.user), pk=pk)
    require(request.user, organisation, *MANAGERS)
    form = MemberForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        membership = accepted(
            form,
            services.add_member,
            organisation=organisation,
            user=form.cleaned_data["username"],
            role=form.cleaned_data["role"],
            by=key_of(request.user),
        )
        if membership:
            messages.success(request, _("Đã thêm."))
            return redirect("cooperatives:detail", pk=pk)
    return render(
        request, "cooperatives/member_form.html", {"form": form, "organisation": organisation}
    )
