"""Entering codes that offices gave on paper."""

import datetime
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db import transaction

from common.db import one_writer
from common.errors import BadInput, Checks, RuleError
from common.text import bounded, day, nfc
from growing_areas import code_life
from growing_areas.code_formats import DOMESTIC
from growing_areas.models import CodeApplication, CodeState, GrowingArea, GrowingAreaCode
from records.services import News, bump, log_many
from records.snapshots import snapshot

State = CodeState.State


def market_letters(typed: str) -> str:
    """The letters of a market as stored. Raises BadInput "growing_areas.bad_market"."""
    market = typed.strip().upper()
    if len(market) != 2 or not market.isascii() or not market.isalpha():
        raise BadInput(
            "growing_areas.bad_market",
            f"Thị trường “{typed}” không đúng. "
            "Hãy ghi hai chữ cái của nước nhập khẩu, hoặc VN nếu tiêu thụ trong nước.",
            field="market",
        )
    return market


@dataclass(frozen=True, kw_only=True)
class CodePaper:
    """What the paper that grants a code says. expires_on: the first day it is not valid."""

    code: str
    issuer: str
    granted_on: datetime.date
    kind: str = GrowingAreaCode.Kind.GROWING_AREA
    market: str = DOMESTIC
    expires_on: datetime.date | None = None
    legal_basis: str = ""

    def checked(self, today: datetime.date) -> dict[str, object]:
        """The columns to store; raises BadInput, BrokenRules with all that cannot be right."""
        checks = Checks()
        columns: dict[str, object] = {
            "code": checks.run(self._code),
            "kind": GrowingAreaCode.Kind(self.kind),
            "market": checks.run(market_letters, self.market),
            "issuer": checks.run(self._issuer),
            "granted_on": checks.run(self._granted_on, today),
            "expires_on": checks.run(self._expires_on),
            "legal_basis": checks.run(self._bounded, "legal_basis", "Văn bản cấp mã"),
        }
        checks.end()
        return columns

    def _code(self) -> str:
        # As printed: only the form of its letters and the blanks around it are put right.
        code = unicodedata.normalize("NFC", self.code).strip()
        if not 0 < len(code) <= 60 or not code.isprintable():
            raise BadInput(
                "growing_areas.bad_code",
                "Mã số phải có từ 1 đến 60 ký tự trên một dòng. "
                "Hãy ghi đúng như in trên giấy xác nhận.",
                field="code",
            )
        return code

    def _issuer(self) -> str:
        if not nfc(self.issuer):
            raise BadInput(
                "growing_areas.no_issuer",
                f"Hãy ghi cơ quan cấp mã {self.code}.",
                field="issuer",
            )
        return self._bounded("issuer", "Cơ quan cấp")

    def _granted_on(self, today: datetime.date) -> datetime.date:
        if self.granted_on > today:
            raise BadInput(
                "growing_areas.granted_in_future",
                f"Ngày cấp {day(self.granted_on)} của mã {self.code} chưa đến. "
                "Hãy ghi ngày trên giấy xác nhận.",
                field="granted_on",
            )
        return self.granted_on

    def _expires_on(self) -> datetime.date | None:
        if self.expires_on is not None and self.expires_on <= self.granted_on:
            raise BadInput(
                "growing_areas.expires_too_early",
                f"Mã {self.code}: ngày hết hạn {day(self.expires_on)} phải sau ngày cấp "
                f"{day(self.granted_on)}. Hãy sửa một trong hai ngày.",
                field="expires_on",
            )
        return self.expires_on

    def _bounded(self, field: str, word: str) -> str:
        code = "growing_areas.text_too_long"
        return bounded(getattr(self, field), 200, code=code, word=word, field=field)


def register_code(
    *, area: GrowingArea, paper: CodePaper, by: str, today: datetime.date
) -> GrowingAreaCode:
    """Enter a code that an office gave to `area` on paper; granted from its day of granting on.

    It is declared until an office confirms it (`services.code_confirmation`).
    Raises BadInput for a value that cannot be right, RuleError "growing_areas.code_taken" when
    the code stands in the register for the same kind and market.
    """
    columns = paper.checked(today)
    with transaction.atomic():
        one_writer("growing_areas.codes")
        if GrowingAreaCode.objects.standing_as(columns).exists():
            raise code_taken(str(columns["code"]))
        code = enter_codes([(area, columns)], by=by)[0]
        log_many([code_news(code, "growing_areas.code_registered")], by=by, request="")
    return code


def enter_codes(
    papers: Sequence[tuple[GrowingArea, Mapping[str, object]]], *, by: str
) -> list[GrowingAreaCode]:
    """Write codes, each with its area and checked columns, granted from their day on; a few
    queries for all. Part of the caller's transaction, which holds "growing_areas.codes"."""
    codes = [
        GrowingAreaCode(area=area, crop_id=area.crop_id, **columns) for area, columns in papers
    ]
    GrowingAreaCode.objects.bulk_create(codes)
    CodeState.objects.bulk_create(
        CodeState(
            code=code,
            state=State.GRANTED,
            valid_from=code.granted_on or datetime.date.min,  # a checked paper has its day
            act=code_life.DECLARE,
            done_by=by,
        )
        for code in codes
    )
    bump(*(code.key for code in codes))
    return codes


def code_taken(code: str) -> RuleError:
    """The refusal of a code that stands in the register already."""
    return RuleError(
        "growing_areas.code_taken",
        f"Mã số {code} đã được ghi nhận cho thị trường này. "
        "Hãy kiểm tra lại mã, hoặc hỏi cơ quan cấp mã nếu có người khác đang dùng.",
        field="code",
    )


def code_news(code: GrowingAreaCode, action: str) -> News:
    """What the log says of a code."""
    return News(
        chain=code.area.organisation.key,
        action=action,
        subject=code.key,
        data={"area": code.area.key},
        state=code_columns(code),
    )


def code_columns(
    code: GrowingAreaCode, application: CodeApplication | None = None
) -> dict[str, object]:
    """The columns of a code as the log keeps them, and those of its application."""
    asked = snapshot(application, leave_out=("code",)) if application else {}
    return asked | {
        "code": code.code,
        "kind": str(code.kind),
        "market": code.market,
        "issuer": code.issuer,
        "granted_on": code.granted_on,
        "expires_on": code.expires_on,
        "legal_basis": code.legal_basis,
        "confirmation": str(code.confirmation),
    }
