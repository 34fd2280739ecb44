from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Prefetch, QuerySet
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.access import key_of
from accounts.list_pages import list_page
from common.forms import accepted
from common.shown import language, number
from cooperatives.access import (
    MANAGERS,
    RECORDERS,
    WORKERS,
    has_role,
    operable_by,
    require,
    role_of,
)
from cooperatives.models import Organisation
from cooperatives.views import certificates
from growing_areas import services
from growing_areas.access import may_decide, require_exporter
from growing_areas.code_formats import read_code
from growing_areas.code_lists import badge, confirmation_badge
from growing_areas.exporting import eudr_text
from growing_areas.forms import (
    AreaForm,
    HarvestForm,
    PlotForm,
    places_today,
)
from growing_areas.geojson import Drawn
from growing_areas.inspection_lists import checks_of
from growing_areas.lists import AREAS, HARVESTS, PLOTS, with_marks
from growing_areas.models import AreaCertificate, GrowingArea, Plot
from growing_areas.plot_sentences import called
from growing_areas.views import seasons
from growing_areas.warnings import hectares_of, shortfall_warnings, warnings_of, with_overlaps
from places.addresses import address

# How many plots and harvests the page of an area shows; their own pages show all.
FEW_PLOTS, FEW_HARVESTS = 50, 10


def _areas(request: HttpRequest) -> QuerySet[GrowingArea]:
    areas = GrowingArea.objects.visible_to(request.user).with_hectares()
    return areas.select_related("organisation", "crop", "unit", "successor")


def _area(request: HttpRequest, pk: int, *roles: str) -> GrowingArea:
    """The area if the person may see it; with roles, only for those who have one of them."""
    area = get_object_or_404(_areas(request), pk=pk)
    if roles:
        require(request.user, area.organisation, *roles)
    return area


@login_required
def area_list(request: HttpRequest) -> HttpResponseBase:
    """Growing areas of the organisations the person may see."""
    return list_page(
        request,
        AREAS,
        GrowingArea.objects.visible_to(request.user),
        "growing_areas/list.html",
        {"makers": operable_by(request.user)[:20]},
    )


@login_required
def area_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """One growing area: its plots on a map, its codes, its newest harvests."""
    area, today = _area(request, pk), timezone.localdate()
    plots = with_overlaps(area.plots.defer("geometry"))
    plot_count, codes = plots.count(), list(area.codes.prefetch_related("states"))
    harvests = area.harvests.select_related("code").prefetch_related(_plots_by_name())
    role, decides = (
        role_of(request.user, area.organisation),
        may_decide(request.user, area, today),
    )
    return render(
        request,
        "growing_areas/detail.html",
        {
            "area": area,
            "place": address(area.unit, on=today, language=language()),
            "plots": [(plot, warnings_of(plot)) for plot in plots[:FEW_PLOTS]],
            "plot_count": plot_count,
            "codes": [
                (
                    code,
                    badge(code.state_on(today)),
                    read_code(code.code, code.kind, _) if code.code else None,
                    confirmation_badge(code),
                )
                for code in codes
            ],
            "shortfalls": shortfall_warnings(
                hectares_of(area),
                area.crop,
                {code.scope for code in codes},
                today,
            ),
            "harvests": with_marks(harvests.select_related("area")[:FEW_HARVESTS]),
            "harvest_count": harvests.count(),
            "may_work": role in WORKERS,
            "may_record": role in RECORDERS,
            "may_manage": role in MANAGERS,
            "checks": checks_of(request.user, area, today),
            "may_export": decides or role in MANAGERS,
            **seasons.section(area),
            **certificates.section(request, AreaCertificate, area, area.organisation),
        },
    )


def _plots_by_name() -> Prefetch:
    return Prefetch("plots", queryset=Plot.objects.only("name"))


@login_required
def plot_list(request: HttpRequest, pk: int) -> HttpResponseBase:
    """All plots of an area."""
    area = _area(request, pk)
    plots = area.plots.all()
    return list_page(request, PLOTS, plots, "growing_areas/plots.html", {"area": area})


@login_required
def eudr_file(request: HttpRequest, pk: int) -> HttpResponse:
    """The plots of an area as the Commission's file; for managers and officers for codes."""
    area, today = _area(request, pk), timezone.localdate()
    require_exporter(request.user, area, today)
    return HttpResponse(
        eudr_text(area, today),
        content_type="application/geo+json",
        headers={"Content-Disposition": f'attachment; filename="eudr-{area.pk}.geojson"'},
    )


@login_required
def plots_geojson(request: HttpRequest, pk: int) -> JsonResponse:
    """The plots of an area for its map: a GeoJSON FeatureCollection."""
    area = _area(request, pk)
    features = [plot.as_feature() for plot in area.plots.all()]
    return JsonResponse(
        {"type": "FeatureCollection", "features": features},
        content_type="application/geo+json",
    )


