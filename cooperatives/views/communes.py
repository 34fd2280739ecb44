"""Pages of the key products of a commune, and what pages of communes share."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.access import has_duty, key_of
from accounts.models import OfficerDuty
from common.forms import accepted
from cooperatives import services
from cooperatives.forms import KeyProductForm, LastDayForm
from cooperatives.models import KeyProduct
from cooperatives.offices import communes_seen_by, require_registrar
from places.models import Unit


def commune(request: HttpRequest, pk: int) -> Unit:
    """The commune whose registers the person reads; else Http404."""
    communes = communes_seen_by(request.user, timezone.localdate())
    return get_object_or_404(communes.select_related("parent"), pk=pk)


def keeps(request: HttpRequest, unit: Unit) -> bool:
    """Whether the person keeps the registers of `unit`."""
    duty = OfficerDuty.Duty.REGISTRY
    return request.user.is_superuser or has_duty(request.user, duty, unit, timezone.localdate())


@login_required
def key_products(request: HttpRequest, pk: int) -> HttpResponse:
    """The key products of a commune, and the form for another one."""
    unit, today = commune(request, pk), timezone.localdate()
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
            "keeps": keeps(request, unit),
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
