from typing import Any

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
from common.forms import accepted, uploaded
from cooperatives.access import WORKERS, has_role, operable_by, require
from cooperatives.models import Organisation
from growing_areas.access import refuse_to_be_both
from labels.legal import Held
from labels.models import LabelItem
from labels.services import label_check as check_of_label
from products.models import Product
from trace import services
from trace.forms import BatchForm, MaterialForm, PrintForm, SaleForm
from trace.label_text import label_text
from trace.lists import BATCHES, MATERIALS
from trace.models import Batch, BatchQuerySet, ReceivedMaterial, Sale
from trace.provenance import provenance


@login_required
def batch_list(request: HttpRequest) -> HttpResponseBase:
    """Batches of the organisations the person may see, newest first."""
    products = Product.objects.filter(organisation__in=operable_by(request.user))[:20]
    return list_page(
        request,
        BATCHES,
        Batch.objects.visible_to(request.user),
        "trace/batch_list.html",
        {"products": products},
    )


@login_required
def batch_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """One batch: what went into it, its labels, and the next step."""
    batch = get_object_or_404(_batches(request), pk=pk)
    labelled, sold = services.labelled_packages(batch), services.sold_packages(batch)
    return render(
        request,
        "trace/batch_detail.html",
        {
            "batch": batch,
            "provenance": provenance(batch, timezone.localdate()),
            "activations": batch.activations.select_related("run__job", "run__document"),
            "labelled": labelled,
            "left": max(0, batch.packages - labelled),
            "sales": batch.sales.in_force().select_related("corrects"),
            "sold": sold,
            "unsold": max(0, batch.packages - sold),
            "may_work": has_role(request.user, batch.organisation, *WORKERS),
        },
    )


@login_required
def make_batch(request: HttpRequest, product_id: int) -> HttpResponse:
    """Make a batch of a product."""
    products = Product.objects.visible_to(request.user).select_related("organisation")
    product = get_object_or_404(products, pk=product_id)
    require(request.user, product.organisation, *WORKERS)
    form = BatchForm(request.POST or None, product=product)
    if request.method == "POST" and form.is_valid():
        batch = accepted(
            form,
            services.make_batch,
            product=product,
            inputs=form.inputs(),
            by=key_of(request.user),
            today=timezone.localdate(),
            **{bound.name: form.cleaned_data[bound.name] for bound in form.plain_fields()},
        )
        if batch:
            messages.success(request, _("Đã lập lô hàng. Bây giờ có thể in nhãn."))
            return redirect("trace:batch_detail", pk=batch.pk)
    return render(request, "trace/batch_form.html", {"form": form, "product": product})


@login_required
def print_labels(request: HttpRequest, pk: int) -> HttpResponse:
    """Print labels for a batch."""
    batch = get_object_or_404(_batches(request), pk=pk)
    require(request.user, batch.organisation, *WORKERS)
    refuse_to_be_both(request.user, batch.organisation, timezone.localdate())
    left = max(0, batch.packages - services.labelled_packages(batch))
    form = PrintForm(request.POST or None, organisation=batch.organisation, left=left)
    if request.method == "POST" and "check" not in request.POST and form.is_valid():
        run = accepted(
            form,
            services.print_labels,
            batch=batch,
            by=key_of(request.user),
            today=timezone.localdate(),
            **form.cleaned_data,
        )
        if run:
            return redirect("labels:run_detail", pk=run.pk)
    values = {"form": form, "batch": batch, "held": _held(batch, form)}
    return render(request, "trace/print_form.html", values)


@login_required
@require_POST
def label_check(request: HttpRequest, pk: int) -> HttpResponse:
    """The part of that page that says what the law wants on the label in the form."""
    batch = get_object_or_404(_batches(request), pk=pk)
    require(request.user, batch.organisation, *WORKERS)
    form = PrintForm(request.POST, organisation=batch.organisation, left=0)
    values = {"batch": batch, "held": _held(batch, form)}
    return render(request, "trace/label_check.html", values)


def _held(batch: Batch, form: PrintForm) -> list[tuple[str, Held]]:
    """What the law wants on the label that the form is about, each with its word."""
    today = timezone.localdate()
    held = check_of_label(
        product=batch.product,
        template=form.chosen_template(),
        text=label_text(batch, today),
        on=today,
    )
    return [(str(LabelItem(one.wanted.item).label), one) for one in held]


@login_required
def record_sale(request: HttpRequest, pk: int) -> HttpResponse:
    """Record that packages of a batch were sold."""
    batch = get_object_or_404(_batches(request), pk=pk)
    require(request.user, batch.organisation, *WORKERS)
    left = batch.packages - services.sold_packages(batch)
    form = SaleForm(request.POST or None, left=max(0, left))
    if request.method == "POST" and form.is_valid():
        sale = accepted(form, services.record_sale, batch=batch, **_sale_values(request, form))
        if sale:
            messages.success(request, _("Đã ghi lần bán."))
            return redirect("trace:batch_detail", pk=batch.pk)
    return render(request, "trace/sale_form.html", {"form": form, "batch": batch})


@login_required
def correct_sale(request: HttpRequest, pk: int) -> HttpResponse:
    """Say how a recorded sale really was."""
    visible = Sale.objects.visible_to(request.user)
    sale = get_object_or_404(visible.select_related("batch__organisation"), pk=pk)
    require(request.user, sale.batch.organisation, *WORKERS)
    form = SaleForm(request.POST or None, left=0, sale=sale)
    if request.method == "POST" and form.is_valid():
        newer = accepted(form, services.correct_sale, sale=sale, **_sale_values(request, form))
        if newer:
            messages.success(request, _("Đã sửa lần bán. Lần ghi cũ vẫn được giữ lại."))
            return redirect("trace:batch_detail", pk=sale.batch_id)
    return render(
        request, "trace/sale_form.html", {"form": form, "batch": sale.batch, "sale": sale}
    )


def _sale_values(request: HttpRequest, form: SaleForm) -> dict[str, Any]:
    return {
        "sold": form.sold(),
        "by": key_of(request.user),
        "request": form.cleaned_data["request"],
        "today": timezone.localdate(),
    }


@login_required
def material_list(request: HttpRequest) -> HttpResponseBase:
    """Materials received by the organisations the person may see."""
    return list_page(
        request,
        MATERIALS,
        ReceivedMaterial.objects.visible_to(request.user),
        "trace/material_list.html",
        {"receivers": operable_by(request.user)[:20]},
    )


@login_required
def receive_material(request: HttpRequest, organisation_id: int) -> HttpResponse:
    """Enter what an organisation took in."""
    organisations = Organisation.objects.visible_to(request.user)
    organisation = get_object_or_404(organisations, pk=organisation_id)
    require(request.user, organisation, *WORKERS)
    form = MaterialForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        material = accepted(
            form,
            services.receive_material,
            organisation=organisation,
            delivery=form.delivery(),
            document=uploaded(form),
            by=key_of(request.user),
            today=timezone.localdate(),
        )
        if material:
            messages.success(request, _("Đã ghi nguyên liệu nhận vào."))
            return redirect("trace:material_list")
    return render(
        request, "trace/material_form.html", {"form": form, "organisation": organisation}
    )


def _batches(request: HttpRequest) -> BatchQuerySet:
    return Batch.objects.visible_to(request.user).select_related(
        "product", "organisation__unit__parent"
    )
