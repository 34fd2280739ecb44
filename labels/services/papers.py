"""An organisation's own sheets and its printers."""

import io
from dataclasses import asdict, dataclass, fields
from decimal import Decimal
from pathlib import Path

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext

from common.db import one_writer
from common.errors import BadInput, Checks, RuleError
from common.text import bounded, number
from cooperatives.models import Organisation
from labels.dots import RESOLUTIONS
from labels.fonts import font_name, register_fonts
from labels.lettering import REGULAR
from labels.models import LabelSheet, LabelSheetQuerySet, Printer, PrinterQuerySet
from labels.rulers import Ruler, write_ruler_page
from labels.sheets import A4_24, SHEETS, Sheet
from records.services import log

LARGEST_PAGE = Decimal(1000)  # mm
SMALLEST_LABEL = Decimal(10)
RULER_WORDS = tuple(field.name for field in fields(Ruler))
MOST_LABELS_OF_A_PAGE = 1000
_WORDS = {
    "page_width": "Chiều rộng trang",
    "page_height": "Chiều cao trang",
    "label_width": "Chiều rộng nhãn",
    "label_height": "Chiều cao nhãn",
    "left": "Lề trái",
    "top": "Lề trên",
    "column_gap": "Khe giữa hai cột",
    "row_gap": "Khe giữa hai hàng",
}


@dataclass(frozen=True, kw_only=True)
class SheetMeasures:
    """A sheet or roll as somebody measured it, in millimetres; of a roll, one row of labels."""

    name: str
    page_width: Decimal
    page_height: Decimal
    columns: int
    rows: int
    label_width: Decimal
    label_height: Decimal
    left: Decimal = Decimal(0)
    top: Decimal = Decimal(0)
    column_gap: Decimal = Decimal(0)
    row_gap: Decimal = Decimal(0)
    is_roll: bool = False

    def check(self) -> None:
        """Raise BadInput, BrokenRules with all that cannot be."""
        checks = Checks()
        checks.run(checked_name, self.name, "Tên khổ giấy")
        for field in _WORDS:
            checks.run(self._length, field)
        if not (self.columns >= 1 and self.rows >= 1):
            checks.refuse(_bad_sheet("Số cột và số hàng phải từ 1 trở lên.", "columns"))
        elif self.columns * self.rows > MOST_LABELS_OF_A_PAGE:
            most = number(MOST_LABELS_OF_A_PAGE)
            checks.refuse(
                _bad_sheet(f"Một trang có nhiều nhất {most} nhãn. Hãy xem lại.", "columns")
            )
        if self.is_roll and self.rows != 1:
            checks.refuse(
                _bad_sheet("Cuộn nhãn in từng hàng một. Hãy ghi số hàng là 1.", "rows")
            )
        checks.end()
        checks.run(self._fits, "page_width", "left", "columns", "label_width", "column_gap")
        checks.run(self._fits, "page_height", "top", "rows", "label_height", "row_gap")
        checks.end()

    def _length(self, field: str) -> None:
        length, word = getattr(self, field), _WORDS[field]
        least = SMALLEST_LABEL if field.startswith(("page", "label")) else Decimal(0)
        if not least <= length <= LARGEST_PAGE:
            raise _bad_sheet(
                f"{word} {number(length)} mm không được: phải từ {number(least)} đến "
                f"{number(LARGEST_PAGE)} mm. Hãy đo lại bằng milimét.",
                field,
            )

    def _fits(self, page: str, margin: str, count: str, label: str, gap: str) -> None:
        parts = getattr(self, count)
        needed = getattr(self, margin) + parts * getattr(self, label)
        needed += (parts - 1) * getattr(self, gap)
        over = needed - getattr(self, page)
        if over > 0:
            raise _bad_sheet(
                f"{_WORDS[page]} là {number(getattr(self, page))} mm, mà lề, {parts} nhãn và "
                f"các khe cần {number(needed)} mm, thừa {number(over)} mm. "
                "Hãy đo lại, hoặc giảm lề, khe hay số nhãn.",
                page,
            )


