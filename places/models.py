"""Administrative units as dated rows, and what became of them."""

import datetime
from collections.abc import Iterable
from typing import Any, Self

from django.db import models
from django.db.models import F, Q
from django.db.models.expressions import RawSQL

from common.constraints import NoOverlap, known_choice
from common.dates import in_span
from common.querysets import DatedQuerySet
from common.text import fold
from places import levels
from places.lineage import NAMED_IN_ADDRESSES, TERRITORY


class UnitQuerySet(DatedQuerySet):
    """Reading units."""

    def provinces(self) -> Self:
        """Provinces and cities directly under the central government."""
        return self.filter(level=Unit.Level.PROVINCE)

    def communes(self) -> Self:
        """Units of the commune level: xã, phường, thị trấn, đặc khu."""
        return self.filter(level=Unit.Level.COMMUNE)

    def search(self, text: str) -> Self:
        """Units whose name holds `text`, typed with or without marks.

        Text after a comma names a unit above, as in an address: "hai lang, quang tri".
        """
        name, *above = (fold(part) for part in text.split(","))
        found = self.filter(folded__contains=name)
        for part in filter(None, above):
            found = found.filter(
                Q(parent__folded__contains=part) | Q(parent__parent__folded__contains=part)
            )
        return found

    def territory_of(self, units: Iterable[int] | models.QuerySet) -> Self:
        """These units, all below them, and all that their ground was before; one query.

        units: ids, or a queryset of one column of ids, which then is part of the one query.
        Predecessors are followed back through every succession, so that an officer of today's
        province finds what was recorded in its old communes. A unit that was split belongs to
        the territory of every unit that got a part of it.
        Usable as a subquery: `filter(unit__in=Unit.objects.territory_of(ids))`.
        """
        return self._reached(TERRITORY, units)

    def named_in_addresses_of(self, units: Iterable[int]) -> Self:
        """These units, all they became, and the units above all of those; one query."""
        return self._reached(NAMED_IN_ADDRESSES, units)

    def _reached(self, walk: str, units: Iterable[int] | models.QuerySet) -> Self:
        if isinstance(units, models.QuerySet):
            if units.query.is_empty():
                return self.none()
            start, params = units.query.sql_with_params()
        else:
            params = tuple(units)
            start = ", ".join(["%s"] * len(params))
            if not params:
                return self.none()
        return self.filter(pk__in=RawSQL(walk.replace("%(start)s", start), params))


class Unit(models.Model):
    """A province, district, commune or village, as one act defined it.

    Its identity is (code, valid_from): the same code names different units before and after a
    reform. A unit is never edited into another. A reform closes the old rows and opens new ones
    joined by `Succession`; foreign keys elsewhere keep pointing at the unit of their day.
    """

    class Level(models.IntegerChoices):
        PROVINCE = levels.PROVINCE, "tỉnh, thành phố"
        DISTRICT = levels.DISTRICT, "huyện, quận"
        COMMUNE = levels.COMMUNE, "xã, phường"
        VILLAGE = levels.VILLAGE, "thôn, tổ dân phố"

    class DateBasis(models.TextChoices):
        """What `valid_from` rests on."""

        ACT = "act", "ngày văn bản có hiệu lực"
        KNOWN_SINCE = "known-since-at-least", "muộn nhất từ ngày này"
        INFERRED = "inferred-from-lists", "suy ra từ danh mục"

    code = models.CharField("mã", max_length=12)
    level = models.PositiveSmallIntegerField("cấp", choices=Level)
    kind = models.CharField("loại", max_length=40, help_text="Ví dụ: xã, phường, thôn.")
    name = models.CharField("tên", max_length=100)
    full_name = models.CharField("tên đầy đủ", max_length=120)
    folded = models.CharField(
        "tên để tìm",
        max_length=250,
        help_text="Tên đầy đủ và các cách viết khác, không dấu.",
    )
    parent = models.ForeignKey(
        "self",
        models.PROTECT,
        verbose_name="thuộc",
        null=True,
        blank=True,
        related_name="children",
        db_index=False,  # see unit_by_parent
    )
    valid_from = models.DateField("có hiệu lực từ ngày")
    valid_to = models.DateField(
        "hết hiệu lực từ ngày",
        null=True,
        blank=True,
        help_text="Ngày đầu tiên không còn hiệu lực.",
    )
    legal_basis = models.CharField("căn cứ pháp lý", max_length=200, blank=True)
    date_basis = models.CharField("căn cứ của ngày", max_length=20, choices=DateBasis)
    # One point inside the unit, WGS-84 degrees: good for a dot on a map, not for a boundary.
    lat = models.DecimalField("vĩ độ", max_digits=8, decimal_places=5, null=True, blank=True)
    lon = models.DecimalField("kinh độ", max_digits=8, decimal_places=5, null=True, blank=True)

    objects = UnitQuerySet.as_manager()

    class Meta:
        verbose_name = "đơn vị hành chính"
        verbose_name_plural = "đơn vị hành chính"
        ordering = ["code", "valid_from"]
        constraints = [
            # Also the index for "which unit had this code on that day".
            models.UniqueConstraint(name="unit_identity", fields=["code", "valid_from"]),
            NoOverlap(
                name="unit_code_means_one_unit_a_day",
                same=["code"],
                violation_error_message="Mã đơn vị này đã có hiệu lực trong khoảng ngày đó.",
            ),
            models.CheckConstraint(
                name="unit_ends_after_it_starts",
                condition=Q(valid_to__isnull=True) | Q(valid_to__gt=F("valid_from")),
            ),
            known_choice(
                "unit_level_known",
                "level",
                [levels.PROVINCE, levels.DISTRICT, levels.COMMUNE, levels.VILLAGE],
            ),
            known_choice(
                "unit_date_basis_known",
                "date_basis",
                ["act", "known-since-at-least", "inferred-from-lists"],
            ),
            models.CheckConstraint(
                name="unit_only_a_province_has_none_above",
                condition=Q(level=levels.PROVINCE, parent__isnull=True)
                | Q(level__gt=levels.PROVINCE, parent__isnull=False),
            ),
            models.CheckConstraint(
                name="unit_has_code_and_names",
                condition=~Q(code="") & ~Q(kind="") & ~Q(name="") & ~Q(full_name=""),
            ),
            models.CheckConstraint(
                name="unit_point_is_whole_and_on_earth",
                condition=Q(lat__isnull=True, lon__isnull=True)
                | Q(
                    lat__isnull=False,
                    lon__isnull=False,
                    lat__range=(-90, 90),
                    lon__range=(-180, 180),
                ),
            ),
        ]
        indexes = [
            # The units right below one: choosing a commune, walking a territory down.
            models.Index(name="unit_by_parent", fields=["parent"]),
            # All units of one level by code: the provinces in a form, loading the units.
            models.Index(name="unit_by_level", fields=["level", "code"]),
        ]

    def __str__(self) -> str:
        return f"{self.full_name} ({self.code})"

    def is_in_force(self, on: datetime.date) -> bool:
        """Whether the unit exists on `on`: valid_from <= on < valid_to."""
        return in_span(on, self.valid_from, self.valid_to)

    def above(self) -> "list[Unit]":
        """The units above this one, the nearest first; a query each unless they were joined."""
        units, unit = [], self.parent
        while unit:
            units.append(unit)
            unit = unit.parent
        return units


