"""Pages of a growing area's certificates."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404

from cooperatives.views import certificates
from growing_areas.models import AreaCertificate, GrowingArea

PAGE = "growing_areas:detail"


@login_required
def add(request: HttpRequest, pk: int) -> HttpResponse:
    """Enter a certificate of a growing area."""
    visible = GrowingArea.objects.visible_to(request.user).select_related("organisation__unit")
    area = get_object_or_404(visible, pk=pk)
    return certificates.added(request, AreaCertificate, area, area.organisation, PAGE)


@login_required
def correct(request: HttpRequest, pk: int) -> HttpResponse:
    """Put a growing area's certificate right by a newer entry."""
    return certificates.corrected(request, AreaCertificate, pk, PAGE)


@login_required
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Write down that a growing area's certificate was taken back."""
    return certificates.withdrawn(request, AreaCertificate, pk, PAGE)
