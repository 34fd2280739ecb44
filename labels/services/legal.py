"""What the law wants on the label of a product, as dated rows."""

import datetime

from django.db import transaction

from common.db import one_writer
from common.errors import BadInput
from labels.layout import LabelText
from labels.legal import Held, Wanted, hold_against
from labels.models import GoodsKind, LabelRule, LabelTemplate, ProductGoods
from products.models import Product
from records.services import log


def goods_kind_of(product: Product) -> str:
    """A value of GoodsKind; "" until somebody said which."""
    return (
        ProductGoods.objects.filter(product=product).values_list("kind", flat=True).first()
        or ""
    )


def say_goods_kind(*, product: Product, kind: str, by: str) -> ProductGoods:
    """Say which kind of goods a product is. Raises BadInput "labels.unknown_goods_kind"."""
    if kind not in GoodsKind or kind == GoodsKind.ANY:
        raise BadInput(
            "labels.unknown_goods_kind",
            f"Không có nhóm hàng “{kind}”. Hãy chọn trong danh sách.",
            field="kind",
        )
    with transaction.atomic():
        one_writer(f"labels.goods:{product.pk}")
        goods, _made = ProductGoods.objects.update_or_create(
            product=product, defaults={"kind": kind}
        )
        log(
            chain=product.organisation.key,
            action="labels.goods_kind_said",
            subject=product.key,
            by=by,
            data={"kind": kind},
        )
    return goods


def wanted_on(kind: str, on: datetime.date) -> list[Wanted]:
    """What labels of this kind of goods have to say on a day; for "" what all have to."""
    rules = LabelRule.objects.on(on).filter(kind__in=[GoodsKind.ANY, kind]).order_by("pk")
    return [Wanted(rule.item, rule.basis, rule.valid_from, rule.if_any) for rule in rules]


def label_check(
    *, product: Product, template: LabelTemplate | None, text: LabelText, on: datetime.date
) -> list[Held]:
    """What the law wants of this label on a day, and how the label stands to it."""
    design = template.newest.drawn if template else None
    return hold_against(wanted_on(goods_kind_of(product), on), design, text)
