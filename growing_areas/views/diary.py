"""The diary read: of one area as a list, one entry with its photos, what is put right."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.access import key_of
from accounts.list_pages import list_page
from accounts.models import User
from common.forms import accepted
from cooperatives.access import MANAGERS, RECORDERS, has_role, require, role_of
from growing_areas import services
from growing_areas.cautions import bans_on, cautions_of
from growing_areas.diary_lists import DIARY, mark_of
from growing_areas.forms.diary import LetThroughForm
from growing_areas.intervals import first_free_day
from growing_areas.models import DiaryEntry, GrowingArea, Harvest


@login_required
def diary(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The diary of an area, newest day first, corrected entries struck through."""
    visible = GrowingArea.objects.visible_to(request.user).select_related("organisation")
    area = get_object_or_404(visible, pk=pk)
    may_record = has_role(request.user, area.organisation, *RECORDERS)
    return list_page(
        request,
        DIARY,
        area.diary_entries.all(),
        "growing_areas/diary/list.html",
        {"area": area, "may_record": may_record},
    )


@login_required
def entry(request: HttpRequest, pk: int) -> HttpResponse:
    """One entry: what was done, both clocks, photos, what replaced it or what it replaced."""
    visible = DiaryEntry.objects.visible_to(request.user)
    joined = visible.select_related(
        *("area__organisation", "input__list", "harvest", "corrects", "correction")
    )
    found = get_object_or_404(joined.prefetch_related("plots", "photos__document"), pk=pk)
    role = role_of(request.user, found.area.organisation)
    can_be_corrected = not found.is_corrected and found.harvest is None
    return render(
        request,
        "growing_areas/diary/entry.html",
        {
            "entry": found,
            "mark": mark_of(found),
            "cautions": cautions_of(found, bans_on(found)),
            "recorder": _name_of(found.by),
            "may_correct": role in RECORDERS and can_be_corrected,
        },
    )


def _name_of(key: str) -> str:
    word, _colon, number = key.partition(":")
    user = User.objects.filter(pk=number).first() if word == "user" else None
    return str(user) if user else key


@login_required
def let_through(request: HttpRequest, pk: int) -> HttpResponse:
    """A manager gives the reason for a harvest whose interval became known afterwards."""
    visible = Harvest.objects.visible_to(request.user)
    joined = visible.select_related("area__organisation")
    harvest = get_object_or_404(joined, pk=pk)
    require(request.user, harvest.area.organisation, *MANAGERS)
    form = LetThroughForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        done = accepted(
            form,
            services.let_through,
            harvest=harvest,
            reason=form.cleaned_data["override_reason"],
            by=key_of(request.user),
            now=timezone.now(),
        )
        if done:
            messages.success(request, _("Đã ghi lý do cho qua thời gian cách ly."))
            return redirect("growing_areas:harvests", pk=harvest.area_id)
    broken = services.broken_intervals([harvest])[harvest.pk]
    return render(
        request,
        "growing_areas/diary/let_through.html",
        {
            "form": form,
            "harvest": harvest,
            "broken": broken,
            "free_from": first_free_day(broken) if broken else None,
        },
    )