class Succession(models.Model):
    """`old` passed on to `new`, whole or in part: one row a pair, for mergers and splits alike.

    `old` may live on after giving a part away, and `new` may be older than the day it took
    `old` in.
    """

    old = models.ForeignKey(
        Unit,
        models.PROTECT,
        verbose_name="đơn vị cũ",
        related_name="successions",
        db_index=False,  # succession_once begins with it
    )
    new = models.ForeignKey(
        Unit,
        models.PROTECT,
        verbose_name="đơn vị nhận",
        related_name="predecessions",
        db_index=False,  # see succession_by_new
    )
    whole = models.BooleanField("nhập toàn bộ")
    basis = models.CharField("căn cứ", max_length=200, blank=True)

    class Meta:
        verbose_name = "thay đổi đơn vị hành chính"
        verbose_name_plural = "thay đổi đơn vị hành chính"
        ordering = ["old", "new"]
        constraints = [
            # Also the index for "what became of this unit".
            models.UniqueConstraint(name="succession_once", fields=["old", "new"]),
            models.UniqueConstraint(
                name="succession_whole_to_one", fields=["old"], condition=Q(whole=True)
            ),
            models.CheckConstraint(name="succession_not_to_itself", condition=~Q(old=F("new"))),
        ]
        indexes = [
            # What a unit was before: walking a territory back through reforms.
            models.Index(name="succession_by_new", fields=["new"]),
        ]

    def __str__(self) -> str:
        return f"{self.old} -> {self.new}"


class UnitOutlineQuerySet(models.QuerySet):
    """Reading outlines."""

    def standing(self) -> Self:
        """Those that no later one replaced."""
        return self.filter(replaced_at__isnull=True)


class UnitOutline(models.Model):
    """Where a unit's land ends, as an office took it in from a file.

    `geometry` is a GeoJSON MultiPolygon (WGS-84, longitude first) good enough to tell inside
    from outside; `drawing` the same with fewer points, for maps. An outline is never changed: a
    later one replaces it.
    """

    unit = models.ForeignKey(
        Unit, models.PROTECT, verbose_name="đơn vị", related_name="outlines"
    )
    geometry = models.JSONField("ranh giới")
    drawing = models.JSONField("ranh giới vẽ gọn")
    source = models.CharField("nguồn", max_length=200)
    taken_in_at = models.DateTimeField("nhận lúc")
    taken_in_by = models.CharField("người nhận", max_length=60)
    replaced_at = models.DateTimeField("được thay lúc", null=True, blank=True)

    objects = UnitOutlineQuerySet.as_manager()

    class Meta:
        verbose_name = "ranh giới đơn vị hành chính"
        verbose_name_plural = "ranh giới đơn vị hành chính"
        ordering = ["unit__code", "-taken_in_at"]
        constraints = [
            models.UniqueConstraint(
                name="unit_outline_one_stands",
                fields=["unit"],
                condition=Q(replaced_at__isnull=True),
            ),
            models.CheckConstraint(name="unit_outline_has_a_source", condition=~Q(source="")),
        ]

    def __str__(self) -> str:
        return f"{self.unit}, {self.source}"

    def as_feature(self) -> dict[str, Any]:
        """The outline as a GeoJSON Feature for maps."""
        return {
            "type": "Feature",
            "properties": {"name": self.unit.full_name, "source": self.source},
            "geometry": self.drawing,
        }
