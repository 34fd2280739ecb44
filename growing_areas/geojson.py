"""Reading GeoJSON (RFC 7946) that people paste or upload: which plots it holds.

Only the frame is read here: what the coordinates are worth is asked in `geometry`.
"""

import json
from dataclasses import dataclass
from typing import Any

from common.errors import BadInput
from common.text import nfc, number

LARGEST_TEXT = 1_000_000  # bytes of UTF-8; 10,000 positions of one plot fit several times
LONGEST_NAME = 100  # letters, as the column of a plot's name
# Where programs that draw plots write a plot's name, best first.
NAME_PROPERTIES = ("name", "ten", "Name", "TEN", "plot_id", "id")
# Where files say how large a plot is, in hectares; "Area" is the Commission's for EUDR.
HECTARE_PROPERTIES = ("area_ha", "Area", "hectares", "dien_tich_ha", "dien_tich")
# Where files say in which country a plot lies, by its two letters; "ProducerCountry" is the
# Commission's.
COUNTRY_PROPERTIES = ("ProducerCountry", "country", "country_code", "quoc_gia")
# WGS-84 in lon/lat order, as the `crs` member of older files writes it.
WGS84_NAMES = ("CRS84", "EPSG::4326", "EPSG:4326")


@dataclass(frozen=True)
class Drawn:
    """One plot of a file, as raw as it stands there.

    name: empty when it has none; hectares: what the file says of its size, country: the two
    letters of where it says the plot lies; both empty when it says nothing.
    """

    name: str
    geometry: Any
    hectares: str = ""
    country: str = ""


def read_text(text: str | bytes) -> dict[str, Any]:
    """The JSON object in `text`.

    Raises BadInput "growing_areas.plot_text_too_large", "growing_areas.plot_not_geojson".
    """
    raw = text.encode(errors="replace") if isinstance(text, str) else text
    if len(raw) > LARGEST_TEXT:
        raise too_large(len(raw))
    try:
        # A byte order mark is what Windows programs put first.
        document = json.loads(raw.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise _not_geojson() from error
    if not isinstance(document, dict):
        raise _not_geojson()
    return document


def too_large(size: int) -> BadInput:
    """The refusal of a file of `size` bytes."""
    return BadInput(
        "growing_areas.plot_text_too_large",
        f"Tệp lớn {number(size)} byte, quá mức {number(LARGEST_TEXT)} byte. "
        "Hãy chia thành nhiều tệp, hoặc giảm bớt số điểm của ranh thửa.",
        field="geometry",
    )


def no_plots(kind: str) -> BadInput:
    """The refusal of a file without plots; kind: what it is, such as "GeoJSON"."""
    return BadInput(
        "growing_areas.plot_no_geometry",
        f"Tệp {kind} không có thửa nào. Hãy chọn tệp khác hoặc vẽ lại thửa.",
        field="geometry",
    )


def _not_geojson() -> BadInput:
    return BadInput(
        "growing_areas.plot_not_geojson",
        "Nội dung này không phải GeoJSON. Hãy dán toàn bộ nội dung của tệp .geojson, "
        "hoặc ghi mỗi dòng một góc thửa.",
        field="geometry",
    )


def features(document: dict[str, Any]) -> list[Drawn]:
    """All plots of a geometry, a Feature or a FeatureCollection, in their order.

    Raises BadInput "growing_areas.plot_no_geometry" when there is none,
    "growing_areas.plot_not_in_degrees" when the file declares another coordinate system.
    """
    _refuse_other_systems(document.get("crs"))
    kind = document.get("type")
    if kind != "FeatureCollection":
        return [_drawn(document, "")]
    members = document.get("features")
    if not isinstance(members, list) or not members:
        raise no_plots("GeoJSON")
    country = _country_in(document) or _country_in(document.get("metadata"))
    return [_drawn(member, country) for member in members]


def single(document: dict[str, Any]) -> Drawn:
    """The one plot of `document`.

    Raises BadInput "growing_areas.plot_several" when it holds more than one, and as
    `features` does.
    """
    found = features(document)
    if len(found) > 1:
        raise BadInput(
            "growing_areas.plot_several",
            f"Tệp GeoJSON có {number(len(found))} thửa, mà ở đây chỉ nhận một thửa. "
            "Hãy gửi từng thửa, hoặc gửi cả tệp bằng cách thêm nhiều thửa.",
            field="geometry",
        )
    return found[0]


def plot_name(text: str) -> str:
    """A plot's name as it is stored.

    Raises BadInput "growing_areas.plot_name" for an empty or overlong name, or one with
    characters that cannot be printed.
    """
    name = nfc(text)
    if not name or len(name) > LONGEST_NAME or not name.isprintable():
        raise BadInput(
            "growing_areas.plot_name",
            f"Tên thửa phải có từ 1 đến {LONGEST_NAME} chữ và chỉ gồm chữ, số, dấu thường. "
            "Hãy đặt tên ngắn, ví dụ “Thửa 1”.",
            field="name",
        )
    return name


def _drawn(member: Any, country: str) -> Drawn:
    """country: what the whole file says, where the plot says nothing."""
    if not isinstance(member, dict):
        return Drawn("", None)
    if member.get("type") != "Feature":
        return Drawn("", member, country=country)
    properties = member.get("properties")
    return Drawn(
        _name_in(properties),
        member.get("geometry"),
        _hectares_in(properties),
        _country_in(properties) or country,
    )


def _country_in(properties: Any) -> str:
    """The country that is stated, in capitals; empty when none is."""
    if not isinstance(properties, dict):
        return ""
    said = (properties.get(key) for key in COUNTRY_PROPERTIES)
    return next((one.strip().upper()[:20] for one in said if isinstance(one, str) and one), "")


def _hectares_in(properties: Any) -> str:
    """What the Feature says of its own size, in hectares; empty when nothing."""
    if not isinstance(properties, dict):
        return ""
    said = (properties.get(key) for key in HECTARE_PROPERTIES)
    return next(
        (str(value)[:20] for value in said if type(value) in (int, float, str) and value), ""
    )


def _name_in(properties: Any) -> str:
    if not isinstance(properties, dict):
        return ""
    for key in NAME_PROPERTIES:
        value = properties.get(key)
        if isinstance(value, str | int) and not isinstance(value, bool):
            # Cut before cleaning: a megabyte in this place is not worth reading.
            name = nfc(str(value)[: LONGEST_NAME * 4])[:LONGEST_NAME].strip()
            if name and name.isprintable():
                return name
    return ""


def _refuse_other_systems(crs: Any) -> None:
    """Older GeoJSON may declare its coordinate system; ours is WGS-84 and nothing else."""
    if crs is None or any(name in str(crs) for name in WGS84_NAMES):
        return
    raise BadInput(
        "growing_areas.plot_not_in_degrees",
        "Tệp GeoJSON khai một hệ tọa độ khác WGS-84. "
        "Hãy xuất lại tệp theo hệ WGS-84 (kinh độ, vĩ độ bằng độ).",
        field="geometry",
    )
