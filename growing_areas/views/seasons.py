"""Pages of an area's seasons."""

from decimal import Decimal

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.access import key_of
from accounts.list_pages import list_page
from common.forms import accepted
from cooperatives.access import MANAGERS, WORKERS, require, role_of
from growing_areas import services
from growing_areas.forms import SeasonClosingForm, SeasonForm
from growing_areas.lists import with_marks
from growing_areas.models import GrowingArea, Season
from growing_areas.season_lists import SEASONS, above_badge, season_badge
from growing_areas.yields import percent_of

# How many the page of an area shows; the list of seasons shows all.
FEW_SEASONS, FEW_HARVESTS = 6, 20


def section(area: GrowingArea) -> dict[str, object]:
    """What the page of an area shows of its seasons."""
    newest = area.seasons.with_harvested()[: FEW_SEASONS + 1]
    shown = [(season, season_badge(season), above_badge(season)) for season in newest]
    return {"seasons": shown[:FEW_SEASONS], "more_seasons": len(shown) > FEW_SEASONS}


def _season(request: HttpRequest, pk: int, *roles: str) -> Season:
    """The season, `with_harvested`, if the person may see it; with roles, only for those who
    have one of them."""
    visible = Season.objects.visible_to(request.user).with_harvested()
    season = get_object_or_404(
        visible.select_related("area__organisation", "area__crop", "area__unit"), pk=pk
    )
    if roles:
        require(request.user, season.area.organisation, *roles)
    return season


@login_required
def season_list(request: HttpRequest) -> HttpResponseBase:
    """Seasons of the areas the person may see, those that began last first."""
    visible = Season.objects.visible_to(request.user)
    return list_page(request, SEASONS, visible, "growing_areas/seasons.html")


@login_required
def season_page(request: HttpRequest, pk: int) -> HttpResponse:
    """One season: what was planned, what was harvested, how it was closed."""
    season = _season(request, pk)
    harvested: Decimal = season.harvested  # type: ignore[attr-defined]
    harvests = season.harvests.select_related("area").prefetch_related("plots", "harvest_plots")
    role = role_of(request.user, season.area.organisation)
    return render(
        request,
        "growing_areas/season.html",
        {
            "season": season,
            "area": season.area,
            "badge": season_badge(season),
            "above": above_badge(season),
            "percent": percent_of(harvested, season.expected_kilograms),
            "harvests": with_marks(harvests[:FEW_HARVESTS]),
            "harvest_count": harvests.count(),
            "may_work": role in WORKERS,
            "may_manage": role in MANAGERS,
            "may_close": timezone.localdate() >= season.starts_on,
        },
    )


@login_required
def add(request: HttpRequest, pk: int) -> HttpResponse:
    """Enter a season of an area; the form begins with what the last one was."""
    visible = GrowingArea.objects.visible_to(request.user).select_related("organisation")
    area = get_object_or_404(visible, pk=pk)
    require(request.user, area.organisation, *WORKERS)
    last = area.seasons.first()
    first_values = SeasonForm.next_after(last) if last else None
    form = SeasonForm(request.POST or None, initial=first_values)
    if request.method == "POST" and form.is_valid():
        season = accepted(
            form, services.enter_season, area=area, plan=form.plan(), by=key_of(request.user)
        )
        if season:
            messages.success(request, _("Đã thêm vụ %(season)s.") % {"season": season.name})
            return redirect("growing_areas:season", pk=season.pk)
    return render(
        request, "growing_areas/season_form.html", {"form": form, "area": area, "last": last}
    )


@login_required
def change(request: HttpRequest, pk: int) -> HttpResponse:
    """Put right what is said of a season."""
    season = _season(request, pk, *WORKERS)
    form = SeasonForm(request.POST or None, row=season)
    if request.method == "POST" and form.is_valid():
        changed = accepted(
            form,
            services.change_season,
            season=season,
            plan=form.plan(),
            by=key_of(request.user),
            version=form.version,
        )
        if changed:
            messages.success(request, _("Đã sửa vụ %(season)s.") % {"season": season.name})
            return redirect("growing_areas:season", pk=pk)
    return render(
        request,
        "growing_areas/season_form.html",
        {"form": form, "area": season.area, "season": season},
    )


@login_required
def close(request: HttpRequest, pk: int) -> HttpResponse:
    """Write down what a season really gave."""
    season = _season(request, pk, *WORKERS)
    form = SeasonClosingForm(request.POST or None, row=season)
    if request.method == "POST" and form.is_valid():
        closed = accepted(
            form,
            services.close_season,
            season=season,
            real_kilograms=form.cleaned_data["real_kilograms"],
            note=form.cleaned_data["note"],
            by=key_of(request.user),
            today=timezone.localdate(),
            version=form.version,
        )
        if closed:
            messages.success(request, _("Đã chốt vụ %(season)s.") % {"season": season.name})
            return redirect("growing_areas:season", pk=pk)
    return render(
        request, "growing_areas/season_closing.html", {"form": form, "season": season}
    )
