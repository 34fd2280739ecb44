"""Files of inputs, Excel or CSV: their columns, and what their rows say. No Django here."""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from typing import IO

from common.errors import BadInput, BrokenRules, RuleError
from common.spreadsheets import (
    CHOICE,
    CODE,
    NUMBER,
    Column,
    Row,
    Value,
    guess,
    is_example,
    read_table,
)
from common.spreadsheets import read as read_cell
from common.text import fold, nfc

LONGEST = {"name": 150, "active_ingredient": 200, "registration_number": 60}
LONGEST_INTERVAL = 365  # days
MOST_SAID = 50  # faults told at once; more would not be read

COLUMNS = (
    Column(
        key="name",
        header="Tên vật tư",
        required=True,
        synonyms=("Tên thuốc", "Tên thương phẩm", "Tên phân bón", "Tên sản phẩm"),
        example="Ví dụ: Thuốc A 5EC",
    ),
    Column(
        key="kind",
        header="Loại",
        kind=CHOICE,
        required=True,
        choices=(
            ("fertiliser", "phân bón"),
            ("pesticide", "thuốc bảo vệ thực vật"),
            ("other", "vật tư khác"),
        ),
        aliases={"thuốc BVTV": "pesticide", "thuốc": "pesticide", "khác": "other"},
        example="thuốc bảo vệ thực vật",
    ),
    Column(
        key="active_ingredient",
        header="Hoạt chất",
        help="Nhiều hoạt chất thì nối bằng dấu cộng.",
        synonyms=("Tên hoạt chất", "Thành phần"),
        example="Abamectin",
    ),
    Column(
        key="pre_harvest_days",
        header="Thời gian cách ly (ngày)",
        kind=NUMBER,
        whole=3,
        help="Bắt buộc với thuốc bảo vệ thực vật; ghi 0 nếu không cần cách ly.",
        synonyms=("Cách ly", "Thời gian cách ly", "PHI"),
        example="7",
    ),
    Column(
        key="registration_number",
        header="Số đăng ký",
        kind=CODE,
        synonyms=("Số đăng ký lưu hành", "Mã số đăng ký"),
        example="",
    ),
)


@dataclass(frozen=True)
class InputRow:
    """One input of a file. pre_harvest_days: None where there is nothing to wait for."""

    name: str
    kind: str
    active_ingredient: str = ""
    pre_harvest_days: int | None = None
    registration_number: str = ""


def read_inputs(file: IO[bytes]) -> list[InputRow]:
    """The inputs of an Excel or CSV file.

    Raises BadInput of `read_table`, and BrokenRules with every fault of every row, each with
    the number of its row.
    """
    table = read_table(file, COLUMNS)
    places = guess(table.headers, COLUMNS)
    missing = [one.header for one in COLUMNS if one.required and one.key not in places]
    if missing:
        raise BadInput(
            "growing_areas.inputs_without_column",
            f"Tệp không có cột “{'”, “'.join(missing)}”. Hãy tải tệp mẫu rồi điền vào.",
            field="file",
        )
    faults: list[RuleError] = []
    found: dict[str, InputRow] = {}
    for row in table.rows:
        read = _read(row, places, faults)
        if read is None:
            continue
        if fold(read.name) in found:
            faults.append(_fault(row, "twice", f"“{read.name}” đã có ở dòng trên. Hãy bỏ bớt."))
        found[fold(read.name)] = read
    if not found and not faults:
        faults.append(
            BadInput(
                "growing_areas.inputs_empty",
                "Tệp không có vật tư nào. Hãy điền ít nhất một dòng.",
                field="file",
            )
        )
    if faults:
        raise BrokenRules(faults[:MOST_SAID])
    return list(found.values())


def _read(row: Row, places: dict[str, int], faults: list[RuleError]) -> InputRow | None:
    before = len(faults)
    values: dict[str, Value | None] = {}
    for column in COLUMNS:
        if column.key not in places:
            continue
        try:
            values[column.key] = read_cell(column, row.cells[places[column.key]])
        except BadInput as error:
            faults.append(BadInput(error.code, f"Dòng {row.number}: {error.message}"))
    said = {key: value for key, value in values.items() if value not in (None, "")}
    if len(faults) > before or is_example(said, COLUMNS):
        return None
    texts = {key: nfc(str(values.get(key) or "")) for key in LONGEST}
    kind, days = str(values.get("kind") or ""), values.get("pre_harvest_days")
    whole = int(days) if isinstance(days, int) else None
    _check(row, texts, kind, whole, faults)
    if len(faults) > before:
        return None
    return InputRow(kind=kind, pre_harvest_days=whole, **texts)


def _check(
    row: Row, texts: dict[str, str], kind: str, days: int | None, faults: list[RuleError]
) -> None:
    if not texts["name"]:
        faults.append(_fault(row, "without_name", "chưa có tên vật tư. Hãy điền tên."))
    if not kind:
        faults.append(_fault(row, "without_kind", "chưa có loại. Hãy chọn loại vật tư."))
    for key, most in LONGEST.items():
        if len(texts[key]) > most:
            faults.append(
                _fault(
                    row, "too_long", f"“{texts[key][:20]}…” dài quá {most} ký tự. Hãy rút gọn."
                )
            )
    if kind == "pesticide" and days is None:
        sentence = "thuốc bảo vệ thực vật phải có thời gian cách ly. Hãy điền số ngày."
        faults.append(_fault(row, "without_interval", sentence))
    if days is not None and not 0 <= days <= LONGEST_INTERVAL:
        sentence = f"thời gian cách ly phải từ 0 đến {LONGEST_INTERVAL} ngày. Hãy sửa."
        faults.append(_fault(row, "bad_interval", sentence))


def _fault(row: Row, code: str, sentence: str) -> BadInput:
    return BadInput(
        f"growing_areas.input_{code}", f"Dòng {row.number}: {sentence}", field="file"
    )


def as_cells(rows: Sequence[InputRow]) -> list[list[object]]:
    """Rows as they are written to a file, in the order of COLUMNS."""
    return [[getattr(row, field.name) for field in fields(InputRow)] for row in rows]
