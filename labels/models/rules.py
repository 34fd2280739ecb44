"""What the law wants on a label, as dated rows, and which kind of goods a product is."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from common.constraints import NoOverlap, known_choice
from common.querysets import DatedQuerySet
from cooperatives.models import OfOrganisation
from products.models import Product


class GoodsKind(models.TextChoices):
    """Kinds of goods as the annex of the decree on labels tells them apart; "any" in rules
    that hold for all."""

    ANY = "any", _("mọi hàng hóa")
    CEREALS = "cereals", _("lương thực")
    FOOD = "food", _("thực phẩm")
    DRINKS = "drinks", _("đồ uống, trừ rượu")
    SPIRITS = "spirits", _("rượu")
    HANDICRAFT = "handicraft", _("hàng thủ công mỹ nghệ")
    TEXTILE = "textile", _("hàng dệt, may")
    COSMETICS = "cosmetics", _("mỹ phẩm")
    OTHER = "other", _("hàng khác")


class LabelItem(models.TextChoices):
    """What may have to stand on a label."""

    NAME = "name", _("tên hàng hóa")
    ORGANISATION = "organisation", _("tên tổ chức, cá nhân chịu trách nhiệm")
    ADDRESS = "address", _("địa chỉ tổ chức, cá nhân chịu trách nhiệm")
    ORIGIN = "origin", _("xuất xứ hàng hóa")
    CONTENT = "content", _("định lượng")
    PRODUCED = "produced", _("ngày sản xuất")
    EXPIRES = "expires", _("hạn sử dụng")
    LOT = "lot", _("số lô")
    INGREDIENTS = "ingredients", _("thành phần")
    STORAGE = "storage", _("hướng dẫn bảo quản")
    DIRECTIONS = "directions", _("hướng dẫn sử dụng")
    WARNING = "warning", _("thông tin cảnh báo")
    TECHNICAL = "technical", _("thông số kỹ thuật")
    ETHANOL = "ethanol", _("hàm lượng etanol")
    YEAR = "year", _("năm sản xuất")


class LabelRuleQuerySet(DatedQuerySet):
    """Reading rules about labels."""


class LabelRule(models.Model):
    """One thing that a kind of goods has to say on its label from a day on.

    if_any: only where there is something to say (a warning; an expiry of spirits).
    """

    kind = models.CharField("nhóm hàng", max_length=12, choices=GoodsKind)
    item = models.CharField("nội dung", max_length=12, choices=LabelItem)
    if_any = models.BooleanField("chỉ khi có", default=False)
    basis = models.CharField("căn cứ", max_length=300)
    certainty = models.CharField(
        "mức chắc chắn",
        max_length=10,
        choices=[
            ("read", _("đã đọc văn bản")),
            ("reported", _("theo tin đưa, chưa đọc văn bản")),
        ],
    )
    valid_from = models.DateField("từ ngày")
    valid_to = models.DateField("đến trước ngày", null=True, blank=True)

    objects = LabelRuleQuerySet.as_manager()

    class Meta:
        verbose_name = "quy định ghi nhãn"
        verbose_name_plural = "quy định ghi nhãn"
        ordering = ["kind", "pk"]
        constraints = [
            known_choice("label_rule_kind_known", "kind", GoodsKind.values),
            known_choice("label_rule_item_known", "item", LabelItem.values),
            known_choice("label_rule_certainty_known", "certainty", ["read", "reported"]),
            models.CheckConstraint(
                name="label_rule_ends_after_it_starts",
                condition=Q(valid_to__isnull=True) | Q(valid_to__gt=F("valid_from")),
            ),
            NoOverlap(name="label_rule_once_a_day", same=["kind", "item"]),
        ]

    def __str__(self) -> str:
        return f"{self.kind}: {self.item}"


class ProductGoodsQuerySet(OfOrganisation):
    """Reading which kind of goods products are."""

    organisation_path = "product__organisation"


class ProductGoods(models.Model):
    """Which kind of goods a product is, by which the law says what its label shows."""

    product = models.OneToOneField(
        Product, models.PROTECT, verbose_name="sản phẩm", related_name="goods"
    )
    kind = models.CharField(
        "nhóm hàng",
        max_length=12,
        choices=[one for one in GoodsKind.choices if one[0] != "any"],
    )

    objects = ProductGoodsQuerySet.as_manager()

    class Meta:
        verbose_name = "nhóm hàng của sản phẩm"
        verbose_name_plural = "nhóm hàng của sản phẩm"
        constraints = [
            known_choice(
                "product_goods_kind_known",
                "kind",
                [value for value in GoodsKind.values if value != "any"],
            ),
        ]

    def __str__(self) -> str:
        return f"{self.product}: {self.kind}"
