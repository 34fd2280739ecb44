"""Entering and changing products."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import IO

from django.db import transaction

from accounts.editing import hold_as_seen
from common.db import one_writer
from common.errors import BadInput, Checks, RuleError
from common.text import bounded, fold, nfc
from cooperatives.models import Organisation
from cooperatives.numbers import check_reference
from products.gtins import check_gtin, printed_gtin
from products.models import Product
from records.documents import store_picture
from records.services import News, bump, log_many

LONGEST_SHELF_LIFE = 36_500  # days


@dataclass(frozen=True, kw_only=True)
class Description:
    """What a product says of itself. An empty gtin means it has none.

    reference: the organisation's own code of it, if it keeps any.
    """

    name: str
    net_content: Decimal
    content_unit: str
    name_en: str = ""
    gtin: str = ""
    ingredients: str = ""
    storage: str = ""
    directions: str = ""
    shelf_life_days: int | None = None
    reference: str = ""

    def checked(self) -> dict[str, object]:
        """The columns to store; raises BadInput, BrokenRules with all that cannot be right."""
        checks = Checks()
        columns: dict[str, object] = {
            "name": checks.run(self._name),
            "folded": fold(self.name),
            "name_en": checks.run(self._bounded, "name_en", "Tên tiếng Anh"),
            "net_content": checks.run(self._net_content),
            "content_unit": self.content_unit,
            "gtin": checks.run(check_gtin, self.gtin) if self.gtin else None,
            "ingredients": nfc(self.ingredients),
            "storage": nfc(self.storage),
            "directions": nfc(self.directions),
            "shelf_life_days": checks.run(self._shelf_life),
            "reference": checks.run(check_reference, self.reference),
        }
        checks.end()
        return columns

    def _name(self) -> str:
        if not nfc(self.name):
            raise BadInput("products.no_name", "Hãy ghi tên sản phẩm.", field="name")
        return self._bounded("name", "Tên sản phẩm")

    def _net_content(self) -> Decimal:
        if self.net_content <= 0:
            raise BadInput(
                "products.bad_net_content",
                f"Khối lượng tịnh của {nfc(self.name)} phải lớn hơn 0. Hãy ghi số trên bao bì.",
                field="net_content",
            )
        return self.net_content

    def _shelf_life(self) -> int | None:
        days = self.shelf_life_days
        if days is not None and not 0 < days <= LONGEST_SHELF_LIFE:
            raise BadInput(
                "products.bad_shelf_life",
                f"Hạn dùng {days} ngày không được: phải từ 1 đến {LONGEST_SHELF_LIFE} ngày. "
                "Hãy sửa số ngày, hoặc để trống nếu không có hạn.",
                field="shelf_life_days",
            )
        return days

    def _bounded(self, field: str, word: str) -> str:
        code = "products.text_too_long"
        return bounded(getattr(self, field), 150, code=code, word=word, field=field)


def add_product(
    *,
    organisation: Organisation,
    description: Description,
    by: str,
    picture: tuple[str, IO[bytes]] | None = None,
) -> Product:
    """Enter a product of `organisation`; `picture` is a file's name and content.

    Raises BadInput for a value that cannot be right, RuleError "products.gtin_taken" when
    another product has the GTIN.
    """
    columns = description.checked()
    with transaction.atomic():
        _refuse_taken_gtin(columns["gtin"], None)
        _refuse_taken_reference(columns["reference"], organisation, None)
        product = Product.objects.create(organisation=organisation, **columns)
        _keep_picture(product, picture, by)
        _log(product, "products.product_added", by)
    return product


def change_product(
    *,
    product: Product,
    description: Description,
    version: int,
    by: str,
    picture: tuple[str, IO[bytes]] | None = None,
) -> Product:
    """Replace what a product, as read at `version`, says of itself; without `picture` the old
    one stays.

    Labels already issued keep the text they were printed with. Errors as for adding, and
    ChangedMeanwhile "accounts.changed_meanwhile".
    """
    columns = description.checked()
    with transaction.atomic():
        _refuse_taken_gtin(columns["gtin"], product)
        _refuse_taken_reference(columns["reference"], product.organisation, product)
        hold_as_seen(product, version)
        for name, value in columns.items():
            setattr(product, name, value)
        product.save()
        _keep_picture(product, picture, by)
        _log(product, "products.product_changed", by)
        bump(product.key)
    return product


def change_picture(*, product: Product, picture: tuple[str, IO[bytes]], by: str) -> Product:
    """Give a product a new picture. Raises BadInput when it is not one."""
    with transaction.atomic():
        _keep_picture(product, picture, by)
        _log(product, "products.picture_changed", by)
        bump(product.key)
    return product


def _keep_picture(product: Product, picture: tuple[str, IO[bytes]] | None, by: str) -> None:
    if picture:
        name, content = picture
        product.picture = store_picture(
            owner=product.key, name=name, content=content, by=by, field="picture"
        )
        product.save(update_fields=["picture"])


def _refuse_taken_gtin(gtin: object, product: Product | None) -> None:
    if gtin is None:
        return
    one_writer("products.gtin")
    others = Product.objects.filter(gtin=gtin)
    if product:
        others = others.exclude(pk=product.pk)
    if others.exists():
        raise gtin_taken(str(gtin))


def _refuse_taken_reference(
    reference: object, organisation: Organisation, product: Product | None
) -> None:
    if not reference:
        return
    one_writer("products.gtin")
    others = organisation.products.filter(reference=reference)
    if product:
        others = others.exclude(pk=product.pk)
    if others.exists():
        raise reference_taken(str(reference))


def gtin_taken(gtin: str) -> RuleError:
    """The refusal of a GTIN that another product has."""
    return RuleError(
        "products.gtin_taken",
        f"Mã vạch {printed_gtin(gtin)} đã dùng cho sản phẩm khác. "
        "Mỗi sản phẩm có mã riêng: hãy xem lại trên bao bì.",
        field="gtin",
    )


def reference_taken(reference: str) -> RuleError:
    """The refusal of an own code that another product of the organisation has."""
    return RuleError(
        "products.reference_taken",
        f"Mã riêng “{reference}” đã dùng cho sản phẩm khác của tổ chức. Hãy ghi mã khác.",
        field="reference",
    )


def _log(product: Product, action: str, by: str) -> None:
    log_many([news_of(product, action)], by=by, request="")


def news_of(product: Product, action: str, more: Mapping[str, object] | None = None) -> News:
    """What the log says of a product: all its columns, and `more`."""
    return News(
        chain=product.organisation.key,
        action=action,
        subject=product.key,
        data=more,
        state={
            "name": product.name,
            "name_en": product.name_en,
            "net_content": product.net_content,
            "content_unit": product.content_unit,
            "gtin": product.gtin,
            "reference": product.reference,
            "ingredients": product.ingredients,
            "storage": product.storage,
            "directions": product.directions,
            "shelf_life_days": product.shelf_life_days,
            "picture": str(product.picture_id) if product.picture_id else None,
        },
    )
