"""Inspections: their list, the plan by risk, the page of one, and its report."""

import io

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import QuerySet
from django.http import FileResponse, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.access import key_of
from accounts.list_pages import list_page
from common.forms import accepted
from common.shown import number
from growing_areas import services
from growing_areas.access import (
    areas_judged_by,
    judged_by,
    may_inspect,
    may_judge,
    require_judge,
    require_planner,
)
from growing_areas.inspection_forms import AreaPlanForm, CancelForm, PlanForm
from growing_areas.inspection_lists import INSPECTIONS, PLAN, finding_badge, inspection_badge
from growing_areas.models import GrowingArea, Inspection
from growing_areas.ranking import areas_to_inspect
from growing_areas.reporting import findings_of, write_inspection_report


def visible_inspections(request: HttpRequest) -> QuerySet[Inspection]:
    """The inspections that the person may see, with what their pages show."""
    return Inspection.objects.visible_to(request.user).select_related(
        "area__organisation", "area__crop", "area__unit", "area__successor", "code", "checklist"
    )


@login_required
def inspection_list(request: HttpRequest) -> HttpResponseBase:
    """Inspections of the areas the person may see, the latest first."""
    visible = Inspection.objects.visible_to(request.user)
    plans = judged_by(request.user, timezone.localdate()).exists()
    return list_page(
        request, INSPECTIONS, visible, "growing_areas/inspections.html", {"plans": plans}
    )


@login_required
def plan(request: HttpRequest) -> HttpResponseBase:
    """The areas to inspect first, and the form that plans many of them for one day."""
    today = timezone.localdate()
    require_planner(request.user, today)
    areas = areas_to_inspect(areas_judged_by(request.user, today), today)
    form = PlanForm(request.POST or None, user=request.user, today=today)
    picked = request.POST.getlist("picked")[: services.MOST_AT_ONCE + 1]
    if request.method == "POST" and form.is_valid():
        chosen = [int(one) for one in picked if one.isascii() and one.isdigit()]
        wanted = list(
            areas.filter(pk__in=chosen).select_related("organisation", "unit", "successor")
        )
        if not wanted:
            form.add_error(None, _("Chưa chọn vùng trồng nào. Hãy đánh dấu trong danh sách."))
        elif _planned(request, form, wanted):
            return redirect(request.get_full_path())
    return list_page(
        request, PLAN, areas, "growing_areas/plan.html", {"form": form, "picked": picked}
    )


def _planned(request: HttpRequest, form: PlanForm, areas: list[GrowingArea]) -> bool:
    """Whether inspections of `areas` are planned as the form says; else the form says why."""
    rows = accepted(
        form,
        services.plan_inspections,
        areas=areas,
        plan=form.plan(),
        by=key_of(request.user),
        now=timezone.now(),
    )
    if rows is None:
        return False
    said = ngettext(
        "Đã lên kế hoạch %(count)s cuộc kiểm tra.",
        "Đã lên kế hoạch %(count)s cuộc kiểm tra.",
        len(rows),
    )
    messages.success(request, said % {"count": number(len(rows))})
    left = len(areas) - len(rows)
    if left:
        said = ngettext(
            "%(count)s vùng trồng đã có kế hoạch từ trước nên được để nguyên.",
            "%(count)s vùng trồng đã có kế hoạch từ trước nên được để nguyên.",
            left,
        )
        messages.warning(request, said % {"count": number(left)})
    return True


@login_required
def add_inspection(request: HttpRequest, pk: int) -> HttpResponse:
    """Plan one inspection of an area; for officers for inspections and codes."""
    visible = GrowingArea.objects.visible_to(request.user)
    area = get_object_or_404(
        visible.select_related("organisation", "unit", "successor", "crop"), pk=pk
    )
    today = timezone.localdate()
    require_judge(request.user, area, today)
    form = AreaPlanForm(request.POST or None, user=request.user, today=today, area=area)
    if request.method == "POST" and form.is_valid():
        inspection = accepted(
            form,
            services.plan_inspection,
            area=area,
            code=form.cleaned_data["code"],
            plan=form.plan(),
            by=key_of(request.user),
            now=timezone.now(),
        )
        if inspection:
            messages.success(request, _("Đã lên kế hoạch kiểm tra."))
            return redirect("growing_areas:inspection", pk=inspection.pk)
    return render(request, "growing_areas/inspection_form.html", {"form": form, "area": area})


