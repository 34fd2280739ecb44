"""The way from field to label on the desk: what there is on each step, and what comes next."""

from dataclasses import dataclass

from django.db import models
from django.db.models import Subquery
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from cooperatives.access import RECORDERS
from cooperatives.models import Organisation
from growing_areas.models import GrowingArea, Harvest
from labels.models import LabelRun
from portal.standing import Standing
from products.models import Product
from trace.models import Batch, ReceivedMaterial

MOST_COUNTED = 1000


@dataclass(frozen=True)
class Counts:
    """How many of each the person may see; one more than MOST_COUNTED for all beyond it."""

    organisations: int
    areas: int
    harvests: int
    materials: int
    products: int
    batches: int
    runs: int


@dataclass(frozen=True)
class NextStep:
    """What to do next: its words, why, and the page (the name of an address) to do it on."""

    key: str
    what: Promise
    why: Promise
    page: str


REGISTER = NextStep(
    "organisations",
    _("Ghi tên tổ chức của bạn"),
    _("Hợp tác xã, tổ hợp tác, trang trại hay hộ kinh doanh: mọi thứ khác thuộc về tổ chức."),
    "cooperatives:register",
)
ADD_AREA = NextStep(
    "areas",
    _("Thêm vùng trồng"),
    _(
        "Ghi thửa đất và mã số vùng trồng nếu đã được cấp. Làm mật ong, chăn nuôi hay mua "
        "nguyên liệu thì ghi ở nguyên liệu nhận vào."
    ),
    "growing_areas:list",
)
ADD_HARVEST = NextStep(
    "harvests",
    _("Ghi lần thu hoạch đầu tiên"),
    _("Mở vùng trồng rồi ghi ngày và số kilôgam. Lô hàng lấy nguyên liệu từ đây."),
    "growing_areas:list",
)
ADD_PRODUCT = NextStep(
    "products",
    _("Thêm sản phẩm"),
    _("Tên, khối lượng tịnh, hạn dùng, hình ảnh: những gì sẽ in trên nhãn."),
    "products:list",
)
MAKE_BATCH = NextStep(
    "batches",
    _("Lập lô hàng đầu tiên"),
    _("Mở sản phẩm, chọn lần thu hoạch hoặc nguyên liệu đã làm nên lô."),
    "products:list",
)
PRINT_LABELS = NextStep(
    "runs",
    _("In nhãn cho lô hàng"),
    _("Mở lô hàng rồi chọn số nhãn và khổ giấy. Tệp PDF in được trên máy in thường."),
    "trace:batch_list",
)
RECORD_HARVEST = NextStep(
    "harvests",
    _("Ghi thu hoạch"),
    _("Mở vùng trồng rồi ghi ngày và số kilôgam của lần thu hoạch mới."),
    "growing_areas:list",
)
GO_ON = NextStep(
    "",
    _("Có hàng mới thì lập lô mới"),
    _("Ghi thu hoạch, lập lô hàng, in nhãn. Thử quét một nhãn đã in để xem trang của khách."),
    "trace:batch_list",
)


def counts_for(user: User) -> Counts:
    """All counts in one query, which stops at MOST_COUNTED of each."""
    # In the order of the fields of Counts.
    numbers = [
        _count(Organisation.objects.visible_to(user)),
        _count(GrowingArea.objects.visible_to(user)),
        _count(Harvest.objects.visible_to(user)),
        _count(ReceivedMaterial.objects.visible_to(user)),
        _count(Product.objects.visible_to(user)),
        _count(Batch.objects.visible_to(user)),
        _count(LabelRun.objects.visible_to(user)),
    ]
    return Counts(*User.objects.filter(pk=user.pk).values_list(*numbers).get())


class _CountOf(Subquery):
    """How many rows a queryset has, which may end at a limit."""

    template = "(SELECT COUNT(*) FROM (%(subquery)s) AS counted)"


def _count(rows: models.QuerySet) -> _CountOf:
    # Nobody reads further on the desk, and a whole country takes a second to count.
    some = rows.order_by().values("pk")[: MOST_COUNTED + 1]
    return _CountOf(some, output_field=models.IntegerField())


def next_step(standing: Standing, counts: Counts) -> NextStep | None:
    """The first step of the way that is still empty; None for who only looks."""
    if counts.organisations == 0:
        return REGISTER
    if standing.works or standing.is_administrator:
        return first_gap(counts)
    return RECORD_HARVEST if standing.roles & set(RECORDERS) else None


def first_gap(counts: Counts) -> NextStep:
    """As `next_step` for somebody who works in an organisation."""
    if not counts.harvests and not counts.materials:
        return ADD_HARVEST if counts.areas else ADD_AREA
    if not counts.products:
        return ADD_PRODUCT
    if not counts.batches:
        return MAKE_BATCH
    return GO_ON if counts.runs else PRINT_LABELS
