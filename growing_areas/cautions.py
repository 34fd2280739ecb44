"""What a reader should know about an entry of the diary: said, never a reason to refuse it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db.models import Q

from common.shown import vietnamese
from common.text import fold
from growing_areas.code_formats import DOMESTIC, MARKETS
from growing_areas.models import DiaryEntry, GrowingAreaCode, MarketPermission
from growing_areas.models.rules import Certainty

About = MarketPermission.About


@dataclass(frozen=True)
class Ban:
    """A market bans what was used. sentence: which, what, by which document, how sure."""

    rule: MarketPermission
    sentence: str


@dataclass(frozen=True)
class Caution:
    """code: stable; message: a Vietnamese sentence."""

    code: str
    message: str


def ingredients_of(text: str) -> list[str]:
    """The active ingredients of a product, folded: "Mancozeb + Metalaxyl" has two."""
    return [fold(part) for part in text.split("+") if part.strip()]


def bans_on(entry: DiaryEntry) -> list[Ban]:
    """The rules of the markets of the area's codes, and of the country, that ban the input."""
    return bans_of([entry])[entry.pk]


def bans_of(entries: Iterable[DiaryEntry]) -> Mapping[int, list[Ban]]:
    """As `bans_on`, for many entries by their ids, in few queries."""
    used = [entry for entry in entries if entry.input_name]
    found: dict[int, list[Ban]] = {entry.pk: [] for entry in entries}
    if not used:
        return found
    rules = list(_rules_about(used))
    markets = _Markets(used) if rules else None
    for entry in used:
        words = {(About.PRODUCT.value, fold(entry.input_name))}
        words |= {
            (About.INGREDIENT.value, word) for word in ingredients_of(entry.active_ingredient)
        }
        for rule in rules:
            in_force = rule.valid_from <= entry.done_on and (
                rule.valid_to is None or entry.done_on < rule.valid_to
            )
            named = (rule.about, rule.folded) in words
            if in_force and named and markets and rule.market in markets.of(entry):
                found[entry.pk].append(Ban(rule, _sentence(rule)))
    return found


class _Markets:
    """For which markets each area's codes were valid on a day."""

    def __init__(self, entries: Iterable[DiaryEntry]):
        codes = GrowingAreaCode.objects.filter(area__in={entry.area_id for entry in entries})
        self.codes = list(codes.prefetch_related("states"))

    def of(self, entry: DiaryEntry) -> set[str]:
        mine = [code for code in self.codes if code.area_id == entry.area_id]
        valid = {code.market for code in mine if code.is_valid_on(entry.done_on)}
        # What the country bans may not be used in it, whatever the harvest is for.
        return valid | {DOMESTIC}


def _rules_about(entries: Iterable[DiaryEntry]) -> Iterable[MarketPermission]:
    ingredients, products = set(), set()
    for entry in entries:
        products.add(fold(entry.input_name))
        ingredients.update(ingredients_of(entry.active_ingredient))
    return MarketPermission.objects.filter(
        Q(about=About.INGREDIENT, folded__in=ingredients)
        | Q(about=About.PRODUCT, folded__in=products),
        verdict=MarketPermission.Verdict.BANNED,
    )


def _sentence(rule: MarketPermission) -> str:
    market = MARKETS.get(rule.market, rule.market)
    sure = "" if rule.certainty == Certainty.READ else f", {_certainty(rule)}"
    return f"Thị trường {market} cấm dùng {rule.name} ({rule.basis}{sure})."


def _certainty(rule: MarketPermission) -> str:
    return vietnamese(Certainty(rule.certainty).label)


def cautions_of(entry: DiaryEntry, bans: Iterable[Ban]) -> list[Caution]:
    """What is to be known about `entry`; bans: of `bans_of`, in this order before the rest."""
    found = [Caution("growing_areas.banned_input", ban.sentence) for ban in bans]
    if entry.input_name and entry.input_id is None and entry.job != DiaryEntry.Job.SOWING:
        found.append(
            Caution(
                "growing_areas.input_not_listed",
                f"{entry.input_name} không có trong danh mục vật tư; số ngày cách ly là theo "
                "người ghi.",
            )
        )
    if entry.is_late:
        found.append(
            Caution(
                "growing_areas.arrived_late",
                "Mục này đến máy chủ muộn hơn một ngày sau khi được ghi trên máy.",
            )
        )
    if entry.harvest and entry.harvest.override_reason:
        found.append(
            Caution(
                "growing_areas.harvest_let_through",
                "Thu hoạch khi chưa hết thời gian cách ly, được cho qua: "
                f"{entry.harvest.override_reason}",
            )
        )
    return found
