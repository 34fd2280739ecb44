"""The lists of this room."""

import datetime

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from common.list_filters import Case, Cases, Choice, Days
from common.lists import Column, DeclaredList, Quantity, Search
from cooperatives.owned_lists import organisation_column, organisation_place
from trace.models import Batch, ReceivedMaterial

SOON = datetime.timedelta(days=30)


def _not_expired() -> Q:
    return Q(expires_on__isnull=True) | Q(expires_on__gt=timezone.localdate())


def _expiring() -> Q:
    today = timezone.localdate()
    return Q(expires_on__gt=today, expires_on__lte=today + SOON)


def _expired() -> Q:
    return Q(expires_on__lte=timezone.localdate())


BATCHES = DeclaredList(
    name="trace.batches",
    title=_("Lô hàng"),
    model=Batch,
    order=("-produced_on", "-pk"),
    dress=lambda rows: rows.select_related("product", "organisation"),
    search=Search(
        folded=("product__folded", "organisation__folded"),
        more=(lambda word: Q(lot__icontains=word),),
        hint=_("Số lô, sản phẩm hoặc tổ chức"),
    ),
    filters=(
        Days("produced", "ngay", _("Ngày sản xuất"), "produced_on"),
        Cases(
            "expiry",
            "han",
            _("Hạn sử dụng"),
            (
                Case("fresh", _("còn hạn"), _not_expired),
                Case("soon", _("hết hạn trong 30 ngày tới"), _expiring),
                Case("expired", _("đã hết hạn"), _expired),
            ),
        ),
        organisation_place(),
    ),
    columns=(
        Column(
            key="lot",
            word="lo",
            header=_("Số lô"),
            value=lambda row: row.lot,
            link=lambda row: reverse("trace:batch_detail", args=[row.pk]),
            code=True,
            sort=("lot",),
        ),
        Column(
            key="product",
            word="san-pham",
            header=pgettext_lazy("cột", "Sản phẩm"),
            value=lambda row: row.product.name,
            sort=("product__folded",),
        ),
        Column(
            key="produced_on",
            word="ngay",
            header=_("Ngày sản xuất"),
            value=lambda row: row.produced_on,
            sort=("produced_on",),
        ),
        Column(
            key="expires_on",
            word="han",
            header=_("Hạn sử dụng"),
            value=lambda row: row.expires_on,
            sort=("expires_on",),
        ),
        Column(
            key="quantity",
            word="so-luong",
            header=_("Số lượng"),
            value=lambda row: Quantity(row.quantity, row.unit),
            unit=True,
        ),
        organisation_column(lambda row: row.organisation, "organisation"),
    ),
)


def _paper(material: ReceivedMaterial) -> str | Promise:
    return material.paper or (_("Xem tệp") if material.document_id else "")


def _paper_link(material: ReceivedMaterial) -> str:
    if not material.document_id:
        return ""
    return reverse("portal:document", args=[material.document_id])


MATERIALS = DeclaredList(
    name="trace.materials",
    title=_("Nguyên liệu nhận vào"),
    model=ReceivedMaterial,
    order=("-received_on", "-pk"),
    dress=lambda rows: rows.select_related("organisation"),
    search=Search(
        folded=("folded", "organisation__folded"),
        hint=_("Tên nguyên liệu, người cung cấp, nơi xuất xứ"),
    ),
    main=Choice("kind", "loai", _("Loại"), "kind", ReceivedMaterial.Kind.choices),
    filters=(
        Days("received", "ngay", _("Ngày nhận"), "received_on"),
        organisation_place(),
    ),
    columns=(
        Column(
            key="name",
            word="ten",
            header=_("Nguyên liệu"),
            value=lambda row: row.name,
            sort=("folded",),
        ),
        Column(
            key="supplier",
            word="nguoi-cung-cap",
            header=_("Người cung cấp"),
            value=lambda row: row.supplier,
        ),
        Column(
            key="origin",
            word="xuat-xu",
            header=_("Nơi xuất xứ"),
            value=lambda row: row.origin,
        ),
        Column(
            key="received_on",
            word="ngay",
            header=_("Ngày nhận"),
            value=lambda row: row.received_on,
            sort=("received_on",),
        ),
        Column(
            key="quantity",
            word="so-luong",
            header=_("Số lượng"),
            value=lambda row: Quantity(row.quantity, row.unit),
            unit=True,
        ),
        Column(
            key="paper",
            word="chung-tu",
            header=_("Chứng từ"),
            value=_paper,
            link=_paper_link,
        ),
        organisation_column(lambda row: row.organisation, "organisation"),
    ),
)
