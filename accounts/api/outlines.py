"""Outlines of communes over the API."""

from typing import Any

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils import timezone
from ninja import Field, File, Form, Router, Schema, Status, UploadedFile

from accounts.access import key_of
from accounts.outliners import require_outliner, units_of
from places.models import UnitOutline
from places.outline_loading import take_in_outlines
from places.outlines import LARGEST_FILE

router = Router(tags=["places"])


class OutlinesIn(Schema):
    """Where the outlines come from, and which properties of the file hold codes or names."""

    source: str = Field(max_length=200)
    code_property: str = Field("", max_length=100)
    name_property: str = Field("", max_length=100)


class OutlinesOut(Schema):
    """The codes of the units whose outlines were stored; how many features were not theirs."""

    units: list[str]
    unmatched: int


@router.post("", response={201: OutlinesOut})
def import_outlines(
    request: HttpRequest, file: File[UploadedFile], payload: Form[OutlinesIn]
) -> Status:
    """Take in outlines of one's territory from a GeoJSON file; for officers of the registry."""
    now = timezone.now()
    require_outliner(request.user, timezone.localdate(now))
    taken = take_in_outlines(
        content=file.read(LARGEST_FILE + 1),
        units=units_of(request.user, timezone.localdate(now)),
        by=key_of(request.user),
        now=now,
        **payload.dict(),
    )
    codes = [outline.unit.code for outline in taken.outlines]
    return Status(201, {"units": codes, "unmatched": taken.unmatched})


@router.get("/{code}", response=dict[str, Any])
def read_outline(request: HttpRequest, code: str) -> dict[str, Any]:
    """The outline of a unit of today as a GeoJSON Feature."""
    units = UnitOutline.objects.standing().select_related("unit")
    outline = get_object_or_404(units, unit__code=code, unit__valid_to__isnull=True)
    return outline.as_feature()
