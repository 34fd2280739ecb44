"""Inspections of the demonstration: one that ended with findings, one that is planned."""

import datetime
import io
import uuid
from decimal import Decimal

from PIL import Image, ImageDraw

from accounts.models import User
from growing_areas.models import Checklist, GrowingArea
from growing_areas.services import (
    Answer,
    Capture,
    Closing,
    Plan,
    add_inspection_photo,
    answer_finding,
    close_inspection,
    plan_inspection,
    record_answer,
    record_position,
    sign_inspection,
)

# What is answered to questions of the shipped checklist; to the others of yes or no: yes.
WRONG = {
    "diary_complete": "Thiếu lần bón phân cuối tháng 10 (minh họa).",
    "packaging_collected": "Còn vỏ bao ở bờ ruộng (minh họa).",
}
NOT_ASKED = {"sample_taken": "no", "last_result_good": "na"}
TEXTS = {"growth_stage": "Nuôi trái", "remarks": "Sẽ bổ sung nhật ký (minh họa)."}


def inspect(area: GrowingArea, officer: User, manager: User, now: datetime.datetime) -> None:
    """An inspection of `area` an hour ago with two minor findings, one of them answered, and
    the next one in three months; nothing where no checklist is loaded."""
    today = now.astimezone().date()
    checklist = Checklist.objects.on(today).filter(kind="growing_area", scope="any").first()
    if checklist is None:
        return
    plan = Plan(
        checklist=checklist,
        planned_on=today,
        inspectors=[officer],
        reason="Kiểm tra định kỳ (minh họa).",
    )
    inspection = plan_inspection(area=area, plan=plan, by=officer.key, now=now)
    begun = now - datetime.timedelta(hours=1)
    steps = iter(range(60))

    def captured() -> Capture:
        at = begun + datetime.timedelta(minutes=next(steps))
        return Capture(client_id=uuid.uuid4(), captured_at=at, now=now, by=officer.key)

    for item in checklist.items.order_by("place"):
        answer = Answer(
            choice=("no" if item.code in WRONG else NOT_ASKED.get(item.code, "yes"))
            if item.kind == "yes_no"
            else "",
            measure=Decimal("3.5") if item.kind == "measure" else None,
            text=TEXTS.get(item.code, ""),
            note=WRONG.get(item.code, ""),
        )
        if item.kind != "photo" and answer != Answer():
            record_answer(inspection=inspection, item=item, answer=answer, capture=captured())
    plot = area.plots.order_by("pk")[0]
    record_position(
        inspection=inspection, lat=plot.lat, lon=plot.lon, accuracy_m=6, capture=captured()
    )
    add_inspection_photo(
        inspection=inspection,
        photo=("anh-minh-hoa.png", _picture((1200, 900), _field)),
        caption="Ảnh minh họa",
        capture=captured(),
    )
    sign_inspection(
        inspection=inspection,
        picture=("chu-ky-minh-hoa.png", _picture((600, 220), _scribble)),
        name=str(manager),
        role="người quản lý",
        capture=captured(),
    )
    findings = close_inspection(
        inspection=inspection,
        closing=Closing(conclusion="Vùng trồng được chăm sóc tốt (minh họa)."),
        by=officer.key,
        now=now,
    )
    answer_finding(
        finding=findings[0], answer="Đã ghi bổ sung (minh họa).", by=manager.key, now=now
    )
    later = today + datetime.timedelta(days=90)
    plan_inspection(
        area=area,
        plan=Plan(checklist=checklist, planned_on=later, inspectors=[officer]),
        by=officer.key,
        now=now,
    )


def _picture(size: tuple[int, int], draw: object) -> io.BytesIO:
    picture = Image.new("RGB", size, "#ffffff")
    draw(ImageDraw.Draw(picture), *size)  # type: ignore[operator]
    file = io.BytesIO()
    picture.save(file, "PNG")
    file.seek(0)
    return file


def _field(pen: ImageDraw.ImageDraw, width: int, height: int) -> None:
    pen.rectangle((0, 0, width, height // 2), fill="#cfe3f2")
    pen.rectangle((0, height // 2, width, height), fill="#7fa56b")
    for x in range(-width, 2 * width, 90):
        pen.line((width // 2, height // 2, x, height), fill="#5c8049", width=14)


def _scribble(pen: ImageDraw.ImageDraw, width: int, height: int) -> None:
    points = [
        (width * step // 24, height // 2 + (60 if step % 2 else -60) * (24 - step) // 24)
        for step in range(3, 22)
    ]
    pen.line(points, fill="#1a2b6b", width=5, joint="curve")