def _bad_sheet(message: str, field: str) -> BadInput:
    return BadInput("labels.bad_sheet", message, field=field)


def checked_name(text: str, word: str) -> str:
    """A name as it is kept. Raises BadInput; word: what it is the name of."""
    name = bounded(text, 60, code="labels.text_too_long", word=word, field="name")
    if not name:
        raise BadInput("labels.no_name", f"Hãy ghi {word.lower()}.", field="name")
    return name


def keep_sheet(
    *,
    organisation: Organisation,
    measures: SheetMeasures,
    by: str,
    sheet: LabelSheet | None = None,
) -> LabelSheet:
    """Add a sheet of an organisation's own, or change `sheet`; printed runs keep theirs.

    Raises BadInput "labels.bad_sheet" saying by how much labels do not fit the page,
    RuleError "labels.name_taken".
    """
    measures.check()
    columns = {field.name: getattr(measures, field.name) for field in fields(measures)}
    columns["name"] = checked_name(measures.name, "Tên khổ giấy")
    with transaction.atomic():
        one_writer(f"labels.papers:{organisation.pk}")
        others = LabelSheet.objects.filter(organisation=organisation).in_use()
        _refuse_taken(others.exclude(pk=sheet.pk) if sheet else others, columns["name"])
        if sheet is None:
            sheet = LabelSheet.objects.create(organisation=organisation, **columns)
            action = "labels.sheet_added"
        else:
            for name, value in columns.items():
                setattr(sheet, name, value)
            sheet.save(update_fields=list(columns))
            action = "labels.sheet_changed"
        log(chain=organisation.key, action=action, subject=sheet.key, by=by, state=columns)
    return sheet


def retire_sheet(*, sheet: LabelSheet, by: str) -> None:
    """Take a sheet out of use; runs printed on it can still be printed again."""
    _retire(sheet, "labels.sheet_retired", by)


def sheets_of(organisation: Organisation) -> dict[str, Sheet]:
    """What labels of `organisation` may be printed on, by code: the platform's, its own."""
    own = LabelSheet.objects.filter(organisation=organisation).in_use()
    return SHEETS | {row.code: row.sheet for row in own}


def sheet_of(organisation: Organisation, code: str) -> Sheet:
    """The sheet of this code. Raises BadInput "labels.unknown_sheet"."""
    known = SHEETS if code in SHEETS else sheets_of(organisation)
    if code not in known:
        raise BadInput(
            "labels.unknown_sheet",
            f"Không có khổ giấy “{code}”. Hãy chọn một trong: {', '.join(known)}.",
            field="sheet",
        )
    return known[code]


# --- printers -------------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class PrinterFacts:
    """A printer as it stands in the office; measured: what was read off its ruler page."""

    name: str
    kind: str
    dpi: int
    language: str = Printer.Language.DRIVER
    measured: Ruler | None = None


def keep_printer(
    *,
    organisation: Organisation,
    facts: PrinterFacts,
    by: str,
    printer: Printer | None = None,
) -> Printer:
    """Add a printer, or change `printer`; runs already issued keep how they were printed.

    Raises BadInput "labels.bad_printer", "labels.not_a_measure"; RuleError
    "labels.name_taken".
    """
    columns = _printer_columns(facts)
    with transaction.atomic():
        one_writer(f"labels.papers:{organisation.pk}")
        others = Printer.objects.filter(organisation=organisation).in_use()
        _refuse_taken(others.exclude(pk=printer.pk) if printer else others, columns["name"])
        if printer is None:
            printer = Printer.objects.create(organisation=organisation, **columns)
            action = "labels.printer_added"
        else:
            for name, value in columns.items():
                setattr(printer, name, value)
            printer.save(update_fields=list(columns))
            action = "labels.printer_changed"
        log(chain=organisation.key, action=action, subject=printer.key, by=by, state=columns)
    return printer


