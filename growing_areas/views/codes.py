"""Pages of codes: applying for one, its own page, what is done to it, the list of all."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from accounts.access import key_of, person_of
from accounts.list_pages import list_page
from accounts.names import names_of_people
from common.forms import accepted, uploaded
from cooperatives.access import MANAGERS, require
from growing_areas import services
from growing_areas.access import (
    acts_open_to,
    may_decide,
    refuse_to_be_both,
    require_actor,
    require_decider,
)
from growing_areas.audit_access import may_audit
from growing_areas.code_explained import explained
from growing_areas.code_life import ACTS, HELPFUL, NEXT_OF_OFFICE
from growing_areas.code_lists import CODES, badge, confirmation_badge
from growing_areas.forms import ActForm, ApplicationForm, CodeForm, ConfirmationForm
from growing_areas.models import CodeState, GrowingArea, GrowingAreaCode, ProcedureRule
from growing_areas.warnings import Warned, hectares_of, shortfall_warnings


def _codes(request: HttpRequest) -> QuerySet[GrowingAreaCode]:
    visible = GrowingAreaCode.objects.visible_to(request.user)
    joined = visible.select_related(
        "crop", "area__organisation", "area__unit", "area__successor", "application__document"
    )
    return joined.prefetch_related("states__document", "states__rule")


def _area_of_manager(request: HttpRequest, pk: int) -> GrowingArea:
    """The area, for a manager of its organisation who does not approve its codes too."""
    visible = GrowingArea.objects.visible_to(request.user)
    area = get_object_or_404(visible.select_related("organisation", "crop"), pk=pk)
    require(request.user, area.organisation, *MANAGERS)
    refuse_to_be_both(request.user, area.organisation, timezone.localdate())
    return area


@login_required
def code_list(request: HttpRequest) -> HttpResponseBase:
    """Codes of the areas the person may see, those granted last first."""
    visible = GrowingAreaCode.objects.visible_to(request.user)
    return list_page(request, CODES, visible, "growing_areas/codes.html")


@login_required
def code_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """One code: how it stands, what it says, what happened to it, what can be done next."""
    code, today = get_object_or_404(_codes(request), pk=pk), timezone.localdate()
    states = list(code.states.all())
    last = states[-1] if states else None
    names = names_of_people(row.done_by for row in states)
    acts = acts_open_to(request.user, code, today)
    draft = last is not None and last.state == CodeState.State.DRAFT
    declared = code.confirmation == GrowingAreaCode.Confirmation.DECLARED
    return render(
        request,
        "growing_areas/code.html",
        {
            "code": code,
            "area": code.area,
            "application": getattr(code, "application", None),
            "hectares": hectares_of(code.area),
            "badge": badge(code.state_on(today)),
            "confirmation": confirmation_badge(code),
            "explained": explained(code),
            "warnings": _shortfalls(code),
            "due": last if last and last.due_on else None,
            "overdue": last is not None and last.is_overdue(today),
            "history": [(row, names.get(row.done_by, "")) for row in reversed(states)],
            "acts": [(act.id, capfirst(_(act.name)), act.id in HELPFUL) for act in acts],
            "next_rule": _next_rule(code, last),
            "may_change": draft and any(act.id == "submit" for act in acts),
            "may_confirm": declared and may_decide(request.user, code.area, today),
            "may_audit": may_audit(request.user, code.area, today),
            "bars_labels": bool(code.code) and code.bars_labels_on(today),
        },
    )


def _next_rule(code: GrowingAreaCode, last: CodeState | None) -> ProcedureRule | None:
    """Which office answers an application, by the rule of today; None where none is asked."""
    act = NEXT_OF_OFFICE.get(last.state) if last else None
    return ProcedureRule.objects.of(act, code.scope, timezone.localdate()) if act else None


def _shortfalls(code: GrowingAreaCode) -> list[Warned]:
    return shortfall_warnings(
        hectares_of(code.area), code.crop, [code.scope], timezone.localdate()
    )


@login_required
def add_code(request: HttpRequest, pk: int) -> HttpResponse:
    """Enter a code that an office gave to the area; for managers of the organisation."""
    area = _area_of_manager(request, pk)
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        code = accepted(
            form,
            services.register_code,
            area=area,
            paper=form.paper(),
            by=key_of(request.user),
            today=timezone.localdate(),
        )
        if code:
            messages.success(request, _("Đã ghi mã số %(code)s.") % {"code": code.code})
            return redirect("growing_areas:code", pk=code.pk)
    return render(request, "growing_areas/code_form.html", {"form": form, "area": area})


@login_required
def apply(request: HttpRequest, pk: int) -> HttpResponse:
    """Draw up an application for a code of the area; for managers of the organisation."""
    area = _area_of_manager(request, pk)
    form = ApplicationForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        code = accepted(
            form,
            services.apply_for_code,
            area=area,
            application=form.application(),
            document=uploaded(form),
            by=key_of(request.user),
            today=timezone.localdate(),
        )
        if code:
            messages.success(request, _("Đã lưu hồ sơ. Hãy xem lại rồi nộp."))
            return redirect("growing_areas:code", pk=code.pk)
    return _application_page(request, form, area, None)


@login_required
def change_application(request: HttpRequest, pk: int) -> HttpResponse:
    """Write the draft of an application anew; for managers of the organisation."""
    code = get_object_or_404(_codes(request).filter(application__isnull=False), pk=pk)
    area = _area_of_manager(request, code.area_id)
    form = ApplicationForm(
        request.POST or None, request.FILES or None, initial=ApplicationForm.of(code)
    )
    if request.method == "POST" and form.is_valid():
        changed = accepted(
            form,
            services.change_application,
            code=code,
            application=form.application(),
            document=uploaded(form),
            by=key_of(request.user),
            today=timezone.localdate(),
        )
        if changed:
            messages.success(request, _("Đã lưu hồ sơ. Hãy xem lại rồi nộp."))
            return redirect("growing_areas:code", pk=code.pk)
    return _application_page(request, form, area, code)


def _application_page(
    request: HttpRequest, form: ApplicationForm, area: GrowingArea, code: GrowingAreaCode | None
) -> HttpResponse:
    hectares = hectares_of(area)
    scopes = [code.scope] if code else ["domestic", "export"]
    return render(
        request,
        "growing_areas/application_form.html",
        {
            "form": form,
            "area": area,
            "code": code,
            "hectares": hectares,
            "warnings": shortfall_warnings(hectares, area.crop, scopes, timezone.localdate()),
        },
    )


@login_required
def do_act(request: HttpRequest, pk: int, act: str) -> HttpResponse:
    """Do one act of the procedure to a code; for who may do it."""
    if act not in ACTS:
        raise Http404
    code, today = get_object_or_404(_codes(request), pk=pk), timezone.localdate()
    chosen = ACTS[act]
    require_actor(request.user, code, chosen, today)
    form = ActForm(request.POST or None, request.FILES or None, act=chosen, code=code)
    if request.method == "POST" and form.is_valid():
        done = accepted(
            form,
            services.act,
            code=code,
            act=act,
            deed=form.deed(),
            user=person_of(request.user),
            today=today,
        )
        if done:
            said = {"act": _(chosen.name), "code": code}
            messages.success(request, _("Đã ghi việc “%(act)s” của mã số %(code)s.") % said)
            return redirect("growing_areas:code", pk=code.pk)
    return render(
        request,
        "growing_areas/act_form.html",
        {
            "form": form,
            "code": code,
            "act": chosen,
            "act_name": capfirst(_(chosen.name)),
            "badge": badge(code.state_on(today)),
            "application": getattr(code, "application", None),
            "hectares": hectares_of(code.area),
            "warnings": _shortfalls(code) if chosen.id in ("check", "grant") else [],
        },
    )


@login_required
def confirm_code(request: HttpRequest, pk: int) -> HttpResponse:
    """Say whether an office gave a code that was declared; for its officers for codes."""
    code, today = get_object_or_404(_codes(request), pk=pk), timezone.localdate()
    require_decider(request.user, code.area, today)
    form = ConfirmationForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid() and _answered(request, form, code):
        messages.success(request, _("Đã ghi trả lời về mã số %(code)s.") % {"code": code})
        return redirect("growing_areas:code", pk=code.pk)
    return render(
        request,
        "growing_areas/confirmation_form.html",
        {"form": form, "code": code, "explained": explained(code)},
    )


def _answered(request: HttpRequest, form: ConfirmationForm, code: GrowingAreaCode) -> bool:
    user, today = person_of(request.user), timezone.localdate()
    if form.cleaned_data["answer"] == "confirm":
        said = accepted(form, services.confirm_code, code=code, user=user, today=today)
        return said is not None
    refused = accepted(
        form,
        services.refuse_code,
        code=code,
        reason=form.cleaned_data["reason"],
        document=uploaded(form),
        user=user,
        today=today,
    )
    return refused is not None
