"""What the report of an inspection says, gathered; always in Vietnamese."""

from collections.abc import Iterator
from typing import BinaryIO

from django.conf import settings
from django.utils import timezone
from django.utils.translation import override

from common.shown import moment, vietnamese, vietnamese_moment
from common.text import day, number
from growing_areas.inspection_report import (
    Answered,
    Found,
    Picture,
    Report,
    Ring,
    write_report,
)
from growing_areas.models import (
    Finding,
    Inspection,
    InspectionAnswer,
    InspectionPosition,
    InspectionSignature,
    Plot,
)
from growing_areas.services import current_answers
from places.addresses import address
from records.documents import open_document
from records.models import Document

# More photos than these make a report that no mail takes; the page shows all.
MOST_PHOTOS = 24


def write_inspection_report(file: BinaryIO, inspection: Inspection) -> None:
    """Write the report of `inspection` as PDF. Raises RuleError "labels.fonts_missing"."""
    with override("vi"):
        report = report_of(inspection)
    write_report(file, report, fonts=settings.LABEL_FONT_DIR)


def report_of(inspection: Inspection) -> Report:
    """What the report says."""
    plots = list(inspection.area.plots.order_by("pk"))
    position = inspection.positions.order_by("captured_at").last()
    signature = inspection.signatures.select_related("document").last()
    answers = {answer.item_id: answer for answer in current_answers(inspection)}
    photos = inspection.photos.select_related("document", "item")[:MOST_PHOTOS]
    return Report(
        title=f"Biên bản kiểm tra {inspection.area.name}",
        number=f"Cuộc kiểm tra số {inspection.pk}, ngày {day(inspection.planned_on)}",
        facts=list(_facts(inspection, position)),
        rings=[ring for plot in plots for ring in _rings(plot)],
        points=[
            (float(plot.lon), float(plot.lat))
            for plot in plots
            if plot.geometry["type"] == "Point"
        ],
        here=(float(position.lon), float(position.lat)) if position else None,
        answers=[
            Answered(
                section=item.section,
                question=item.question,
                answer=answer_words(answers.get(item.pk)),
                note=answers[item.pk].note if item.pk in answers else "",
                wrong=item.pk in answers and answers[item.pk].is_wrong,
            )
            for item in inspection.checklist.items.order_by("place")
            if item.kind != "photo"
        ],
        findings=[_found(finding) for finding in findings_of(inspection)],
        conclusion=inspection.conclusion,
        photos=[Picture(_content(photo.document), photo.words) for photo in photos],
        signature=_signature(signature),
        unsigned=inspection.unsigned_reason,
        inspectors=[str(person) for person in inspection.inspectors.order_by("pk")],
    )


def findings_of(inspection: Inspection) -> list[Finding]:
    """The findings that its answers raised."""
    causes = [answer.key for answer in inspection.answers.all()]
    return list(inspection.area.findings.filter(cause__in=causes).order_by("pk"))


def answer_words(answer: InspectionAnswer | None) -> str:
    """An answer as it is read: "có", "12 %", "–" for none."""
    if answer is None:
        return "–"
    if answer.choice:
        return str(answer.get_choice_display())
    if answer.measure is not None:
        return f"{number(answer.measure)} {answer.item.unit}".strip()
    return answer.text or "–"


def _facts(
    inspection: Inspection, position: InspectionPosition | None
) -> Iterator[tuple[str, str]]:
    area = inspection.area
    yield "Tổ chức", area.organisation.name
    where = address(area.unit, on=inspection.planned_on, language="vi")
    yield "Vùng trồng", f"{area.name}, {area.crop.name}, {where}"
    codes = [inspection.code] if inspection.code else list(area.codes.all())
    if codes:
        yield "Mã số", ", ".join(code.code for code in codes)
    hectares = sum(plot.hectares for plot in area.plots.all())
    yield "Diện tích các thửa", f"{number(hectares)} ha"
    yield "Loại kiểm tra", vietnamese(Inspection.Kind(inspection.kind).label)
    if inspection.plan_reason:
        yield "Lý do", inspection.plan_reason
    yield "Bảng kiểm", str(inspection.checklist)
    if inspection.started_at:
        yield "Bắt đầu", vietnamese_moment(inspection.started_at)
    if inspection.closed_at:
        yield "Kết thúc", moment(inspection.closed_at)
    if position is not None:
        far = f" (sai lệch khoảng {position.accuracy_m} m)" if position.accuracy_m else ""
        yield "Vị trí người kiểm tra", f"{position.lat}, {position.lon}{far}"
    if inspection.result:
        yield "Kết quả", vietnamese(Inspection.Result(inspection.result).label)
    elif inspection.is_standing:
        yield "Kết quả", "chưa kết thúc"


def _rings(plot: Plot) -> Iterator[Ring]:
    """The outer outlines of a plot."""
    if plot.geometry["type"] == "Polygon":
        yield plot.geometry["coordinates"][0]
    elif plot.geometry["type"] == "MultiPolygon":
        for polygon in plot.geometry["coordinates"]:
            yield polygon[0]


def _found(finding: Finding) -> Found:
    standing = "chưa khép lại"
    if finding.closed_at:
        standing = f"khép lại {day(timezone.localdate(finding.closed_at))}"
    return Found(
        text=finding.text,
        how=vietnamese(Finding.Severity(finding.severity).label),
        deadline=day(finding.deadline) if finding.deadline else "",
        standing=standing,
    )


def _signature(signature: InspectionSignature | None) -> Picture | None:
    if signature is None:
        return None
    when = vietnamese_moment(signature.captured_at)
    return Picture(_content(signature.document), f"{signature.name}, {signature.role}\n{when}")


def _content(document: Document) -> bytes:
    with open_document(document) as file:
        return bytes(file.read())
