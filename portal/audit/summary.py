"""What the summary of an audit file says, gathered; always in Vietnamese."""

import datetime
from collections.abc import Iterator, Sequence

from django.utils import timezone

from common.shown import vietnamese
from common.text import day, number
from growing_areas.models import CodeState, GrowingAreaCode
from growing_areas.warnings import hectares_of
from places.addresses import address
from portal.audit.dossier import Dossier
from portal.audit.summary_pdf import Section, Summary
from trace.balance import SeasonBalance

SYSTEM = "hệ thống"


def summary_of(
    found: Dossier, balances: Sequence[SeasonBalance], as_of: datetime.date
) -> Summary:
    """The summary of what the page of the audit file shows; as_of: the day of it."""
    code = found.code
    return Summary(
        title=f"Hồ sơ kiểm tra mã số {code}",
        foot=f"Tính đến ngày {day(as_of)}",
        facts=list(_facts(found, as_of)),
        sections=[
            _states(found),
            _findings(found),
            _gaps(found),
            _balance(balances),
            _batches(found),
            _runs(found),
            _contracts(found),
        ],
    )


def _facts(found: Dossier, as_of: datetime.date) -> Iterator[tuple[str, str]]:
    code, area, checks = found.code, found.code.area, found.checks
    yield "Tổ chức", area.organisation.name
    where = address(area.unit, on=as_of, language="vi")
    yield "Vùng trồng", f"{area.name}, {code.crop.name}, {where}"
    yield "Loại mã", vietnamese(GrowingAreaCode.Kind(code.kind).label)
    yield "Thị trường", code.market_name
    state = code.state_on(as_of)
    yield "Trạng thái", vietnamese(CodeState.State(state).label) if state else "chưa có"
    yield "Xác nhận", vietnamese(GrowingAreaCode.Confirmation(code.confirmation).label)
    if found.due and found.due.due_on:
        late = " (đã quá hạn)" if found.is_overdue else ""
        yield "Hạn", f"đến hết ngày {day(found.due.due_on)}{late}"
    if code.granted_on:
        yield "Cấp", f"{code.issuer}, ngày {day(code.granted_on)}. {code.legal_basis}".strip()
        yield "Hết hiệu lực từ", day(code.expires_on) if code.expires_on else "không ghi"
    hectares = hectares_of(area)
    wide = f", {number(hectares)} ha" if hectares is not None else ""
    yield "Thửa", f"{number(found.land.plots)} thửa{wide}"
    yield "Thửa trùng đất", number(found.land.overlapping)
    if checks.last and checks.last.closed_at:
        on = day(timezone.localdate(checks.last.closed_at))
        yield "Kiểm tra gần nhất", f"{on}: {checks.last.get_result_display()}"
    else:
        yield "Kiểm tra gần nhất", "chưa kiểm tra lần nào"
    if checks.upcoming:
        yield "Kiểm tra tới", day(checks.upcoming.planned_on)
    if found.bars_labels:
        yield "Nhãn", "lô hàng khai mã này không in và không kích hoạt nhãn được"


def _states(found: Dossier) -> Section:
    return Section(
        "Các lần đổi trạng thái",
        ("Ngày", "Trạng thái", "Số văn bản", "Lý do", "Người làm"),
        (14, 18, 15, 28, 17),
        [
            (
                day(row.valid_from),
                row.get_state_display(),
                row.act_number or "–",
                row.reason or "–",
                name or (SYSTEM if row.done_by == "system" else "–"),
            )
            for row, name in found.states
        ],
        "Chưa có trạng thái nào.",
    )


def _findings(found: Dossier) -> Section:
    return Section(
        "Điểm chưa đạt còn mở",
        ("Nội dung", "Mức độ", "Từ", "Hạn"),
        (46, 12, 20, 16),
        [
            (
                one.text,
                one.get_severity_display(),
                one.get_source_display(),
                day(one.deadline) if one.deadline else "–",
            )
            for one in found.checks.findings
        ],
        "Không còn điểm nào mở.",
    )


def _gaps(found: Dossier) -> Section:
    return Section(
        "Nhật ký: chỗ thiếu",
        ("Vụ", "Số mục", "Tuần không ghi gì", "Cách ly tự khai", "Thu hoạch chưa ghi việc"),
        (24, 10, 34, 14, 18),
        [
            (
                one.season.name,
                number(one.entries),
                "; ".join(f"{day(gap.first)} – {day(gap.last)}" for gap in one.silences) or "–",
                number(len(one.sprayings)),
                number(len(one.harvests)),
            )
            for one in found.gaps
        ],
        "Chưa ghi vụ nào, nên chưa xét được tuần nào thiếu nhật ký.",
        "Chỗ thiếu là câu hỏi cho người ghi, không phải bằng chứng: có tuần không có việc gì.",
    )


def _balance(balances: Sequence[SeasonBalance]) -> Section:
    return Section(
        "Cân đối theo vụ (kg)",
        ("Vụ", "Thu hoạch", "Vào lô hàng", "Lên nhãn", "Còn lại", "Chỗ không khớp"),
        (18, 13, 13, 13, 13, 34),
        [
            (
                one.season.name if one.season else "Ngoài các vụ",
                number(one.harvested),
                number(one.batched),
                number(one.labelled),
                number(one.left),
                " ".join(gap.message for gap in one.gaps) or "–",
            )
            for one in balances
        ],
        "Chưa ghi vụ hay thu hoạch nào.",
        "Tính cho cả vùng trồng, dù vùng có mấy mã số.",
    )


def _batches(found: Dossier) -> Section:
    lots = found.lots
    hidden = f" Còn {number(lots.hidden)} lô của tổ chức ở địa bàn khác." if lots.hidden else ""
    return Section(
        "Lô hàng khai mã này",
        ("Số lô", "Sản phẩm", "Ngày sản xuất", "Theo mã này (kg)", "Số gói"),
        (20, 40, 15, 17, 10),
        [
            (
                one.lot,
                one.product,
                day(one.produced_on),
                number(one.kilograms),
                number(one.packages),
            )
            for one in lots.batches
        ],
        "Không có lô nào.",
        f"Tất cả {number(lots.batch_count)} lô, {number(lots.kilograms)} kg.{hidden}",
    )


def _runs(found: Dossier) -> Section:
    lots = found.lots
    return Section(
        "Nhãn trên các lô này",
        ("Đợt nhãn", "Ngày tạo", "Số lô", "Phát hành", "Kích hoạt"),
        (36, 14, 26, 13, 13),
        [
            (
                one.product,
                day(timezone.localdate(one.created_at)),
                ", ".join(one.lots),
                number(one.issued),
                number(one.activated),
            )
            for one in lots.runs
        ],
        "Chưa có nhãn nào.",
        f"Phát hành {number(lots.issued)} nhãn, kích hoạt {number(lots.activated)} nhãn.",
    )


def _contracts(found: Dossier) -> Section:
    return Section(
        "Hợp đồng liên kết của vùng trồng",
        ("Mặt hàng, bên mua", "Từ ngày", "Tỷ lệ sản lượng"),
        (60, 18, 18),
        [
            (
                str(one.contract),
                day(one.contract.valid_from),
                f"{number(one.contract.share_percent)} %"
                if one.contract.share_percent
                else "–",
            )
            for one in found.contracts
        ],
        "Không có hợp đồng nào ghi vùng trồng này.",
    )