@login_required
def harvest_list(request: HttpRequest, pk: int) -> HttpResponseBase:
    """All harvests of an area, newest first."""
    area = _area(request, pk)
    harvests = area.harvests.all()
    return list_page(request, HARVESTS, harvests, "growing_areas/harvests.html", {"area": area})


@login_required
def add(request: HttpRequest, organisation_id: int) -> HttpResponse:
    """Enter a growing area of an organisation."""
    organisations = Organisation.objects.visible_to(request.user).select_related("unit")
    organisation = get_object_or_404(organisations, pk=organisation_id)
    require(request.user, organisation, *WORKERS)
    today = timezone.localdate()
    form = AreaForm(request.POST or None, initial=AreaForm.first_values(organisation, today))
    if request.method == "POST" and form.is_valid():
        area = accepted(
            form,
            services.register_area,
            organisation=organisation,
            **form.cleaned_data,
            by=key_of(request.user),
            today=today,
        )
        if area:
            messages.success(request, _("Đã thêm vùng trồng. Tiếp theo, hãy thêm thửa."))
            return redirect("growing_areas:detail", pk=area.pk)
    return render(
        request, "growing_areas/area_form.html", {"form": form, "organisation": organisation}
    )


@login_required
def find_places(request: HttpRequest) -> HttpResponse:
    """The options of the place box for what was typed so far (htmx fills a datalist)."""
    typed = request.GET.get("unit", "")[:80]
    found = places_today().none()
    if len(typed) >= 2:
        found = places_today().search(typed).select_related("parent")[:20]
    return render(request, "growing_areas/places.html", {"places": found})


@login_required
def add_plot(request: HttpRequest, pk: int) -> HttpResponse:
    """Add one plot, or all plots of a file."""
    area = _area(request, pk, *WORKERS)
    form = PlotForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        plots = _added(form, area, key_of(request.user))
        if plots:
            messages.success(request, _words_for(plots))
            if form.cleaned_data["file"]:
                _tell_unnamed(request, form.cleaned_data["drawn"], plots)
            for plot in plots:
                for warning in warnings_of(plot):
                    messages.warning(request, f"{called(plot.name)}: {warning.message}")
            return redirect("growing_areas:detail", pk=area.pk)
    return render(request, "growing_areas/plot_form.html", {"form": form, "area": area})


def _added(form: PlotForm, area: GrowingArea, by: str) -> list[Plot]:
    values, today = form.cleaned_data, timezone.localdate()
    drawn = values["drawn"]
    if len(drawn) > 1:
        added = accepted(form, services.add_plots, area=area, drawn=drawn, by=by, today=today)
        return added or []
    plot = accepted(
        form,
        services.add_plot,
        area=area,
        drawn=drawn[0],
        name=values["name"],
        declared_hectares=values["declared_hectares"],
        by=by,
        today=today,
    )
    return [plot] if plot else []


def _tell_unnamed(request: HttpRequest, drawn: list[Drawn], plots: list[Plot]) -> None:
    """A file whose plots have no id cannot be told from another when it comes again."""
    given = [plot.name for plot, one in zip(plots, drawn, strict=True) if not one.name]
    if given:
        said = _("Tệp không ghi mã hay tên của %(count)s thửa, nên hệ thống tự đặt: %(names)s.")
        names = ", ".join(given[:10]) + ("…" if len(given) > 10 else "")
        messages.warning(request, said % {"count": number(len(given)), "names": names})


def _words_for(plots: list[Plot]) -> str:
    hectares = sum(plot.hectares for plot in plots)
    return ngettext(
        "Đã thêm %(count)s thửa, %(hectares)s ha.",
        "Đã thêm %(count)s thửa, tất cả %(hectares)s ha.",
        len(plots),
    ) % {"count": number(len(plots)), "hectares": number(hectares)}


@login_required
def add_harvest(request: HttpRequest, pk: int) -> HttpResponse:
    """Record a harvest from plots of the area."""
    area = _area(request, pk, *RECORDERS)
    manages = has_role(request.user, area.organisation, *MANAGERS)
    form = HarvestForm(request.POST or None, area=area, manages=manages)
    if request.method == "POST" and form.is_valid():
        harvest = accepted(
            form,
            services.record_harvest,
            area=area,
            **form.cleaned_data,
            by=key_of(request.user),
            today=timezone.localdate(),
        )
        if harvest:
            said = {"kilograms": number(harvest.kilograms)}
            messages.success(request, _("Đã ghi thu hoạch %(kilograms)s kg.") % said)
            return redirect("growing_areas:detail", pk=area.pk)
    return render(
        request,
        "growing_areas/harvest_form.html",
        {"form": form, "area": area, "has_plots": area.plots.exists()},
    )
