"""What is said of a plot that cannot be one: its name, what is wrong, what to do."""

from common.errors import BadInput

Position = tuple[float, float]  # longitude, latitude


def called(name: str) -> str:
    """A plot inside a sentence: "Đồi Lim" -> Thửa “Đồi Lim”, and “Thửa 3” as it is."""
    return f"“{name}”" if name.lower().startswith("thửa") else f"Thửa “{name}”"


class Refusals:
    """Sentences about one plot: its name, what is wrong, what to do."""

    def __init__(self, name: str):
        self.name = name

    def __call__(self, code: str, wrong: str, todo: str) -> BadInput:
        return BadInput(
            f"growing_areas.plot_{code}",
            f"{called(self.name)} {wrong}. {todo}",
            field="geometry",
        )

    def bad_shape(self) -> BadInput:
        return self(
            "bad_shape",
            "có tọa độ không đúng dạng GeoJSON",
            "Mỗi điểm phải là hai số [kinh độ, vĩ độ]; hãy xuất lại tệp hoặc vẽ lại thửa.",
        )

    def not_a_polygon(self) -> BadInput:
        return self(
            "not_polygon",
            "không phải là một hình khép kín (Polygon hoặc MultiPolygon)",
            "Hãy vẽ ranh thửa, không chỉ một điểm hay một đường.",
        )

    def no_area(self) -> BadInput:
        return self(
            "no_area",
            "có diện tích bằng không: các góc nằm trên một đường thẳng hoặc trùng nhau",
            "Hãy vẽ lại ranh thửa.",
        )

    def outside(self, at: Position, *, of_vietnam: bool) -> BadInput:
        if of_vietnam:
            code, country = "outside_vietnam", "Việt Nam"
        else:
            code, country = "outside_country", "của nước đã ghi"
        return self(
            code,
            f"có điểm ở {at_place(at)}, ngoài lãnh thổ {country}",
            "Hãy kiểm tra lại tọa độ.",
        )

    def duplicate_ring(self) -> BadInput:
        return self(
            "duplicate_ring",
            "có hai đường ranh trùng nhau hoàn toàn",
            "Hãy bỏ bớt một đường.",
        )


# What shapely (GEOS) answers, and how a clerk is told: code, fault, remedy.
FAULTS = {
    "Hole lies outside shell": (
        "hole_outside",
        "có phần khoét nằm ngoài ranh thửa",
        "Hãy bỏ phần khoét đó, hoặc vẽ nó thành một thửa riêng.",
    ),
    "Holes are nested": (
        "holes_nested",
        "có phần khoét nằm trong một phần khoét khác",
        "Hãy bỏ phần khoét nằm trong.",
    ),
    "Nested shells": (
        "parts_overlap",
        "có phần này nằm trong phần khác",
        "Hãy bỏ phần nằm trong, hoặc vẽ nó thành phần khoét.",
    ),
    "Interior is disconnected": (
        "split_by_holes",
        "bị các phần khoét cắt rời",
        "Hãy vẽ thành nhiều thửa.",
    ),
}
CROSSING = (
    "crosses_itself",
    "có đường ranh cắt hoặc chạm chính nó",
    "Hãy sửa thứ tự các góc hoặc vẽ lại thửa.",
)


def at_place(position: Position) -> str:
    """A position for people. With a point, as map programs show it and take it back."""
    lon, lat = position
    return f"kinh độ {lon:.6f}, vĩ độ {lat:.6f}"
