"""The page that shows how far beside the mark a printer prints, and what follows from it.

Two lines stand at known distances from the edges of the paper, two rulers have a known length.
A person reads off where they really are; what is sent to the printer from then on is moved by
as much. Millimetres from the upper left corner, y downwards.
"""

from collections.abc import Callable, Iterator
from dataclasses import asdict, astuple, dataclass
from typing import BinaryIO

from reportlab.pdfgen.canvas import Canvas

from common.errors import BadInput, Checks
from common.text import gettext_noop, number
from labels.dots import thousandths
from labels.lettering import POINT
from labels.sheets import Calibration

# How far off a printer may be that still can be put right. More is a mistake in measuring, a
# page printed "to fit", or a tray that wants setting.
MOST_SHIFT = 10.0  # mm
MOST_STRETCH = 0.04


@dataclass(frozen=True)
class Ruler:
    """How far the lines A and B stand from the left and upper edge, how long the rulers are."""

    left: float
    top: float
    across: float
    down: float

    def calibration(self, measured: "Ruler") -> Calibration:
        """What to change for a printer on whose page the lines and rulers are as `measured`.

        >>> Ruler(20, 20, 150, 250).calibration(Ruler(21, 20, 150, 250))
        Calibration(shift_x=-1.0, shift_y=0.0, across=1.0, down=1.0)
        """
        # A printer draws x at beside + x * stretch: that is where line A, and the ruler, are.
        stretch_x, stretch_y = measured.across / self.across, measured.down / self.down
        beside_x = measured.left - self.left * stretch_x
        beside_y = measured.top - self.top * stretch_y
        return Calibration(
            shift_x=round(-beside_x / stretch_x, 3),
            shift_y=round(-beside_y / stretch_y, 3),
            across=round(1 / stretch_x, 6),
            down=round(1 / stretch_y, 6),
        )

    def check(self, measured: "Ruler") -> None:
        """Raise BadInput (BrokenRules) for lengths that no printer of this kind can have."""
        checks = Checks()
        for (field, word), should, is_ in zip(
            _WORDS.items(), astuple(self), astuple(measured), strict=True
        ):
            is_ruler = field in ("measured_across", "measured_down")
            most = MOST_STRETCH * should if is_ruler else min(MOST_SHIFT, should)
            if abs(is_ - should) > most:
                checks.refuse(
                    BadInput(
                        "labels.not_a_measure",
                        f"{word} đo được {_mm(is_)}, mà đúng ra là {_mm(should)}, lệch quá "
                        f"{_mm(most)}. Hãy in lại tờ thước ở tỷ lệ 100 % rồi đo lại bằng "
                        "milimét.",
                        field=field,
                    )
                )
        checks.end()


_WORDS = {
    "measured_left": "Từ mép trái đến vạch A",
    "measured_top": "Từ mép trên đến vạch B",
    "measured_across": "Thước ngang",
    "measured_down": "Thước dọc",
}
# By the kind of a printer: the rulers of A4 paper, and those of a label on a roll.
RULERS = {"office": Ruler(20, 20, 150, 250), "roll": Ruler(5, 5, 20, 10)}
TITLE = gettext_noop("Tờ thước chỉnh máy in")
STEPS = (
    gettext_noop("In ở tỷ lệ 100 %%, không chọn “vừa khổ giấy”. Đo bằng milimét."),
    gettext_noop("1. Từ mép trái của giấy đến vạch A: đúng ra là %(left)g mm."),
    gettext_noop("2. Từ mép trên của giấy đến vạch B: đúng ra là %(top)g mm."),
    gettext_noop("3. Thước ngang, từ vạch 0 đến vạch cuối: đúng ra là %(across)g mm."),
    gettext_noop("4. Thước dọc, từ vạch 0 đến vạch cuối: đúng ra là %(down)g mm."),
    gettext_noop("Ghi bốn số đo được vào trang của máy in."),
)
_SMALL = 100  # mm: a narrower page has no room for sentences


def _mm(length: float) -> str:
    return f"{number(thousandths(length))} mm"


def write_ruler_page(
    file: BinaryIO,
    *,
    ruler: Ruler,
    width: float,
    height: float,
    font: str,
    translate: Callable[[str], str] = str,
) -> None:
    """Write a page of this size (mm) with the lines and rulers.

    font: a name that is registered with reportlab (`labels.pdf.register_fonts`). translate:
    into the language of who prints it.
    """
    canvas = Canvas(file, pagesize=(width / POINT, height / POINT), invariant=1)
    canvas.setViewerPreference("PrintScaling", "None")
    canvas.setTitle(translate(TITLE))
    canvas.setFont(font, 5 if width < _SMALL else 8)
    canvas.setLineWidth(0.1 / POINT)
    for x1, y1, x2, y2 in _lines(ruler, width, height):
        canvas.line(*_point(x1, y1, height), *_point(x2, y2, height))
    words = _few_words(ruler) if width < _SMALL else _all_words(ruler, translate)
    for text, x, y in words:
        canvas.drawString(*_point(x, y, height), text)
    canvas.showPage()
    canvas.save()


def _lines(
    ruler: Ruler, width: float, height: float
) -> Iterator[tuple[float, float, float, float]]:
    """Ends of all lines: A and B from edge to edge, then the rulers with their marks."""
    yield ruler.left, 0, ruler.left, height
    yield 0, ruler.top, width, ruler.top
    for at in range(int(ruler.across) + 1):
        yield ruler.left + at, ruler.top, ruler.left + at, ruler.top + _mark(at)
    for at in range(int(ruler.down) + 1):
        yield ruler.left, ruler.top + at, ruler.left + _mark(at), ruler.top + at


def _mark(at: int) -> float:
    return 5 if at % 10 == 0 else 3 if at % 5 == 0 else 1.5


def _few_words(ruler: Ruler) -> Iterator[tuple[str, float, float]]:
    yield f"A {ruler.left:g}", ruler.left + 0.5, 3
    yield f"B {ruler.top:g}", ruler.left + ruler.across + 1, ruler.top - 0.6
    yield f"{ruler.across:g} mm", ruler.left + ruler.across - 5, ruler.top + 8
    yield f"{ruler.down:g} mm", ruler.left + 6, ruler.top + ruler.down


def _all_words(
    ruler: Ruler, translate: Callable[[str], str]
) -> Iterator[tuple[str, float, float]]:
    yield f"A: {ruler.left:g} mm", ruler.left + 1, 12
    yield f"B: {ruler.top:g} mm", 4, ruler.top - 1.5
    for number_, text in enumerate(STEPS):
        said = translate(text) % asdict(ruler)
        yield said, ruler.left + 15, ruler.top + 25 + 7 * number_
    for at in range(0, int(ruler.across) + 1, 50):
        yield str(at), ruler.left + at + 0.6, ruler.top + 9
    for at in range(50, int(ruler.down) + 1, 50):
        yield str(at), ruler.left + 6, ruler.top + at + 1


def _point(x: float, y: float, height: float) -> tuple[float, float]:
    return x / POINT, (height - y) / POINT
