"""Pages of what an office keeps of its commune: key products, rosters of households."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.access import has_duty, key_of
from accounts.models import OfficerDuty
from common.forms import accepted
from cooperatives import services
from cooperatives.forms import HouseholdsForm, KeyProductForm, LastDayForm, RosterForm
from cooperatives.models import HouseholdRoster, KeyProduct
from cooperatives.offices import communes_seen_by, require_registrar
from places.models import Unit

PAGE = 50


def _commune(request: HttpRequest, pk: int) -> Unit:
    communes = communes_seen_by(request.user, timezone.localdate())
    return get_object_or_404(communes.select_related("parent"), pk=pk)


def _keeps(request: HttpRequest, unit: Unit) -> bool:
    duty = OfficerDuty.Duty.REGISTRY
    return request.user.is_superuser or has_duty(request.user, duty, unit, timezone.localdate())


@login_required
def key_products(request: HttpRequest, pk: int) -> HttpResponse:
    """The key products of a commune, and the form for another one."""
    unit, today = _commune(request, pk), timezone.localdate()
    form = KeyProductForm(request.POST or None)
    if request.method == "POST":
        require_registrar(request.user, unit, today)
        added = None
        if form.is_valid():
            added = accepted(
                form,
                services.add_key_product,
                unit=unit,
                paper=form.paper(),
                by=key_of(request.user),
            )
        if added:
            messages.success(request, _("Đã thêm."))
            return redirect("cooperatives:key_products", pk=pk)
    products = KeyProduct.objects.visible_to(request.user).filter(unit=unit)
    return render(
        request,
        "cooperatives/key_products.html",
        {
            "unit": unit,
            "products": products.order_by("name", "-valid_from"),
            "form": form,
            "keeps": _keeps(request, unit),
        },
    )


@login_required
def correct_key_product(request: HttpRequest, pk: int) -> HttpResponse:
    """Put a wrong entry of a key product right, and say why."""
    visible = KeyProduct.objects.visible_to(request.user).select_related("unit")
    product = get_object_or_404(visible, pk=pk)
    require_registrar(request.user, product.unit, timezone.localdate())
    form = KeyProductForm(request.POST or None, row=product)
    if request.method == "POST" and form.is_valid():
        corrected = accepted(
            form,
            services.correct_key_product,
            product=product,
            paper=form.paper(),
            reason=form.cleaned_data["reason"],
            version=form.version,
            by=key_of(request.user),
        )
        if corrected:
            messages.success(request, _("Đã sửa. Bản trước khi sửa vẫn còn trong lịch sử."))
            return redirect("cooperatives:key_products", pk=product.unit_id)
    return render(
        request, "cooperatives/correct_key_product.html", {"form": form, "product": product}
    )


@login_required
def end_key_product(request: HttpRequest, pk: int) -> HttpResponse:
    """Say until when a product was a key product."""
    visible = KeyProduct.objects.visible_to(request.user).select_related("unit")
    product, today = get_object_or_404(visible, pk=pk), timezone.localdate()
    require_registrar(request.user, product.unit, today)
    form = LastDayForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        ended = accepted(
            form,
            services.end_key_product,
            product=product,
            last_day=form.cleaned_data["last_day"],
            by=key_of(request.user),
        )
        if ended:
            messages.success(request, _("Đã lưu thay đổi."))
            return redirect("cooperatives:key_products", pk=product.unit_id)
    return render(
        request, "cooperatives/end_key_product.html", {"form": form, "product": product}
    )


@login_required
def rosters(request: HttpRequest, pk: int) -> HttpResponse:
    """The rosters of a commune's households, and the form for another one."""
    unit, today = _commune(request, pk), timezone.localdate()
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
            "keeps": _keeps(request, unit),
        },
    )


@login_required
def roster(request: HttpRequest, pk: int) -> HttpResponse:
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
    page = Paginator(found.households.order_by("code"), PAGE)
    return render(
        request,
        "cooperatives/roster.html",
        {
            "roster": found,
            "page": page.get_page(request.GET.get("trang")),
            "form": form,
            "keeps": _keeps(request, found.unit),
        },
    )
