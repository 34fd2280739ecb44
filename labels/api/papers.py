"""An organisation's own sheets and its printers over the API."""

from decimal import Decimal
from typing import Annotated, Literal

from django.conf import settings
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from ninja import Field, Router, Schema, Status
from ninja.pagination import paginate

from accounts.access import key_of
from cooperatives.access import WORKERS, require
from cooperatives.models import Organisation
from labels import services
from labels.models import LabelSheet, LabelSheetQuerySet, Printer, PrinterQuerySet
from labels.rulers import Ruler
from labels.sheets import SHEETS

sheets = Router(tags=["label sheets"])
printers = Router(tags=["printers"])

Millimetres = Annotated[Decimal, Field(ge=0, max_digits=6, decimal_places=2)]


class SheetIn(Schema):
    """A sheet or roll of labels in millimetres; a roll has one row."""

    name: str = Field(max_length=60)
    page_width: Millimetres
    page_height: Millimetres
    columns: int = Field(ge=1, le=1000)
    rows: int = Field(ge=1, le=1000)
    label_width: Millimetres
    label_height: Millimetres
    left: Millimetres = Decimal(0)
    top: Millimetres = Decimal(0)
    column_gap: Millimetres = Decimal(0)
    row_gap: Millimetres = Decimal(0)
    is_roll: bool = False


class NewSheetIn(SheetIn):
    """A new sheet of an organisation."""

    organisation_id: int


class SheetOut(SheetIn):
    """A sheet; `code` names it when labels are printed. Null ids: one of the platform's."""

    code: str
    id: int | None
    organisation_id: int | None


class MeasuredIn(Schema):
    """What was read off the ruler page, in millimetres."""

    left: float
    top: float
    across: float = Field(gt=0)
    down: float = Field(gt=0)


class PrinterIn(Schema):
    """A printer; `measured` is null until its ruler page was printed and read."""

    name: str = Field(max_length=60)
    kind: Printer.Kind
    dpi: Literal[203, 300, 600]
    language: Printer.Language = Printer.Language.DRIVER
    measured: MeasuredIn | None = None


class NewPrinterIn(PrinterIn):
    """A new printer of an organisation."""

    organisation_id: int


class PrinterOut(Schema):
    """A printer, with how far it is corrected: millimetres to the right and down."""

    id: int
    organisation_id: int
    name: str
    kind: str
    dpi: int
    language: str
    shift_x: float
    shift_y: float

    @staticmethod
    def resolve_shift_x(printer: Printer) -> float:
        return printer.calibration.shift_x

    @staticmethod
    def resolve_shift_y(printer: Printer) -> float:
        return printer.calibration.shift_y


@sheets.get("/standard", response=list[SheetOut])
def standard_sheets(request: HttpRequest) -> list[dict[str, object]]:
    """Sheets and rolls that the platform knows, for every organisation."""
    return [
        {"id": None, "organisation_id": None, "name": sheet.title}
        | {name: getattr(sheet, name) for name in SheetOut.model_fields if hasattr(sheet, name)}
        for sheet in SHEETS.values()
    ]


@sheets.get("", response=list[SheetOut])
@paginate
def list_sheets(request: HttpRequest) -> QuerySet[LabelSheet]:
    """Organisations' own sheets that the caller may see."""
    return _sheets(request).in_use()


@sheets.post("", response={201: SheetOut})
def add_sheet(request: HttpRequest, payload: NewSheetIn) -> Status:
    """Add a sheet that the organisation measured."""
    organisation = _organisation(request, payload.organisation_id)
    sheet = services.keep_sheet(
        organisation=organisation,
        measures=services.SheetMeasures(**payload.dict(exclude={"organisation_id"})),
        by=key_of(request.user),
    )
    return Status(201, sheet)


@sheets.put("/{sheet_id}", response=SheetOut)
def change_sheet(request: HttpRequest, sheet_id: int, payload: SheetIn) -> LabelSheet:
    """Correct a sheet; runs already printed keep their measures."""
    sheet = get_object_or_404(_sheets(request).in_use(), pk=sheet_id)
    require(request.user, sheet.organisation, *WORKERS)
    return services.keep_sheet(
        organisation=sheet.organisation,
        measures=services.SheetMeasures(**payload.dict()),
        by=key_of(request.user),
        sheet=sheet,
    )


@sheets.post("/{sheet_id}/retirement", response=SheetOut)
def retire_sheet(request: HttpRequest, sheet_id: int) -> LabelSheet:
    """Take a sheet out of use."""
    sheet = get_object_or_404(_sheets(request), pk=sheet_id)
    require(request.user, sheet.organisation, *WORKERS)
    services.retire_sheet(sheet=sheet, by=key_of(request.user))
    return sheet


@printers.get("", response=list[PrinterOut])
@paginate
def list_printers(request: HttpRequest) -> QuerySet[Printer]:
    """Printers of the organisations that the caller may see."""
    return _printers(request).in_use()


@printers.post("", response={201: PrinterOut})
def add_printer(request: HttpRequest, payload: NewPrinterIn) -> Status:
    """Add a printer."""
    organisation = _organisation(request, payload.organisation_id)
    printer = services.keep_printer(
        organisation=organisation, facts=_facts(payload), by=key_of(request.user)
    )
    return Status(201, printer)


@printers.put("/{printer_id}", response=PrinterOut)
def change_printer(request: HttpRequest, printer_id: int, payload: PrinterIn) -> Printer:
    """Correct a printer, or say what was measured on its ruler page."""
    printer = get_object_or_404(_printers(request).in_use(), pk=printer_id)
    require(request.user, printer.organisation, *WORKERS)
    return services.keep_printer(
        organisation=printer.organisation,
        facts=_facts(payload),
        by=key_of(request.user),
        printer=printer,
    )


@printers.post("/{printer_id}/retirement", response=PrinterOut)
def retire_printer(request: HttpRequest, printer_id: int) -> Printer:
    """Take a printer out of use."""
    printer = get_object_or_404(_printers(request), pk=printer_id)
    require(request.user, printer.organisation, *WORKERS)
    services.retire_printer(printer=printer, by=key_of(request.user))
    return printer


@printers.get("/{printer_id}/ruler.pdf")
def ruler_page(
    request: HttpRequest, printer_id: int, sheet: str = "roll-50x30"
) -> HttpResponse:
    """The page of rulers to print and measure; `sheet`: the roll in a roll printer."""
    printer = get_object_or_404(_printers(request), pk=printer_id)
    page = services.ruler_page(printer=printer, roll=sheet, fonts=settings.LABEL_FONT_DIR)
    return HttpResponse(page, content_type="application/pdf")


def _facts(payload: PrinterIn) -> services.PrinterFacts:
    measured = payload.measured
    return services.PrinterFacts(
        name=payload.name,
        kind=payload.kind,
        dpi=payload.dpi,
        language=payload.language,
        measured=Ruler(**measured.dict()) if measured else None,
    )


def _organisation(request: HttpRequest, pk: int) -> Organisation:
    organisation = get_object_or_404(Organisation.objects.visible_to(request.user), pk=pk)
    require(request.user, organisation, *WORKERS)
    return organisation


def _sheets(request: HttpRequest) -> LabelSheetQuerySet:
    return LabelSheet.objects.visible_to(request.user).select_related("organisation")


def _printers(request: HttpRequest) -> PrinterQuerySet:
    return Printer.objects.visible_to(request.user).select_related("organisation")
