"""Growing areas, their plots and harvests over the API."""

import datetime
from decimal import Decimal
from typing import Annotated, Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from ninja import Body, Field, File, Router, Schema, Status, UploadedFile
from ninja.pagination import paginate

from accounts.access import key_of
from common.list_api import listed
from cooperatives.access import MANAGERS, RECORDERS, WORKERS, require
from cooperatives.api import CommuneOut
from cooperatives.models import Organisation
from growing_areas import geojson, services
from growing_areas.access import require_exporter
from growing_areas.exporting import eudr_text
from growing_areas.geometry import FOUR_DECIMALS
from growing_areas.lists import AREAS
from growing_areas.models import Crop, GrowingArea, GrowingAreaCode, Harvest, Plot
from growing_areas.plot_files import read_plots
from growing_areas.warnings import warnings_of, with_overlaps

router = Router(tags=["growing areas"])


class CropOut(Schema):
    """A crop of the register."""

    code: str
    name: str
    name_en: str
    scientific_name: str
    perennial: bool


class AreaIn(Schema):
    """A new growing area; `crop` is a crop's code, `unit` a commune's or village's today,
    `reference` the organisation's own code of it, `declared_hectares` as papers have it."""

    organisation_id: int
    name: str = Field(max_length=150)
    crop: str
    unit: str
    note: str = ""
    reference: str = Field("", max_length=60)
    declared_hectares: Decimal | None = Field(None, gt=0, max_digits=10, decimal_places=4)


class AreaOut(Schema):
    """A growing area; `hectares` is the sum of its plots."""

    id: int
    version: int
    organisation_id: int
    name: str
    crop: CropOut
    unit: CommuneOut
    note: str
    reference: str
    declared_hectares: Decimal | None
    hectares: Decimal
    registered_at: datetime.datetime

    @staticmethod
    def resolve_hectares(area: Any) -> Decimal:
        # Four decimals on both databases: SQLite gives a sum more.
        return Decimal(area.hectares).quantize(FOUR_DECIMALS)


class PlotIn(Schema):
    """A plot: a GeoJSON Polygon or MultiPolygon, or a Feature or collection of one.

    WGS-84 degrees, longitude first. A small plot may be a Point; `declared_hectares` then says
    how large it is. Without a name it is called "Thửa 1", "Thửa 2"…
    """

    geometry: dict[str, Any]
    name: str = ""
    declared_hectares: Decimal | None = Field(None, gt=0, max_digits=12, decimal_places=4)


class WarningOut(Schema):
    """What is odd about a plot or a code. code: stable; message: a sentence."""

    code: str
    message: str


class PlotOut(Schema):
    """A plot. hectares, lon and lat (the centroid) are computed from the geometry.

    warnings: what is odd about it, each with a code; none of these refuses a plot.
    """

    id: int
    area_id: int
    name: str
    geometry: dict[str, Any]
    hectares: Decimal
    declared_hectares: Decimal | None
    lon: Decimal
    lat: Decimal
    warnings: list[WarningOut]

    @staticmethod
    def resolve_warnings(plot: Plot) -> list[WarningOut]:
        return [WarningOut(code=one.code, message=one.message) for one in warnings_of(plot)]


class HarvestIn(Schema):
    """Kilograms harvested from plots of the area; code_id: the code of the area it claims."""

    plot_ids: list[Annotated[int, Field(le=2**63 - 1)]] = Field(max_length=1000)
    harvested_on: datetime.date
    kilograms: Decimal = Field(gt=0, max_digits=12, decimal_places=3)
    code_id: int | None = None
    note: str = ""
    override_reason: str = Field(
        "", max_length=500, description="Why a manager lets it through inside an interval"
    )


class HarvestOut(Schema):
    """A harvest."""

    id: int
    area_id: int
    plot_ids: list[int]
    harvested_on: datetime.date
    kilograms: Decimal
    code_id: int | None
    note: str
    override_reason: str
    override_by: str

    @staticmethod
    def resolve_plot_ids(harvest: Harvest) -> list[int]:
        return [row.plot_id for row in harvest.harvest_plots.all()]


def _areas(request: HttpRequest) -> QuerySet[GrowingArea]:
    areas = GrowingArea.objects.visible_to(request.user).with_hectares()
    return areas.select_related("organisation", "crop", "unit", "successor")


def _area(request: HttpRequest, area_id: int, *roles: str) -> GrowingArea:
    """The area if the caller may see it; with roles, only for those who have one of them."""
    area = get_object_or_404(_areas(request), pk=area_id)
    if roles:
        require(request.user, area.organisation, *roles)
    return area


