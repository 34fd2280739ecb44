from typing import IO

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from accounts.access import key_of
from accounts.list_pages import list_page
from common.forms import accepted
from cooperatives.access import WORKERS, has_role, operable_by, require
from cooperatives.models import Organisation
from cooperatives.views import certificates
from products import services
from products.forms import ProductForm
from products.lists import PRODUCTS
from products.models import Product, ProductCertificate
from records.documents import open_document
from records.models import Document


@login_required
def product_list(request: HttpRequest) -> HttpResponseBase:
    """Products of the organisations the person may see."""
    return list_page(
        request,
        PRODUCTS,
        Product.objects.visible_to(request.user),
        "products/list.html",
        {"makers": operable_by(request.user)[:20]},
    )


@login_required
def product_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """One product."""
    visible = Product.objects.visible_to(request.user).select_related("organisation")
    product = get_object_or_404(visible, pk=pk)
    return render(
        request,
        "products/detail.html",
        {
            "product": product,
            "may_change": has_role(request.user, product.organisation, *WORKERS),
            **certificates.section(request, ProductCertificate, product, product.organisation),
        },
    )


@login_required
def add(request: HttpRequest, organisation_id: int) -> HttpResponse:
    """Enter a product of an organisation."""
    organisations = Organisation.objects.visible_to(request.user)
    organisation = get_object_or_404(organisations, pk=organisation_id)
    require(request.user, organisation, *WORKERS)
    form = ProductForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        product = accepted(
            form,
            services.add_product,
            organisation=organisation,
            description=form.description(),
            picture=_picture(form),
            by=key_of(request.user),
        )
        if product:
            messages.success(request, _("Đã thêm sản phẩm."))
            return redirect("products:detail", pk=product.pk)
    return render(request, "products/form.html", {"form": form, "organisation": organisation})


@login_required
def change(request: HttpRequest, pk: int) -> HttpResponse:
    """Change what a product says of itself."""
    visible = Product.objects.visible_to(request.user).select_related("organisation")
    product = get_object_or_404(visible, pk=pk)
    require(request.user, product.organisation, *WORKERS)
    form = ProductForm(request.POST or None, request.FILES or None, row=product)
    if request.method == "POST" and form.is_valid():
        changed = accepted(
            form,
            services.change_product,
            product=product,
            description=form.description(),
            version=form.version,
            picture=_picture(form),
            by=key_of(request.user),
        )
        if changed:
            messages.success(request, _("Đã lưu thay đổi."))
            return redirect("products:detail", pk=pk)
    return render(
        request,
        "products/form.html",
        {"form": form, "organisation": product.organisation, "product": product},
    )


@login_required
def picture(request: HttpRequest, pk: int) -> FileResponse:
    """A product's picture as it is kept, for those who may see the product."""
    visible = Product.objects.visible_to(request.user)
    document = get_object_or_404(Document, pk__in=visible.filter(pk=pk).values("picture"))
    response = FileResponse(open_document(document), content_type=document.content_type)
    response["ETag"] = f'"{document.sha256}"'
    response["Cache-Control"] = "private, max-age=3600"
    return response


def _picture(form: ProductForm) -> tuple[str, IO[bytes]] | None:
    uploaded = form.cleaned_data["picture"]
    return (uploaded.name, uploaded) if uploaded else None
