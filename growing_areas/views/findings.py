"""Findings: their list, the page of one, answering and closing it."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.access import key_of
from accounts.list_pages import list_page
from common.forms import accepted, uploaded
from cooperatives.access import WORKERS, has_role, require
from growing_areas import services
from growing_areas.access import may_judge, require_judge
from growing_areas.inspection_forms import AnswerForm, CloseForm, FindingForm
from growing_areas.inspection_lists import FINDINGS, finding_badge
from growing_areas.models import Finding, GrowingArea, InspectionAnswer


@login_required
def finding_list(request: HttpRequest) -> HttpResponseBase:
    """Findings about the areas the person may see, newest first."""
    visible = Finding.objects.visible_to(request.user)
    return list_page(request, FINDINGS, visible, "growing_areas/findings.html")


def _finding(request: HttpRequest, pk: int) -> Finding:
    visible = Finding.objects.visible_to(request.user).select_related(
        "area__organisation", "area__unit", "area__successor", "code", "answer_document"
    )
    return get_object_or_404(visible, pk=pk)


@login_required
def finding_page(request: HttpRequest, pk: int) -> HttpResponse:
    """One finding: what it says, what was done about it, and what can be done now."""
    finding, today = _finding(request, pk), timezone.localdate()
    is_open = finding.is_open
    raised_by = _answer_of(finding)
    answer = InspectionAnswer.objects.filter(pk=raised_by).first() if raised_by else None
    return render(
        request,
        "growing_areas/finding.html",
        {
            "finding": finding,
            "badge": finding_badge(finding),
            "inspection": answer.inspection if answer else None,
            "may_answer": is_open
            and has_role(request.user, finding.area.organisation, *WORKERS),
            "may_close": is_open and may_judge(request.user, finding.area, today),
        },
    )


def _answer_of(finding: Finding) -> int | None:
    """The id of the answer of an inspection that raised it."""
    kind, _colon, number = finding.cause.partition(":")
    return int(number) if kind == "growing_areas.inspection_answer" else None


@login_required
def add_finding(request: HttpRequest, pk: int) -> HttpResponse:
    """Write a finding down by hand; for officers for inspections and codes."""
    visible = GrowingArea.objects.visible_to(request.user)
    area = get_object_or_404(
        visible.select_related("organisation", "unit", "successor", "crop"), pk=pk
    )
    require_judge(request.user, area, timezone.localdate())
    form = FindingForm(request.POST or None, area=area)
    if request.method == "POST" and form.is_valid():
        finding = accepted(
            form,
            services.raise_finding,
            area=area,
            source=Finding.Source.OTHER,
            **form.cleaned_data,
            by=key_of(request.user),
            now=timezone.now(),
        )
        if finding:
            messages.success(request, _("Đã ghi điểm chưa đạt; tổ chức được báo."))
            return redirect("growing_areas:finding", pk=finding.pk)
    return render(request, "growing_areas/finding_form.html", {"form": form, "area": area})


@login_required
def answer_finding(request: HttpRequest, pk: int) -> HttpResponse:
    """The holder says what was done; for who works for the organisation."""
    finding = _finding(request, pk)
    require(request.user, finding.area.organisation, *WORKERS)
    form = AnswerForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        answered = accepted(
            form,
            services.answer_finding,
            finding=finding,
            answer=form.cleaned_data["answer"],
            document=uploaded(form),
            by=key_of(request.user),
            now=timezone.now(),
        )
        if answered:
            messages.success(request, _("Đã gửi trả lời tới cơ quan."))
            return redirect("growing_areas:finding", pk=pk)
    return render(
        request,
        "growing_areas/finding_answer.html",
        {"form": form, "finding": finding, "title": _("Trả lời điểm chưa đạt")},
    )


@login_required
def close_finding(request: HttpRequest, pk: int) -> HttpResponse:
    """The office closes it; for officers for inspections and codes."""
    finding = _finding(request, pk)
    require_judge(request.user, finding.area, timezone.localdate())
    form = CloseForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        closed = accepted(
            form,
            services.close_finding,
            finding=finding,
            **form.cleaned_data,
            by=key_of(request.user),
            now=timezone.now(),
        )
        if closed:
            messages.success(request, _("Đã khép lại điểm chưa đạt."))
            return redirect("growing_areas:finding", pk=pk)
    return render(
        request,
        "growing_areas/finding_answer.html",
        {"form": form, "finding": finding, "title": _("Khép lại điểm chưa đạt")},
    )
