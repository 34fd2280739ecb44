"""The pages for the fields: short forms that work on a phone, without signal too.

They lie under one address, /dong-ruong/, which the service worker keeps on the phone; nothing
else is kept. Each carries whose page it is (X-Field-Page), so that another person on the same
phone never meets it. The forms post here as well, for browsers without script.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any
from uuid import uuid4

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Count, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.templatetags.static import static
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.access import key_of, person_of
from common.errors import NotAllowed, RuleError
from common.forms import accepted
from cooperatives.access import MANAGERS, RECORDERS, has_role, require
from cooperatives.models import Membership
from growing_areas import services
from growing_areas.cautions import bans_on, cautions_of
from growing_areas.forms.diary import WorkForm
from growing_areas.models import DiaryEntry, GrowingArea, Inspection

Job = DiaryEntry.Job
# Each kind of work in addresses.
SLUGS = {
    Job.SPRAYING: "phun-thuoc",
    Job.FERTILISER: "bon-phan",
    Job.HARVEST: "thu-hoach",
    Job.IRRIGATION: "tuoi-nuoc",
    Job.PEST_MONITORING: "theo-doi-sau-benh",
    Job.PRUNING: "tia-canh",
    Job.SOWING: "gieo-trong",
}
MOST_AREAS = 50


View = Callable[..., HttpResponse]


def kept_on_the_phone(view: View) -> View:
    """A page that the service worker may keep for the person who is signed in."""

    @wraps(view)
    @never_cache  # by the browser itself, that is: the worker knows whose it is
    def kept(request: HttpRequest, **values: Any) -> HttpResponse:
        answer = view(request, **values)
        if request.user.is_authenticated and answer.status_code == 200:
            answer.headers["X-Field-Page"] = key_of(request.user)
        return answer

    return kept


def _areas(request: HttpRequest) -> QuerySet[GrowingArea]:
    """The areas whose diary the person writes."""
    person = person_of(request.user)
    areas = GrowingArea.objects.select_related("organisation", "crop", "unit", "successor")
    if person.is_superuser:
        return areas
    mine = Membership.objects.in_force().filter(user=person, role__in=RECORDERS)
    return areas.filter(organisation__in=mine.values("organisation"))


def _inspections(request: HttpRequest) -> QuerySet[Inspection]:
    """The inspections that the person makes and has not ended."""
    mine = Inspection.objects.standing().filter(officers__officer=person_of(request.user))
    return mine.select_related("area").order_by("planned_on", "pk")[:MOST_AREAS]


def _area(request: HttpRequest, pk: int) -> GrowingArea:
    visible = GrowingArea.objects.visible_to(request.user)
    joined = visible.select_related("organisation", "crop", "unit__parent", "successor__parent")
    area = get_object_or_404(joined, pk=pk)
    require(request.user, area.organisation, *RECORDERS)
    return area


def _jobs(area: GrowingArea) -> list[dict[str, str]]:
    return [
        {
            "job": job.value,
            "name": str(job.label),
            "address": reverse("growing_areas:field_job", args=[area.pk, slug]),
        }
        for job, slug in SLUGS.items()
    ]


@login_required
@kept_on_the_phone
def start(request: HttpRequest) -> HttpResponse:
    """Whose fields one writes of, and what has not reached the server yet."""
    areas = _areas(request).annotate(plot_count=Count("plots")).order_by("folded", "pk")
    return render(
        request,
        "growing_areas/field/start.html",
        {
            "areas": areas[:MOST_AREAS],
            "more": areas.count() > MOST_AREAS,
            "inspections": _inspections(request),
        },
    )


@login_required
@kept_on_the_phone
def area(request: HttpRequest, pk: int) -> HttpResponse:
    """The kinds of work of one area, as large buttons, and its newest entries."""
    found = _area(request, pk)
    entries = found.diary_entries.standing().prefetch_related("plots")
    return render(
        request,
        "growing_areas/field/area.html",
        {
            "area": found,
            "jobs": _jobs(found),
            "has_plots": found.plots.exists(),
            "entries": entries[:5],
        },
    )


@login_required
@kept_on_the_phone
def job(request: HttpRequest, pk: int, slug: str) -> HttpResponse:
    """The short form of one kind of work."""
    found = _area(request, pk)
    kind = next((job for job, word in SLUGS.items() if word == slug), None)
    if kind is None:
        raise Http404
    return _form_page(request, found, kind, None)


@login_required
def correct(request: HttpRequest, pk: int) -> HttpResponse:
    """The form of an entry again, for one that takes its place."""
    visible = DiaryEntry.objects.visible_to(request.user)
    old = get_object_or_404(
        visible.select_related("area", "input").prefetch_related("plots"), pk=pk
    )
    found = _area(request, old.area_id)
    if old.harvest_id is not None or old.is_corrected:
        raise NotAllowed(
            "growing_areas.entry_not_correctable",
            "Mục này không sửa được: lần thu hoạch đã thành nguồn của lô hàng, hoặc mục đã "
            "được sửa rồi. Hãy mở mục mới nhất trong nhật ký.",
        )
    return _form_page(request, found, Job(old.job), old)


def _form_page(
    request: HttpRequest, area: GrowingArea, kind: Job, old: DiaryEntry | None
) -> HttpResponse:
    manages = has_role(request.user, area.organisation, *MANAGERS)
    form = WorkForm(
        request.POST or None,
        request.FILES or None,
        area=area,
        job=kind,
        manages=manages,
        initial=WorkForm.values_of(old) if old else {},
    )
    if request.method == "POST" and form.is_valid():
        told = accepted(
            form,
            services.record_work,
            area=area,
            plots=form.cleaned_data["plots"],
            work=form.work(timezone.now()),
            corrects=old,
            by=key_of(request.user),
            now=timezone.now(),
        )
        if told:
            _say(request, told, _keep_photos(request, told.entry))
            if old:
                return redirect("growing_areas:diary_entry", pk=told.entry.pk)
            return redirect("growing_areas:field_area", pk=area.pk)
    return render(
        request,
        "growing_areas/field/form.html",
        {
            "form": form,
            "area": area,
            "kind": kind,
            "old": old,
            "has_plots": area.plots.exists(),
            "api": reverse("api:record_work", args=[area.pk]),
        },
    )


def _keep_photos(request: HttpRequest, entry: DiaryEntry) -> list[str]:
    """Keep the photos of a form posted without script; the sentences of those refused."""
    refused = []
    for file in request.FILES.getlist("photos"):
        try:
            services.add_photo(
                entry=entry,
                client_id=uuid4(),
                name=file.name or "",
                content=file,
                by=key_of(request.user),
                now=timezone.now(),
            )
        except RuleError as error:
            refused.append(error.message)
    return refused


def _say(request: HttpRequest, told: services.Recorded, refused: list[str]) -> None:
    messages.success(request, _("Đã ghi vào nhật ký: %(entry)s.") % {"entry": told.entry})
    for sentence in refused:
        messages.error(request, sentence)
    for caution in cautions_of(told.entry, bans_on(told.entry)):
        messages.warning(request, caution.message)


@require_safe
def service_worker(request: HttpRequest) -> HttpResponse:
    """The worker that keeps the field pages on a phone, at the root of the site."""
    answer = render(
        request,
        "growing_areas/service_worker.js",
        content_type="text/javascript; charset=utf-8",
    )
    answer.headers["Cache-Control"] = "no-cache"
    return answer


@require_safe
def web_manifest(request: HttpRequest) -> JsonResponse:
    """What a phone needs to put the field pages on its home screen."""
    return JsonResponse(
        {
            "name": _("Nhật ký đồng ruộng"),
            "short_name": _("Nhật ký"),
            "start_url": reverse("growing_areas:field"),
            "scope": "/",
            "display": "standalone",
            "lang": get_language(),
            "background_color": "#f7f4ee",
            "theme_color": "#2c6e3f",
            "icons": [
                {"src": static("img/favicon.svg"), "sizes": "any", "type": "image/svg+xml"}
            ],
        },
        content_type="application/manifest+json",
    )
