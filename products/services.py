"""Entering and changing products."""

from dataclasses import dataclass
from decimal import Decimal
from typing import IO

from django.db import transaction

from common.db import one_writer
from common.errors import BadInput, RuleError
from common.text import bounded, fold, nfc
from cooperatives.models import Organisation
from products.gtins import check_gtin, printed_gtin
from products.models import Product
from records.documents import store_picture
from records.services import bump, log


@dataclass(frozen=True, kw_only=True)
class Description:
    """What a product says of itself. An empty gtin means it has none."""

    name: str
    net_content: Decimal
    content_unit: str
    name_en: str = ""
    gtin: str = ""
    ingredients: str = ""
    storage: str = ""
    directions: str = ""
    shelf_life_days: int | None = None

    def checked(self) -> dict[str, object]:
        """The columns to store; raises BadInput on the first field that cannot be right."""
        if not nfc(self.name):
            raise BadInput("products.no_name", "Hãy ghi tên sản phẩm.", field="name")
        if self.net_content <= 0:
            raise BadInput(
                "products.bad_net_content",
                f"Khối lượng tịnh của {nfc(self.name)} phải lớn hơn 0. Hãy ghi số trên bao bì.",
                field="net_content",
            )
        return {
            "name": self._bounded("name", "Tên sản phẩm"),
            "folded": fold(self.name),
            "name_en": self._bounded("name_en", "Tên tiếng Anh"),
            "net_content": self.net_content,
            "content_unit": self.content_unit,
            "gtin": check_gtin(self.gtin) if self.gtin else None,
            "ingredients": nfc(self.ingredients),
            "storage": nfc(self.storage),
            "directions": nfc(self.directions),
            "shelf_life_days": self.shelf_life_days,
        }

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
        product = Product.objects.create(organisation=organisation, **columns)
        _keep_picture(product, picture, by)
        _log(product, "products.product_added", by)
    return product


def change_product(
    *,
    product: Product,
    description: Description,
    by: str,
    picture: tuple[str, IO[bytes]] | None = None,
) -> Product:
    """Replace what a product says of itself; without `picture` the old one stays.

    Labels already issued keep the text they were printed with. Errors as for adding.
    """
    columns = description.checked()
    with transaction.atomic():
        _refuse_taken_gtin(columns["gtin"], product)
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
        raise RuleError(
            "products.gtin_taken",
            f"Mã vạch {printed_gtin(str(gtin))} đã dùng cho sản phẩm khác. "
            "Mỗi sản phẩm có mã riêng: hãy xem lại trên bao bì.",
            field="gtin",
        )


def _log(product: Product, action: str, by: str) -> None:
    log(
        chain=product.organisation.key,
        action=action,
        subject=product.key,
        by=by,
        data={
            "name": product.name,
            "name_en": product.name_en,
            "net_content": product.net_content,
            "content_unit": product.content_unit,
            "gtin": product.gtin,
            "ingredients": product.ingredients,
            "storage": product.storage,
            "directions": product.directions,
            "shelf_life_days": product.shelf_life_days,
            "picture": str(product.picture_id) if product.picture_id else None,
        },
    )
