"""Pages of a product's certificates."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404

from cooperatives.views import certificates
from products.models import Product, ProductCertificate

PAGE = "products:detail"


@login_required
def add(request: HttpRequest, pk: int) -> HttpResponse:
    """Enter a certificate of a product."""
    visible = Product.objects.visible_to(request.user).select_related("organisation__unit")
    product = get_object_or_404(visible, pk=pk)
    return certificates.added(request, ProductCertificate, product, product.organisation, PAGE)


@login_required
def correct(request: HttpRequest, pk: int) -> HttpResponse:
    """Put a product's certificate right by a newer entry."""
    return certificates.corrected(request, ProductCertificate, pk, PAGE)


@login_required
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Write down that a product's certificate was taken back."""
    return certificates.withdrawn(request, ProductCertificate, pk, PAGE)
