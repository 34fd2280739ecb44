"""The report of an inspection as PDF, in Vietnamese: what was asked, found and signed.

reportlab lays it out; what it says is given. Lengths in millimetres.
"""

import io
import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from reportlab.graphics.shapes import Circle, Drawing, Polygon, PolyLine, Rect
from reportlab.lib.colors import HexColor
from reportlab.lib.units import mm
from reportlab.platypus import (
    Flowable,
    Image,
    KeepTogether,
    Spacer,
    Table,
    TableStyle,
)

from common.pdf_story import (
    INK,
    LEAF,
    LINE,
    RED,
    SOFT,
    WIDTH,
    facts_table,
    heading,
    ruled,
    style,
    words,
    write_story,
)

MAP_HEIGHT = 62 * mm
PHOTO_WIDTH, PHOTOS_A_ROW = 40 * mm, 4

# Corners of a ring, longitude before latitude.
Ring = Sequence[Sequence[float]]


@dataclass(frozen=True)
class Answered:
    """One question of the checklist and what was answered; wrong: whether it is a finding."""

    section: str
    question: str
    answer: str
    note: str
    wrong: bool


@dataclass(frozen=True)
class Found:
    """One finding. how: its severity in words; deadline: its last day, as printed, or empty."""

    text: str
    how: str
    deadline: str
    standing: str


@dataclass(frozen=True)
class Picture:
    """A photo or a signature as JPEG, with the words below it."""

    content: bytes
    words: str


@dataclass(frozen=True, kw_only=True)
class Report:
    """All that the report says, in words. rings: the outlines of the plots; points: plots that
    are one point; here: where the inspector stood. Each of longitude and latitude."""

    title: str
    number: str
    facts: Sequence[tuple[str, str]]
    rings: Sequence[Ring]
    points: Sequence[tuple[float, float]]
    here: tuple[float, float] | None
    answers: Sequence[Answered]
    findings: Sequence[Found]
    conclusion: str
    photos: Sequence[Picture]
    signature: Picture | None
    unsigned: str
    inspectors: Sequence[str]


def write_report(file: BinaryIO, report: Report, *, fonts: Path) -> None:
    """Write the report as PDF to `file`. fonts: the folder of Be Vietnam Pro.

    The same report gives the same bytes. Raises RuleError "labels.fonts_missing".
    """
    number = report.number
    write_story(file, _story(report), title=report.title, foot=number, fonts=fonts)


def _story(report: Report) -> Iterable[Flowable]:
    yield words(report.title, style("Bold", 17, after=1))
    yield words(report.number, style("Regular", 9, colour=SOFT, after=4))
    yield facts_table(report.facts)
    drawn = _map(report)
    if drawn is not None:
        yield Spacer(0, 4 * mm)
        yield drawn
    yield from _answers(report.answers)
    yield from _findings(report.findings)
    if report.conclusion:
        yield from heading("Kết luận")
        yield words(report.conclusion, style("Regular", 10))
    yield from _photos(report.photos)
    yield KeepTogether(list(_signatures(report)))


# --- parts ----------------------------------------------------------------------------------


def _answers(answers: Sequence[Answered]) -> Iterable[Flowable]:
    yield from heading("Câu hỏi và trả lời")
    rows: list[list[Flowable]] = []
    spans: list[tuple] = []
    section = ""
    for one in answers:
        if one.section != section:
            section = one.section
            spans.append(("SPAN", (0, len(rows)), (1, len(rows))))
            rows.append([words(section, style("SemiBold", 10, colour=LEAF)), Spacer(0, 0)])
        question = [words(one.question, style("Regular", 9.5))]
        if one.note:
            question.append(words(one.note, style("Regular", 9, colour=SOFT)))
        colour = RED if one.wrong else INK
        rows.append([question, words(one.answer, style("SemiBold", 9.5, colour=colour))])
    if not rows:
        yield words("Chưa có câu trả lời nào.", style("Regular", 10, colour=SOFT))
        return
    table = Table(rows, colWidths=[WIDTH - 52 * mm, 52 * mm], repeatRows=0)
    table.setStyle(ruled(spans))
    yield table


