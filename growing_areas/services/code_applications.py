"""Asking an office for a code: drawing up the application, changing it while it is a draft."""

import datetime
from dataclasses import dataclass
from decimal import Decimal

from django.db import transaction

from common.db import one_writer
from common.errors import BadInput, Checks, RuleError
from common.text import bounded, day, nfc
from growing_areas import code_life
from growing_areas.models import CodeApplication, CodeState, GrowingArea, GrowingAreaCode
from growing_areas.services.codes import code_columns, market_letters
from records.documents import Upload, attached
from records.models import Document
from records.services import bump, log

State = CodeState.State
Kind = GrowingAreaCode.Kind
MOST_KILOGRAMS = Decimal(10) ** 9


@dataclass(frozen=True, kw_only=True)
class Application:
    """What an application says; a draft may leave out what it does not know yet.

    harvest_from, harvest_to: first and last day of the expected harvest.
    """

    kind: str
    market: str
    variety: str = ""
    standard: str = ""
    households: int | None = None
    expected_kilograms: Decimal | None = None
    harvest_from: datetime.date | None = None
    harvest_to: datetime.date | None = None
    packing_house: str = ""
    packing_address: str = ""
    note: str = ""

    def checked(self) -> tuple[dict[str, object], dict[str, object]]:
        """The columns of the code and of the application; raises all that cannot be right."""
        checks = Checks()
        packs = self.kind == Kind.PACKING_HOUSE
        code: dict[str, object] = {
            "kind": Kind(self.kind),
            "market": checks.run(market_letters, self.market),
        }
        columns: dict[str, object] = {
            "variety": checks.run(self._bounded, "variety", 150, "Tên giống"),
            "standard": checks.run(self._bounded, "standard", 200, "Tiêu chuẩn, quy trình"),
            "households": checks.run(self._households),
            "expected_kilograms": checks.run(self._kilograms),
            "harvest_from": self.harvest_from,
            "harvest_to": checks.run(self._harvest_to),
            "packing_house": checks.run(
                self._bounded, "packing_house", 200, "Tên cơ sở đóng gói", only_if=packs
            ),
            "packing_address": checks.run(
                self._bounded, "packing_address", 300, "Địa chỉ cơ sở đóng gói", only_if=packs
            ),
            "note": self.note.strip(),
        }
        checks.end()
        return code, columns

    def _bounded(self, field: str, most: int, word: str, *, only_if: bool = True) -> str:
        if not only_if:
            return ""
        code = "growing_areas.text_too_long"
        return bounded(getattr(self, field), most, code=code, word=word, field=field)

    def _households(self) -> int | None:
        if self.households is not None and not 0 < self.households < 10**6:
            raise BadInput(
                "growing_areas.bad_households",
                "Số hộ trồng phải từ 1 trở lên. Hãy sửa lại, hoặc để trống nếu chưa biết.",
                field="households",
            )
        return self.households

    def _kilograms(self) -> Decimal | None:
        amount = self.expected_kilograms
        if amount is not None and not (amount.is_finite() and 0 < amount < MOST_KILOGRAMS):
            raise BadInput(
                "growing_areas.bad_expected_kilograms",
                "Sản lượng dự kiến phải lớn hơn 0 và nhỏ hơn 1.000.000.000 kg. "
                "Hãy sửa lại, hoặc để trống nếu chưa biết.",
                field="expected_kilograms",
            )
        return amount

    def _harvest_to(self) -> datetime.date | None:
        start, end = self.harvest_from, self.harvest_to
        if start and end and end < start:
            raise BadInput(
                "growing_areas.harvest_ends_too_early",
                f"Ngày kết thúc thu hoạch {day(end)} trước ngày bắt đầu {day(start)}. "
                "Hãy sửa một trong hai ngày.",
                field="harvest_to",
            )
        return end


