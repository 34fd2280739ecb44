"""Which growing areas a linkage contract rests on."""

from typing import Self

from django.contrib.auth.models import AnonymousUser
from django.db import models

from accounts.models import User
from cooperatives.models import LinkageContract
from growing_areas.models.areas import GrowingArea


class ContractAreaQuerySet(models.QuerySet):
    """Reading the growing areas of contracts."""

    def visible_to(self, user: User | AnonymousUser) -> Self:
        """Those of contracts that this person may see."""
        contracts = LinkageContract.objects.visible_to(user).order_by()
        return self.filter(contract__in=contracts.values("pk"))


class ContractArea(models.Model):
    """A contract takes what grows in this area.

    Both belong to one organisation: held by `services.choose_contract_areas`.
    """

    contract = models.ForeignKey(
        LinkageContract,
        models.PROTECT,
        verbose_name="hợp đồng liên kết",
        related_name="contract_areas",
    )
    area = models.ForeignKey(
        GrowingArea, models.PROTECT, verbose_name="vùng trồng", related_name="contract_areas"
    )

    objects = ContractAreaQuerySet.as_manager()

    class Meta:
        verbose_name = "vùng trồng của hợp đồng"
        verbose_name_plural = "vùng trồng của hợp đồng"
        ordering = ["area__folded", "pk"]
        constraints = [
            models.UniqueConstraint(name="contract_area_once", fields=["contract", "area"]),
        ]

    def __str__(self) -> str:
        return f"{self.contract}: {self.area}"
