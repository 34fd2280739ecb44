"""An organisation's own sheets and its printers."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.access import key_of
from common.errors import RuleError
from common.forms import accepted
from cooperatives.access import WORKERS, has_role, require
from cooperatives.models import Organisation
from labels import services
from labels.forms import PrinterForm, SheetForm
from labels.models import LabelSheet, Printer
from labels.sheets import SHEETS


@login_required
def papers(request: HttpRequest, organisation_id: int) -> HttpResponse:
    """What an organisation prints on and with."""
    organisation = _visible(request, organisation_id)
    return render(
        request,
        "labels/papers.html",
        {
            "organisation": organisation,
            "sheets": organisation.label_sheets.in_use(),
            "standard": SHEETS.values(),
            "printers": organisation.printers.in_use(),
            "may_work": has_role(request.user, organisation, *WORKERS),
        },
    )


@login_required
def add_sheet(request: HttpRequest, organisation_id: int) -> HttpResponse:
    """Add a sheet that the organisation measured."""
    organisation = _visible(request, organisation_id)
    return _sheet_form(request, organisation, None)


@login_required
def change_sheet(request: HttpRequest, pk: int) -> HttpResponse:
    """Correct a sheet."""
    sheet = get_object_or_404(LabelSheet.objects.visible_to(request.user).in_use(), pk=pk)
    return _sheet_form(request, sheet.organisation, sheet)


def _sheet_form(
    request: HttpRequest, organisation: Organisation, sheet: LabelSheet | None
) -> HttpResponse:
    require(request.user, organisation, *WORKERS)
    form = SheetForm(request.POST or None, sheet=sheet)
    if request.method == "POST" and form.is_valid():
        kept = accepted(
            form,
            services.keep_sheet,
            organisation=organisation,
            measures=form.measures(),
            by=key_of(request.user),
            sheet=sheet,
        )
        if kept:
            messages.success(request, _("Đã lưu khổ giấy."))
            return redirect("labels:papers", organisation.pk)
    values = {"form": form, "organisation": organisation, "sheet": sheet}
    return render(request, "labels/sheet_form.html", values)


@login_required
@require_POST
def retire_sheet(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a sheet out of use."""
    sheet = get_object_or_404(LabelSheet.objects.visible_to(request.user), pk=pk)
    require(request.user, sheet.organisation, *WORKERS)
    services.retire_sheet(sheet=sheet, by=key_of(request.user))
    messages.success(request, _("Đã thôi dùng khổ giấy này."))
    return redirect("labels:papers", sheet.organisation_id)


@login_required
def add_printer(request: HttpRequest, organisation_id: int) -> HttpResponse:
    """Add a printer; its ruler page comes next."""
    return _printer_form(request, _visible(request, organisation_id), None)


@login_required
def change_printer(request: HttpRequest, pk: int) -> HttpResponse:
    """A printer: its ruler page, what was measured on it."""
    printer = get_object_or_404(Printer.objects.visible_to(request.user).in_use(), pk=pk)
    return _printer_form(request, printer.organisation, printer)


def _printer_form(
    request: HttpRequest, organisation: Organisation, printer: Printer | None
) -> HttpResponse:
    require(request.user, organisation, *WORKERS)
    form = PrinterForm(request.POST or None, printer=printer)
    if request.method == "POST" and form.is_valid():
        kept = accepted(
            form,
            services.keep_printer,
            organisation=organisation,
            facts=form.facts(),
            by=key_of(request.user),
            printer=printer,
        )
        if kept and printer is None:
            messages.success(request, _("Đã thêm máy in. Bây giờ hãy in tờ thước và đo."))
            return redirect("labels:change_printer", kept.pk)
        if kept:
            messages.success(request, _("Đã lưu máy in."))
            return redirect("labels:papers", organisation.pk)
    rolls = [one for one in services.sheets_of(organisation).values() if one.is_roll]
    values = {"form": form, "organisation": organisation, "printer": printer, "rolls": rolls}
    return render(request, "labels/printer_form.html", values)


@login_required
@require_POST
def retire_printer(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a printer out of use."""
    printer = get_object_or_404(Printer.objects.visible_to(request.user), pk=pk)
    require(request.user, printer.organisation, *WORKERS)
    services.retire_printer(printer=printer, by=key_of(request.user))
    messages.success(request, _("Đã thôi dùng máy in này."))
    return redirect("labels:papers", printer.organisation_id)


@login_required
def ruler_page(request: HttpRequest, pk: int) -> HttpResponse:
    """The page of rulers that a printer is measured by."""
    printer = get_object_or_404(Printer.objects.visible_to(request.user), pk=pk)
    roll = request.GET.get("sheet", "roll-50x30")
    try:
        page = services.ruler_page(printer=printer, roll=roll, fonts=settings.LABEL_FONT_DIR)
    except RuleError as error:
        messages.error(request, error.message)
        return redirect("labels:papers", printer.organisation_id)
    return HttpResponse(page, content_type="application/pdf")


def _visible(request: HttpRequest, pk: int) -> Organisation:
    return get_object_or_404(Organisation.objects.visible_to(request.user), pk=pk)
