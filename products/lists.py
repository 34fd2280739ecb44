"""The lists of this room."""

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from common.list_filters import YesNo
from common.lists import Column, DeclaredList, ListFile, Quantity, Search
from cooperatives.owned_lists import (
    digits,
    organisation_column,
    organisation_place,
)
from products.importing import Products, written_out
from products.models import Product


def _gtin(typed: str) -> str:
    """A GTIN of 8 to 14 digits as it is stored: 14 with leading zeros."""
    number = digits(typed)
    return number.zfill(14) if 8 <= len(number) <= 14 else ""


PRODUCTS = DeclaredList(
    name="products.products",
    title=_("Sản phẩm"),
    model=Product,
    order=("folded", "pk"),
    dress=lambda rows: rows.select_related("organisation"),
    search=Search(
        folded=("folded", "organisation__folded"),
        codes={"gtin": _gtin},
        hint=_("Tên sản phẩm, tổ chức hoặc mã vạch"),
    ),
    file=ListFile(Products().all_columns, lambda rows, _user: written_out(rows)),
    filters=(
        YesNo("has_gtin", "ma-vach", _("Có mã vạch GTIN"), lambda: Q(gtin__isnull=False)),
        organisation_place(),
    ),
    columns=(
        Column(
            key="name",
            word="ten",
            header=_("Tên sản phẩm"),
            value=lambda row: row.name,
            link=lambda row: reverse("products:detail", args=[row.pk]),
            sort=("folded",),
        ),
        Column(
            key="content",
            word="khoi-luong",
            header=_("Khối lượng tịnh"),
            value=lambda row: Quantity(row.net_content, row.content_unit),
            unit=True,
        ),
        Column(
            key="gtin",
            word="ma-vach",
            header=_("Mã vạch GTIN"),
            value=lambda row: row.printed_gtin,
            code=True,
            sort=("gtin",),
        ),
        organisation_column(lambda row: row.organisation, "organisation"),
    ),
)