@router.get("/crops", response=list[CropOut])
@paginate
def list_crops(request: HttpRequest) -> QuerySet[Crop]:
    """The crops that an area may have."""
    return Crop.objects.all()


@router.get("", response=list[AreaOut])
@paginate
@listed(AREAS)
def list_areas(request: HttpRequest) -> QuerySet[GrowingArea]:
    """Growing areas of the organisations that the caller may see, newest first."""
    return _areas(request)


@router.post("", response={201: AreaOut})
def register_area(request: HttpRequest, payload: AreaIn) -> Status:
    """Enter a growing area of an organisation."""
    organisations = Organisation.objects.visible_to(request.user)
    organisation = get_object_or_404(organisations, pk=payload.organisation_id)
    require(request.user, organisation, *WORKERS)
    area = services.register_area(
        organisation=organisation,
        name=payload.name,
        crop=services.crop_of(payload.crop),
        unit=services.place_in_force(payload.unit, timezone.localdate()),
        note=payload.note,
        reference=payload.reference,
        declared_hectares=payload.declared_hectares,
        by=key_of(request.user),
        today=timezone.localdate(),
    )
    return Status(201, _area(request, area.pk))


@router.get("/{area_id}", response=AreaOut)
def read_area(request: HttpRequest, area_id: int) -> GrowingArea:
    """One growing area."""
    return _area(request, area_id)


@router.get("/{area_id}/plots", response=list[PlotOut])
@paginate
def list_plots(request: HttpRequest, area_id: int) -> QuerySet[Plot]:
    """The plots of an area."""
    return with_overlaps(Plot.objects.filter(area=_area(request, area_id)))


@router.get("/{area_id}/eudr", response=dict[str, Any])
def read_eudr(request: HttpRequest, area_id: int) -> HttpResponse:
    """The plots of an area as the Commission's GeoJSON file; for managers and officers."""
    area, today = _area(request, area_id), timezone.localdate()
    require_exporter(request.user, area, today)
    return HttpResponse(eudr_text(area, today), content_type="application/geo+json")


@router.post("/{area_id}/plots", response={201: PlotOut})
def add_plot(request: HttpRequest, area_id: int, payload: PlotIn) -> Status:
    """Add a plot; its hectares are computed."""
    plot = services.add_plot(
        area=_area(request, area_id, *WORKERS),
        drawn=geojson.single(payload.geometry),
        name=payload.name,
        declared_hectares=payload.declared_hectares,
        by=key_of(request.user),
        today=timezone.localdate(),
    )
    return Status(201, plot)


@router.post("/{area_id}/plots/collection", response={201: list[PlotOut]})
def add_plots(request: HttpRequest, area_id: int, payload: Body[dict[str, Any]]) -> Status:
    """Add every plot of a GeoJSON FeatureCollection, or none: the message names each fault."""
    plots = services.add_plots(
        area=_area(request, area_id, *WORKERS),
        drawn=geojson.features(payload),
        by=key_of(request.user),
        today=timezone.localdate(),
    )
    return Status(201, plots)


@router.post("/{area_id}/plots/file", response={201: list[PlotOut]})
def add_plots_of_file(request: HttpRequest, area_id: int, file: File[UploadedFile]) -> Status:
    """Add every plot of a GeoJSON, KML or CSV file, or none: the message names each fault."""
    plots = services.add_plots(
        area=_area(request, area_id, *WORKERS),
        drawn=read_plots(file.read(geojson.LARGEST_TEXT + 1)),
        by=key_of(request.user),
        today=timezone.localdate(),
    )
    return Status(201, plots)


@router.get("/{area_id}/harvests", response=list[HarvestOut])
@paginate
def list_harvests(request: HttpRequest, area_id: int) -> QuerySet[Harvest]:
    """The harvests of an area, newest first."""
    harvests = Harvest.objects.filter(area=_area(request, area_id))
    return harvests.prefetch_related("harvest_plots")


@router.post("/{area_id}/harvests", response={201: HarvestOut})
def record_harvest(request: HttpRequest, area_id: int, payload: HarvestIn) -> Status:
    """Record a harvest from plots of the area."""
    area = _area(request, area_id, *(MANAGERS if payload.override_reason else RECORDERS))
    codes = GrowingAreaCode.objects.filter(area=area).select_related("crop")
    harvest = services.record_harvest(
        area=area,
        plots=services.plots_of(area, payload.plot_ids),
        harvested_on=payload.harvested_on,
        kilograms=payload.kilograms,
        code=None if payload.code_id is None else get_object_or_404(codes, pk=payload.code_id),
        note=payload.note,
        override_reason=payload.override_reason,
        by=key_of(request.user),
        today=timezone.localdate(),
    )
    return Status(201, harvest)