@login_required
def inspection_page(request: HttpRequest, pk: int) -> HttpResponse:
    """One inspection: its plan, what was answered, its findings, photos and signature."""
    inspection = get_object_or_404(visible_inspections(request), pk=pk)
    today = timezone.localdate()
    answers = {answer.item_id: answer for answer in services.current_answers(inspection)}
    judges = may_judge(request.user, inspection.area, today)
    return render(
        request,
        "growing_areas/inspection.html",
        {
            "inspection": inspection,
            "badge": inspection_badge(inspection),
            "inspectors": inspection.inspectors.order_by("pk"),
            "answers": [
                (item, answers.get(item.pk))
                for item in inspection.checklist.items.order_by("place")
                if item.kind != "photo"
            ]
            if answers
            else [],
            "findings": [(one, finding_badge(one)) for one in findings_of(inspection)],
            "photos": inspection.photos.select_related("item", "document"),
            "signature": inspection.signatures.select_related("document").last(),
            "position": inspection.positions.last(),
            "may_inspect": inspection.is_standing
            and may_inspect(request.user, inspection.area, today),
            "may_plan": judges and inspection.is_standing,
        },
    )


@login_required
def replan(request: HttpRequest, pk: int) -> HttpResponse:
    """Another day or other inspectors; for officers for inspections and codes."""
    inspection = get_object_or_404(visible_inspections(request), pk=pk)
    today = timezone.localdate()
    require_judge(request.user, inspection.area, today)
    initial = {
        "planned_on": inspection.planned_on,
        "inspectors": inspection.inspectors.all(),
        "checklist": inspection.checklist,
        "kind": inspection.kind,
        "reason": inspection.plan_reason,
    }
    form = PlanForm(request.POST or None, user=request.user, today=today, initial=initial)
    if request.method == "POST" and form.is_valid():
        changed = accepted(
            form,
            services.replan_inspection,
            inspection=inspection,
            plan=form.plan(),
            by=key_of(request.user),
            now=timezone.now(),
        )
        if changed:
            messages.success(request, _("Đã đổi kế hoạch kiểm tra."))
            return redirect("growing_areas:inspection", pk=pk)
    return render(
        request,
        "growing_areas/inspection_form.html",
        {"form": form, "area": inspection.area, "inspection": inspection},
    )


@login_required
def cancel(request: HttpRequest, pk: int) -> HttpResponse:
    """Call it off; for officers for inspections and codes."""
    inspection = get_object_or_404(visible_inspections(request), pk=pk)
    require_judge(request.user, inspection.area, timezone.localdate())
    form = CancelForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        cancelled = accepted(
            form,
            services.cancel_inspection,
            inspection=inspection,
            **form.cleaned_data,
            by=key_of(request.user),
            now=timezone.now(),
        )
        if cancelled:
            messages.success(request, _("Đã hủy cuộc kiểm tra."))
            return redirect("growing_areas:inspection", pk=pk)
    return render(
        request,
        "growing_areas/inspection_cancel.html",
        {"form": form, "inspection": inspection},
    )


@login_required
def report(request: HttpRequest, pk: int) -> FileResponse:
    """The report as PDF; whoever sees the inspection."""
    inspection = get_object_or_404(visible_inspections(request), pk=pk)
    file = io.BytesIO()
    write_inspection_report(file, inspection)
    file.seek(0)
    return FileResponse(
        file, filename=f"bien-ban-{inspection.pk}.pdf", content_type="application/pdf"
    )
