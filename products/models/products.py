"""What organisations make and sell."""

from django.db import models
from django.db.models import Q

from common import quantities
from common.constraints import known_choice
from cooperatives.models import OfOrganisation, Organisation
from products.gtins import printed_gtin
from records.models import Document


class ProductQuerySet(OfOrganisation):
    """Reading products."""


class Product(models.Model):
    """One article as the buyer knows it: what a package of it holds and how it is kept."""

    organisation = models.ForeignKey(
        Organisation, models.PROTECT, verbose_name="tổ chức", related_name="products"
    )
    name = models.CharField("tên sản phẩm", max_length=150)
    folded = models.CharField("tên không dấu", max_length=1000, editable=False)
    name_en = models.CharField("tên tiếng Anh", max_length=150, blank=True)
    net_content = models.DecimalField("khối lượng tịnh", max_digits=10, decimal_places=3)
    content_unit = models.CharField("đơn vị", max_length=5, choices=quantities.CHOICES)
    # 14 digits with leading zeros; null when the product has none: none is made up.
    gtin = models.CharField("mã vạch GTIN", max_length=14, null=True, blank=True, unique=True)
    # The organisation's own code, by which its files name the product.
    reference = models.CharField("mã riêng", max_length=60, blank=True)
    ingredients = models.TextField("thành phần", blank=True)
    storage = models.TextField("hướng dẫn bảo quản", blank=True)
    directions = models.TextField("hướng dẫn sử dụng", blank=True)
    shelf_life_days = models.PositiveIntegerField("hạn dùng (ngày)", null=True, blank=True)
    picture = models.ForeignKey(
        Document,
        models.PROTECT,
        verbose_name="hình ảnh",
        related_name="+",
        null=True,
        blank=True,
    )
    # Grows with every change, so that who saw an older state hears of it.
    version = models.PositiveIntegerField("phiên bản", default=1)

    objects = ProductQuerySet.as_manager()

    class Meta:
        verbose_name = "sản phẩm"
        verbose_name_plural = "sản phẩm"
        ordering = ["folded", "pk"]
        constraints = [
            models.CheckConstraint(name="product_has_a_name", condition=~Q(name="")),
            models.CheckConstraint(
                name="product_net_content_above_zero", condition=Q(net_content__gt=0)
            ),
            known_choice(
                "product_content_unit_known", "content_unit", ["g", "kg", "t", "ml", "l", "cái"]
            ),
            models.CheckConstraint(
                name="product_gtin_is_null_when_empty", condition=~Q(gtin="")
            ),
            models.UniqueConstraint(
                name="product_reference_once_in_its_organisation",
                fields=["organisation", "reference"],
                condition=~Q(reference=""),
            ),
            models.CheckConstraint(
                name="product_shelf_life_above_zero",
                condition=Q(shelf_life_days__isnull=True) | Q(shelf_life_days__gt=0),
            ),
        ]
        indexes = [
            # The products of one organisation in the order of their names.
            models.Index(name="product_by_organisation", fields=["organisation", "folded"]),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def key(self) -> str:
        """How the log and the version counters name this product: "products.product:3"."""
        return f"products.product:{self.pk}"

    @property
    def printed_gtin(self) -> str:
        """The GTIN as it stands under the bars, empty when there is none."""
        return printed_gtin(self.gtin) if self.gtin else ""

    @property
    def content(self) -> str:
        """The net content for people: "500 g"."""
        return quantities.quantity(self.net_content, self.content_unit)