def _printer_columns(facts: PrinterFacts) -> dict[str, object]:
    name = checked_name(facts.name, "Tên máy in")
    if facts.kind not in Printer.Kind or facts.language not in Printer.Language:
        raise BadInput(
            "labels.bad_printer",
            "Loại máy in không có. Hãy chọn trong danh sách.",
            field="kind",
        )
    if facts.dpi not in RESOLUTIONS:
        raise BadInput(
            "labels.bad_printer",
            f"Độ phân giải {facts.dpi} dpi chưa dùng được. Hãy chọn 203, 300 hoặc 600 dpi.",
            field="dpi",
        )
    if facts.kind == Printer.Kind.OFFICE and facts.language != Printer.Language.DRIVER:
        raise BadInput(
            "labels.bad_printer",
            "ZPL và TSPL là của máy in nhãn cuộn. Máy in văn phòng hãy chọn in từ máy tính.",
            field="language",
        )
    printer = Printer(name=name, kind=facts.kind, dpi=facts.dpi, language=facts.language)
    measured = facts.measured
    if measured is not None:
        printer.ruler.check(measured)
    lengths = asdict(measured) if measured else dict.fromkeys(RULER_WORDS)
    return {"name": name, "kind": facts.kind, "dpi": facts.dpi, "language": facts.language} | {
        f"measured_{word}": None if length is None else Decimal(str(round(length, 2)))
        for word, length in lengths.items()
    }


def retire_printer(*, printer: Printer, by: str) -> None:
    """Take a printer out of use."""
    _retire(printer, "labels.printer_retired", by)


def ruler_page(*, printer: Printer, roll: str, fonts: Path) -> bytes:
    """The PDF that shows how far beside the mark a printer prints.

    roll: the code of the roll in it, where it takes rolls; an office printer takes A4.
    Raises BadInput "labels.unknown_sheet", RuleError "labels.sheet_of_another_printer".
    """
    width, height = A4_24.page_width, A4_24.page_height
    if printer.kind == Printer.Kind.ROLL:
        paper = sheet_of(printer.organisation, roll)
        refuse_wrong_paper(printer, paper)
        width, height = paper.page_width, paper.page_height
    register_fonts(fonts)
    file = io.BytesIO()
    write_ruler_page(
        file,
        ruler=printer.ruler,
        width=width,
        height=height,
        font=font_name(REGULAR),
        translate=gettext,
    )
    return file.getvalue()


def refuse_wrong_paper(printer: Printer, paper: Sheet) -> None:
    """Raise RuleError unless `printer` takes `paper`."""
    if (printer.kind == Printer.Kind.ROLL) != paper.is_roll:
        kind = "cuộn nhãn" if printer.kind == Printer.Kind.ROLL else "giấy A4"
        raise RuleError(
            "labels.sheet_of_another_printer",
            f"Máy in {printer.name} dùng {kind}, không in được lên {paper.title}. "
            "Hãy chọn khổ giấy khác, hoặc máy in khác.",
            field="sheet",
        )


# --- what both have in common ---------------------------------------------------------------


def _refuse_taken(others: LabelSheetQuerySet | PrinterQuerySet, name: object) -> None:
    if others.filter(name=name).exists():
        raise RuleError(
            "labels.name_taken",
            f"Tổ chức đã có một mục tên “{name}”. Hãy đặt tên khác.",
            field="name",
        )


def _retire(thing: LabelSheet | Printer, action: str, by: str) -> None:
    with transaction.atomic():
        one_writer(f"labels.papers:{thing.organisation_id}")
        thing.refresh_from_db(fields=["retired_at"])
        if thing.retired_at is not None:
            return
        thing.retired_at = timezone.now()
        thing.save(update_fields=["retired_at"])
        log(chain=thing.organisation.key, action=action, subject=thing.key, by=by, data={})
