"""The files of a bundle, one after the other; always in Vietnamese."""

import io
import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db.models import Q, QuerySet

from accounts.models import User
from accounts.names import names_of_people
from common.list_files import XLSX, write_list
from common.lists import DeclaredList
from common.shown import moment
from common.spreadsheets import CODE, DATE, NUMBER, TEXT, Column, write_xlsx
from common.text import day
from growing_areas.diary_lists import DIARY
from growing_areas.lists import HARVESTS
from growing_areas.models import AuditBundle, GrowingAreaCode, Inspection
from growing_areas.reporting import write_inspection_report
from portal.audit.archive import settled
from portal.audit.changes import changes_of
from portal.audit.dossier import dossier_of
from portal.audit.lots import lots_of
from portal.audit.summary import summary_of
from portal.audit.summary_pdf import write_summary
from portal.history import name_of
from trace.balance import balance_of


@dataclass(frozen=True)
class Part:
    """One file: its name in the archive, what it is, and what makes its content."""

    name: str
    about: str
    content: Callable[[], bytes]


def parts_of(bundle: AuditBundle, code: GrowingAreaCode) -> list[Part]:
    """The files of `bundle`, each made when its turn comes, of what who asked for it may see.

    Call under Vietnamese. code: with its area, organisation, unit and states.
    """
    user, area = bundle.asked_by, code.area
    diary = area.diary_entries.order_by("done_on", "pk")
    harvests = area.harvests.order_by("harvested_on", "pk")
    return [
        Part("tom-tat.pdf", "Tóm tắt hồ sơ", lambda: _summary(bundle, code)),
        Part(
            "nhat-ky.xlsx",
            "Nhật ký đồng ruộng, cả mục đã sửa",
            lambda: _list(DIARY, diary, user),
        ),
        Part("thu-hoach.xlsx", "Các lần thu hoạch", lambda: _list(HARVESTS, harvests, user)),
        Part("thua.geojson", "Ranh các thửa (GeoJSON, WGS-84)", lambda: _plots(code)),
        Part("diem-chua-dat.xlsx", "Mọi điểm chưa đạt", lambda: _findings(code)),
        Part("lich-su.xlsx", "Mọi thay đổi", lambda: _history(code, user)),
        Part("lo-hang.xlsx", "Lô hàng khai mã số này", lambda: _batches(code, user)),
        Part("nhan.xlsx", "Đợt nhãn trên các lô đó", lambda: _runs(code, user)),
        *(_report(inspection) for inspection in _inspections(code, user)),
    ]


def _inspections(code: GrowingAreaCode, user: User) -> QuerySet[Inspection]:
    """The ended inspections of the area, or of the code, oldest first."""
    seen = Inspection.objects.visible_to(user).filter(area=code.area)
    ended = seen.filter(Q(code=None) | Q(code=code), state=Inspection.State.CLOSED)
    return ended.select_related("area__organisation", "area__unit", "code").order_by("pk")


def _report(inspection: Inspection) -> Part:
    def content() -> bytes:
        file = io.BytesIO()
        write_inspection_report(file, inspection)
        return file.getvalue()

    name = f"kiem-tra/{inspection.planned_on.isoformat()}-{inspection.pk}.pdf"
    return Part(name, f"Biên bản kiểm tra ngày {day(inspection.planned_on)}", content)


def _summary(bundle: AuditBundle, code: GrowingAreaCode) -> bytes:
    found = dossier_of(code, bundle.asked_by, bundle.as_of)
    file = io.BytesIO()
    summary = summary_of(found, balance_of(code.area), bundle.as_of)
    write_summary(file, summary, fonts=settings.LABEL_FONT_DIR)
    return file.getvalue()


def _list(declared: DeclaredList[Any], rows: QuerySet[Any], user: User) -> bytes:
    with write_list(declared, rows, XLSX, user) as file:
        return settled(file.read())


def _table(columns: Sequence[Column], rows: Iterable[Sequence[object]], title: str) -> bytes:
    file = io.BytesIO()
    write_xlsx(file, columns, rows, title=title)
    return settled(file.getvalue())


