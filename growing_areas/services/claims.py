"""Whether a harvest may be said to stand under a code."""

import datetime

from common.errors import RuleError
from common.shown import vietnamese
from common.text import day
from growing_areas.models import CodeState, GrowingArea, GrowingAreaCode

NO_STATE = "chưa được cấp"


def check_claim(
    *, code: GrowingAreaCode, area: GrowingArea, on: datetime.date, field: str
) -> None:
    """Raise RuleError on `field` unless what was harvested on `on` in `area` may claim `code`.

    The code is the area's own, names a growing area, stands for the crop that grows there, and
    was valid on the day: granted, under monitoring, in corrective action or restored. What
    became of it afterwards takes nothing away. Reads all states of the code.
    Codes: "growing_areas.code_of_another_area", "growing_areas.not_a_growing_area_code",
    "growing_areas.code_for_another_crop", "growing_areas.code_not_valid_on_harvest".
    """
    if code.area_id != area.pk:
        raise RuleError(
            "growing_areas.code_of_another_area",
            f"Mã số {code} không phải của vùng {area.name}. "
            "Hãy chọn mã của đúng vùng trồng, hoặc để trống.",
            field=field,
        )
    if code.kind != GrowingAreaCode.Kind.GROWING_AREA:
        raise RuleError(
            "growing_areas.not_a_growing_area_code",
            f"Mã số {code} là mã cơ sở đóng gói, không phải mã số vùng trồng. "
            "Hãy chọn mã số vùng trồng, hoặc để trống.",
            field=field,
        )
    if code.crop_id != area.crop_id:
        raise RuleError(
            "growing_areas.code_for_another_crop",
            f"Mã số {code} được cấp cho {code.crop.name}, vùng {area.name} nay trồng "
            f"{area.crop.name}. Hãy để trống mã số, hoặc xin mã cho cây này.",
            field=field,
        )
    if not code.is_valid_on(on):
        raise RuleError(
            "growing_areas.code_not_valid_on_harvest",
            f"Mã số {code} không có hiệu lực vào ngày thu hoạch {day(on)}: "
            f"{_standing(code, on)}. Hãy để trống mã số, hoặc hỏi cơ quan cấp mã.",
            field=field,
        )


def _standing(code: GrowingAreaCode, on: datetime.date) -> str:
    if code.is_refused:
        return vietnamese(GrowingAreaCode.Confirmation.REFUSED.label)
    state = code.state_on(on)
    return vietnamese(CodeState.State(state).label) if state else NO_STATE
