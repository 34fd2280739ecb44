"""What became of an area's harvests: into batches, onto labels, left; and what cannot be so.

Counted per area and season in kilograms, once, however many codes the area has.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction

from django.db.models import F, Sum
from django.utils import timezone
from django.utils.translation import gettext as _

from common.quantities import MASS, UNITS, convert
from common.shown import number, quantity
from growing_areas.models import GrowingArea, Harvest, Season
from growing_areas.services.yield_checks import grounds_of
from growing_areas.yields import Ground, above
from trace.models import Activation, BatchInput

GRAM = Decimal("0.001")
# Of two weighings of the same goods nobody wants to hear.
TREMBLING_PERCENT = Decimal(1)


@dataclass(frozen=True)
class Gap:
    """Something that does not add up. code: stable; message: a sentence for people."""

    code: str
    message: str


@dataclass
class SeasonBalance:
    """One season of an area; of harvests outside every season, `season` is None.

    harvested, batched, labelled: kilograms on record, of them in batches, and on labels that
    were activated. A batch of several origins counts by the share that came from here. other:
    what stands on labels in units that are no mass, by unit: never mixed with kilograms.
    """

    area: GrowingArea
    season: Season | None
    harvested: Decimal
    ground: Ground | None = None
    batched: Decimal = Decimal(0)
    labelled: Decimal = Decimal(0)
    other: dict[str, Decimal] = field(default_factory=dict)

    @property
    def left(self) -> Decimal:
        """Kilograms that no batch took; below zero only where records contradict."""
        return self.harvested - self.batched

    @property
    def unlabelled(self) -> Decimal:
        """Kilograms in batches that stand on no label yet; 0 where labels hold more."""
        return max(Decimal(0), self.batched - self.labelled)

    @property
    def other_words(self) -> str:
        """What stands on labels in other units, for people: "120 l, 30 cái"."""
        return ", ".join(quantity(amount, unit) for unit, amount in sorted(self.other.items()))

    @property
    def gaps(self) -> list[Gap]:
        """All that does not add up, in the language of the page."""
        found = [self._above_land(), self._more_batched(), self._heavier(), self._differs()]
        if self.season is None:
            found.append(self._outside())
        return [gap for gap in found if gap]

    def _above_land(self) -> Gap | None:
        if self.season is None or self.ground is None:
            return None
        if not above(self.harvested, self.ground.of_a_season):
            return None
        said = _(
            "Thu hoạch %(harvested)s kg, nhiều hơn mức %(most)s kg mà %(hectares)s ha cho được "
            "trong một vụ. Hãy xem có nông sản của nơi khác ghi vào vùng này không."
        ) % {
            "harvested": number(self.harvested),
            "most": number(self.ground.of_a_season),
            "hectares": number(self.ground.hectares),
        }
        return Gap("above_what_land_gives", said)

    def _more_batched(self) -> Gap | None:
        if self.left >= 0:
            return None
        said = _(
            "Các lô hàng lấy nhiều hơn thu hoạch đã ghi %(more)s kg. Hãy xem lại thu hoạch."
        ) % {"more": number(-self.left)}
        return Gap("more_in_batches", said)

    def _heavier(self) -> Gap | None:
        more = self.labelled - self.batched
        if more * 100 <= self.batched * TREMBLING_PERCENT:
            return None
        said = _(
            "Nhãn đã dùng ghi nhiều hơn nguyên liệu %(more)s kg. "
            "Hãy xem lại số lượng của lô, hoặc ghi đủ nguyên liệu."
        ) % {"more": number(more)}
        return Gap("more_on_labels", said)

    def _differs(self) -> Gap | None:
        if self.season is None or self.season.real_kilograms is None:
            return None
        more = self.season.real_kilograms - self.harvested
        if not more:
            return None
        said = _("Sản lượng đã chốt là %(real)s kg, thu hoạch đã ghi là %(harvested)s kg.") % {
            "real": number(self.season.real_kilograms),
            "harvested": number(self.harvested),
        }
        note = self.season.closing_note
        return Gap("closed_otherwise", f"{said} {note}".strip())

    def _outside(self) -> Gap:
        said = _("Các lần thu hoạch này không thuộc vụ nào. Hãy ghi vụ cho những ngày đó.")
        return Gap("outside_seasons", said)


def balance_of(area: GrowingArea) -> list[SeasonBalance]:
    """The balance of one area, its newest season first; what lies outside seasons last."""
    return balances_of([area])[area.pk]


def balances_of(areas: Sequence[GrowingArea]) -> dict[int, list[SeasonBalance]]:
    """The balances of each area by its id. Seven queries, however many areas and batches."""
    places = _harvested(areas)
    shares = _shares(places)
    batches = {batch for _key, batch in shares}
    total, content = _totals(batches), _labelled(batches)
    for (key, batch), kilograms in shares.items():
        balance = places[key]
        balance.batched += kilograms
        for unit, amount in content.get(batch, {}).items():
            _put_on_labels(balance, unit, amount, Fraction(kilograms) / Fraction(total[batch]))
    found: dict[int, list[SeasonBalance]] = {area.pk: [] for area in areas}
    for (area_id, _season), balance in places.items():
        found[area_id].append(balance)
    return found


Key = tuple[int, int | None]  # an area, and its season or None


def _harvested(areas: Sequence[GrowingArea]) -> dict[Key, SeasonBalance]:
    """A balance for each season, and for what was harvested outside all of them."""
    grounds = grounds_of(areas, timezone.localdate())
    by_pk = {area.pk: area for area in areas}
    places: dict[Key, SeasonBalance] = {
        (season.area_id, season.pk): SeasonBalance(
            by_pk[season.area_id],
            season,
            Decimal(season.harvested).quantize(GRAM),  # type: ignore[attr-defined]
            grounds.get(season.area_id),
        )
        for season in Season.objects.filter(area__in=by_pk).with_harvested()
    }
    outside = Harvest.objects.filter(area__in=by_pk, season=None).order_by()
    for area_id, kilograms in outside.values_list("area").annotate(sum=Sum("kilograms")):
        places[area_id, None] = SeasonBalance(
            by_pk[area_id], None, Decimal(kilograms).quantize(GRAM)
        )
    return places


def _shares(places: Mapping[Key, SeasonBalance]) -> dict[tuple[Key, int], Decimal]:
    """Kilograms that each batch took from each season."""
    taken: dict[tuple[Key, int], Decimal] = defaultdict(Decimal)
    rows = BatchInput.objects.filter(harvest__area__in={area for area, _season in places})
    for area, season, batch, kilograms in rows.order_by().values_list(
        "harvest__area_id", "harvest__season_id", "batch_id", "quantity"
    ):
        taken[(area, season), batch] += kilograms
    return taken


def _totals(batches: Iterable[int]) -> dict[int, Decimal]:
    """Kilograms that went into each batch, of whatever origin; what is no mass is left out."""
    total: dict[int, Decimal] = defaultdict(Decimal)
    rows = BatchInput.objects.filter(batch__in=batches).order_by()
    columns = ("batch_id", "harvest_id", "material__unit", "quantity")
    for batch, harvest, unit, amount in rows.values_list(*columns):
        if harvest is not None:
            total[batch] += amount
        elif UNITS[unit].dimension == MASS:
            total[batch] += convert(amount, unit, "kg")
    return total


def _labelled(batches: Iterable[int]) -> dict[int, dict[str, Decimal]]:
    """What stands on the activated labels of each batch, by unit: kg for every mass."""
    found: dict[int, dict[str, Decimal]] = defaultdict(lambda: defaultdict(Decimal))
    rows = Activation.objects.filter(batch__in=batches).order_by()
    counted = rows.values("batch_id", "batch__content_unit", "batch__net_content").annotate(
        labels=Sum(F("end") - F("first"))
    )
    for row in counted:
        unit = row["batch__content_unit"]
        amount = row["labels"] * row["batch__net_content"]
        if UNITS[unit].dimension == MASS:
            unit, amount = "kg", convert(amount, unit, "kg")
        found[row["batch_id"]][unit] += amount
    return found


def _put_on_labels(balance: SeasonBalance, unit: str, amount: Decimal, share: Fraction) -> None:
    part = Fraction(amount) * share
    kept = (Decimal(part.numerator) / Decimal(part.denominator)).quantize(GRAM)
    if unit == "kg":
        balance.labelled += kept
    else:
        balance.other[unit] = balance.other.get(unit, Decimal(0)) + kept
