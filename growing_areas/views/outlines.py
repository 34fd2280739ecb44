"""The outline of an area's commune, for maps without tiles."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, JsonResponse
from django.shortcuts import get_object_or_404

from growing_areas.models import GrowingArea
from growing_areas.warnings import communes_of
from places.models import UnitOutline


@login_required
def outline_geojson(request: HttpRequest, pk: int) -> JsonResponse:
    """The outline of the commune of an area: a FeatureCollection, empty while none is known."""
    visible = GrowingArea.objects.visible_to(request.user)
    area = get_object_or_404(visible.select_related("unit", "successor"), pk=pk)
    outlines = UnitOutline.objects.standing().filter(unit__in=communes_of(area))
    features = [outline.as_feature() for outline in outlines.select_related("unit")]
    return JsonResponse(
        {"type": "FeatureCollection", "features": features},
        content_type="application/geo+json",
    )