def apply_for_code(
    *,
    area: GrowingArea,
    application: Application,
    by: str,
    today: datetime.date,
    document: Upload | Document | None = None,
) -> GrowingAreaCode:
    """Draw up an application for a code of `area`: a draft, without the text of a code.

    Raises BadInput for what cannot be right, RuleError "growing_areas.application_under_way"
    while one for the same kind and market is a draft or with the office.
    """
    named, columns = application.checked()
    with transaction.atomic():
        one_writer(f"{area.key}.codes")
        _refuse_second(area, named, None)
        code = GrowingAreaCode.objects.create(
            area=area,
            crop_id=area.crop_id,
            confirmation=GrowingAreaCode.Confirmation.AWAITED,
            **named,
        )
        CodeState.objects.create(
            code=code,
            state=State.DRAFT,
            valid_from=today,
            act=code_life.APPLY,
            done_by=by,
        )
        paper = CodeApplication.objects.create(
            code=code,
            document=attached(owner=code.key, file=document, by=by),
            **columns,
        )
        _log(code, paper, "growing_areas.code_application_drawn_up", by)
    return code


def change_application(
    *,
    code: GrowingAreaCode,
    application: Application,
    by: str,
    today: datetime.date,
    document: Upload | Document | None = None,
) -> GrowingAreaCode:
    """Write the draft of an application anew; without `document` its file stays.

    Raises as `apply_for_code`, and RuleError "growing_areas.application_not_a_draft".
    """
    named, columns = application.checked()
    with transaction.atomic():
        one_writer(f"{code.area.key}.codes")
        one_writer(code.key)
        last = code.states.last()
        if last is None or last.state != State.DRAFT:
            raise RuleError(
                "growing_areas.application_not_a_draft",
                "Hồ sơ đã nộp nên không sửa được. Hãy chờ cơ quan trả lời, hoặc rút hồ sơ "
                "rồi lập hồ sơ mới.",
            )
        _refuse_second(code.area, named, code)
        for name, value in named.items():
            setattr(code, name, value)
        code.save(update_fields=list(named))
        paper = code.application
        for name, value in columns.items():
            setattr(paper, name, value)
        paper.document = attached(owner=code.key, file=document, by=by) or paper.document
        paper.save()
        _log(code, paper, "growing_areas.code_application_changed", by)
    return code


def _refuse_second(
    area: GrowingArea, columns: dict[str, object], but: GrowingAreaCode | None
) -> None:
    under_way = CodeState.objects.filter(valid_to=None, state__in=code_life.BEFORE_GRANTED)
    others = area.codes.filter(pk__in=under_way.values("code_id"), **columns)
    if but:
        others = others.exclude(pk=but.pk)
    if others.exists():
        raise RuleError(
            "growing_areas.application_under_way",
            f"Vùng trồng {area.name} đang có một hồ sơ xin mã cùng loại cho thị trường này. "
            "Hãy mở hồ sơ đó, hoặc rút nó trước khi lập hồ sơ mới.",
            field="market",
        )


def require_complete(code: GrowingAreaCode) -> None:
    """Raise RuleError "growing_areas.application_incomplete" with all that an application must
    say and does not."""
    missing = [word for word, value in _wanted(code) if not value]
    if missing:
        raise RuleError(
            "growing_areas.application_incomplete",
            f"Hồ sơ chưa nộp được vì còn thiếu: {', '.join(missing)}. Hãy bổ sung rồi nộp lại.",
        )


def _wanted(code: GrowingAreaCode) -> list[tuple[str, object]]:
    paper = code.application
    if code.kind == Kind.PACKING_HOUSE:
        return [
            ("tên cơ sở đóng gói", nfc(paper.packing_house)),
            ("địa chỉ cơ sở đóng gói", nfc(paper.packing_address)),
        ]
    area = code.area
    return [
        ("thửa đất của vùng trồng", area.plots.exists()),
        ("giống", paper.variety),
        ("tiêu chuẩn, quy trình áp dụng", paper.standard),
        ("sản lượng dự kiến", paper.expected_kilograms),
        ("thời gian thu hoạch dự kiến", paper.harvest_from and paper.harvest_to),
    ]


def _log(code: GrowingAreaCode, paper: CodeApplication, action: str, by: str) -> None:
    log(
        chain=code.area.organisation.key,
        action=action,
        subject=code.key,
        by=by,
        data={"area": code.area.key},
        state=code_columns(code, paper),
    )
    bump(code.key)