def _findings(findings: Sequence[Found]) -> Iterable[Flowable]:
    yield from heading("Điểm chưa đạt")
    if not findings:
        yield words("Không có điểm chưa đạt.", style("Regular", 10))
        return
    head = style("SemiBold", 9, colour=SOFT)
    rows = [[words(name, head) for name in ("Nội dung", "Mức độ", "Hạn", "Tình trạng")]]
    cell = style("Regular", 9.5)
    rows += [
        [words(said, cell) for said in (one.text, one.how, one.deadline, one.standing)]
        for one in findings
    ]
    widths = [WIDTH - 76 * mm, 20 * mm, 26 * mm, 30 * mm]
    table = Table(rows, colWidths=widths, repeatRows=1)
    table.setStyle(ruled())
    yield table


def _photos(photos: Sequence[Picture]) -> Iterable[Flowable]:
    if not photos:
        return
    yield from heading("Ảnh")
    cells = [
        [_image(photo, PHOTO_WIDTH), words(photo.words, style("Regular", 8, colour=SOFT))]
        for photo in photos
    ]
    for start in range(0, len(cells), PHOTOS_A_ROW):
        row = cells[start : start + PHOTOS_A_ROW]
        row += [[]] * (PHOTOS_A_ROW - len(row))
        table = Table([row], colWidths=[WIDTH / PHOTOS_A_ROW] * PHOTOS_A_ROW)
        table.setStyle(TableStyle([("VALIGN", (0, 0), (-1, -1), "TOP")]))
        yield table


def _signatures(report: Report) -> Iterable[Flowable]:
    yield from heading("Ký xác nhận")
    left = [words("Người kiểm tra", style("SemiBold", 10))]
    left += [words(name, style("Regular", 10)) for name in report.inspectors]
    right: list[Flowable] = [words("Bên được kiểm tra", style("SemiBold", 10))]
    if report.signature is not None:
        right.append(_image(report.signature, 55 * mm))
        right.append(words(report.signature.words, style("Regular", 10)))
    else:
        said = report.unsigned or "Chưa ký."
        right.append(words(said, style("Regular", 10, colour=SOFT)))
    table = Table([[left, right]], colWidths=[WIDTH / 2, WIDTH / 2])
    table.setStyle(TableStyle([("VALIGN", (0, 0), (-1, -1), "TOP")]))
    yield table


def _image(picture: Picture, width: float) -> Image:
    image = Image(io.BytesIO(picture.content))
    scale = width / image.imageWidth
    image.drawWidth, image.drawHeight = width, image.imageHeight * scale
    if image.drawHeight > width:
        image.drawWidth, image.drawHeight = width * width / image.drawHeight, width
    image.hAlign = "LEFT"
    return image


def _map(report: Report) -> Drawing | None:
    """The plots, north up; degrees of longitude are as narrow as they are at that latitude."""
    corners = [corner for ring in report.rings for corner in ring]
    corners += [*report.points, *([report.here] if report.here else [])]
    if not corners:
        return None
    west, east = min(c[0] for c in corners), max(c[0] for c in corners)
    south, north = min(c[1] for c in corners), max(c[1] for c in corners)
    narrow = _narrow((south + north) / 2)
    inner_width, inner_height = WIDTH - 12 * mm, MAP_HEIGHT - 12 * mm
    wide, high = max((east - west) * narrow, 1e-6), max(north - south, 1e-6)
    scale = min(inner_width / wide, inner_height / high)
    left = (WIDTH - wide * scale) / 2
    low = (MAP_HEIGHT - high * scale) / 2

    def place(corner: Sequence[float]) -> tuple[float, float]:
        return left + (corner[0] - west) * narrow * scale, low + (corner[1] - south) * scale

    drawing = Drawing(WIDTH, MAP_HEIGHT)
    ground = HexColor("#f7f4ec")
    drawing.add(Rect(0, 0, WIDTH, MAP_HEIGHT, fillColor=ground, strokeColor=LINE))
    for ring in report.rings:
        outline = [number for corner in ring for number in place(corner)]
        drawing.add(
            Polygon(outline, fillColor=HexColor("#cfe3c9"), strokeColor=LEAF, strokeWidth=1)
        )
    for point in report.points:
        x, y = place(point)
        drawing.add(Circle(x, y, 3, fillColor=LEAF, strokeColor=LEAF))
    if report.here is not None:
        x, y = place(report.here)
        for dx, dy in ((4, 0), (0, 4)):
            cross = PolyLine([x - dx, y - dy, x + dx, y + dy], strokeColor=RED, strokeWidth=1.6)
            drawing.add(cross)
    return drawing


def _narrow(lat: float) -> float:
    """How much narrower a degree of longitude is than one of latitude.

    >>> round(_narrow(0), 2), round(_narrow(60), 2)
    (1.0, 0.5)
    """
    return math.cos(math.radians(lat))