def _column(key: str, header: str, kind: str = TEXT) -> Column:
    return Column(key=key, header=header, kind=kind)


def _plots(code: GrowingAreaCode) -> bytes:
    """The plots with what the map does not say: whose they are, under which code."""
    said = {
        "organisation": code.area.organisation.name,
        "area": code.area.name,
        "code": code.code,
    }
    features = [plot.as_feature() for plot in code.area.plots.order_by("pk")]
    for feature in features:
        feature["properties"] |= said
    collection = {"type": "FeatureCollection", "features": features}
    return json.dumps(collection, ensure_ascii=False, indent=1).encode()


def _findings(code: GrowingAreaCode) -> bytes:
    found = code.area.findings.filter(Q(code=None) | Q(code=code)).order_by("raised_at", "pk")
    findings = list(found.select_related("answer_document"))
    keys = [key for one in findings for key in (one.raised_by, one.answered_by, one.closed_by)]
    names = names_of_people(keys)
    columns = [
        _column("text", "Nội dung"),
        _column("severity", "Mức độ"),
        _column("source", "Phát hiện từ"),
        _column("raised_at", "Ghi lúc"),
        _column("raised_by", "Người ghi"),
        _column("deadline", "Hạn khắc phục", DATE),
        _column("answer", "Đã khắc phục thế nào"),
        _column("answered_at", "Trả lời lúc"),
        _column("answered_by", "Người trả lời"),
        _column("answer_document", "Giấy tờ kèm theo"),
        _column("closed_at", "Khép lại lúc"),
        _column("closed_by", "Người khép lại"),
        _column("close_reason", "Lý do khép lại"),
    ]
    rows = (
        (
            one.text,
            one.get_severity_display(),
            one.get_source_display(),
            moment(one.raised_at),
            name_of(one.raised_by, names),
            one.deadline,
            one.answer,
            moment(one.answered_at) if one.answered_at else None,
            name_of(one.answered_by, names) if one.answered_by else None,
            one.answer_document.name if one.answer_document else None,
            moment(one.closed_at) if one.closed_at else None,
            name_of(one.closed_by, names) if one.closed_by else None,
            one.close_reason,
        )
        for one in findings
    )
    return _table(columns, rows, "Điểm chưa đạt")


def _history(code: GrowingAreaCode, user: User) -> bytes:
    columns = [
        _column("at", "Lúc"),
        _column("what", "Việc"),
        _column("about", "Ở đâu"),
        _column("details", "Chi tiết"),
        _column("by", "Người làm"),
    ]
    rows = (
        (
            moment(one.at),
            one.what,
            one.about,
            "; ".join(f"{word}: {value}" for word, value in one.details),
            one.by,
        )
        for one in changes_of(code, user)
    )
    return _table(columns, rows, "Lịch sử")


def _batches(code: GrowingAreaCode, user: User) -> bytes:
    columns = [
        _column("lot", "Số lô", CODE),
        _column("product", "Sản phẩm"),
        _column("produced_on", "Ngày sản xuất", DATE),
        _column("kilograms", "Theo mã này (kg)", NUMBER),
        _column("packages", "Số gói", NUMBER),
    ]
    rows = (
        (one.lot, one.product, one.produced_on, one.kilograms, one.packages)
        for one in lots_of(code, user).batches
    )
    return _table(columns, rows, "Lô hàng")


def _runs(code: GrowingAreaCode, user: User) -> bytes:
    columns = [
        _column("product", "Đợt nhãn"),
        _column("created_at", "Tạo lúc"),
        _column("lots", "Số lô"),
        _column("issued", "Phát hành", NUMBER),
        _column("activated", "Kích hoạt cho các lô này", NUMBER),
    ]
    rows = (
        (one.product, moment(one.created_at), ", ".join(one.lots), one.issued, one.activated)
        for one in lots_of(code, user).runs
    )
    return _table(columns, rows, "Nhãn")
