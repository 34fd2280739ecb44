"""The list of this room."""

from django.db.models import Q
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from common.list_filters import Choice, Days
from common.lists import Column, DeclaredList, Search
from cooperatives.owned_lists import organisation_column, organisation_place
from labels.models import LabelRun
from records.models import Job


def _sheet(run: LabelRun) -> str | Promise:
    if run.document_id:
        return _("Tải PDF")
    return run.job.get_state_display() if run.job else ""


def _sheet_link(run: LabelRun) -> str:
    return reverse("labels:sheet", args=[run.pk]) if run.document_id else ""


RUNS = DeclaredList(
    name="labels.runs",
    title=_("Nhãn"),
    model=LabelRun,
    order=("-created_at", "-pk"),
    dress=lambda rows: rows.select_related("product", "organisation", "job"),
    search=Search(
        folded=("product__folded", "organisation__folded"),
        more=(lambda word: Q(lot__icontains=word),),
        hint=_("Sản phẩm, số lô hoặc tổ chức"),
    ),
    filters=(
        Choice("state", "tinh-trang", _("Tờ nhãn"), "job__state", Job.State.choices),
        Days("created", "ngay", _("Ngày tạo"), "created_at", moments=True),
        organisation_place(),
    ),
    columns=(
        Column(
            key="run",
            word="dot",
            header=_("Đợt nhãn"),
            value=lambda row: format_lazy(_("Đợt {number}"), number=row.pk),
            link=lambda row: reverse("labels:run_detail", args=[row.pk]),
        ),
        Column(
            key="product",
            word="san-pham",
            header=pgettext_lazy("cột", "Sản phẩm"),
            value=lambda row: row.product.name,
            sort=("product__folded",),
        ),
        Column(
            key="created_at",
            word="ngay",
            header=_("Tạo lúc"),
            value=lambda row: row.created_at,
            sort=("created_at",),
        ),
        Column(
            key="count",
            word="so-nhan",
            header=_("Số nhãn"),
            value=lambda row: row.count,
            number=True,
            sort=("count",),
        ),
        Column(
            key="sheet",
            word="to",
            header=_("Tờ nhãn"),
            value=_sheet,
            link=_sheet_link,
        ),
        organisation_column(lambda row: row.organisation, "organisation"),
    ),
)
