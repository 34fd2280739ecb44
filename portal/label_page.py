"""What the page behind a label shows: public facts, taken over field by field.

Nothing reaches that page that does not stand in a dataclass here. What does not stand here on
purpose: people and their telephones, tax and personal numbers, kilograms, names of growing
areas (a household's often is a person's name), and any place below the commune.
"""

import datetime
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby

from django.utils import timezone
from django.utils.translation import gettext as _

from common.dates import in_span
from common.shown import day, is_vietnamese, language, moment, quantity
from cooperatives.models import Certificate, Organisation
from growing_areas.models import VALID_STATES, AreaCertificate, GrowingAreaCode
from labels.serials import for_people
from places.addresses import addresses
from places.models import Unit
from portal.words import CODE_STATES, HEADLINES, NO_STATE, NOT_RECOGNISED
from products.gtins import printed_gtin
from products.models import Product, ProductCertificate
from trace.checking import CheckedLabel
from trace.models import Batch
from trace.provenance import HarvestPart, MaterialPart, Provenance, provenance

MOST_DAYS_LISTED = 3


@dataclass(frozen=True)
class VerdictFacts:
    """kind: "genuine", "not_activated" or "unknown", for the page's form; the rest is words."""

    kind: str
    headline: str
    sentence: str


@dataclass(frozen=True)
class ProductFacts:
    """What a product's package says. `own_name` is the Vietnamese one where another shows.

    picture: the id of its document, or empty.
    """

    name: str
    own_name: str
    content: str
    picture: str
    gtin: str
    ingredients: str
    storage: str
    directions: str


@dataclass(frozen=True)
class MakerFacts:
    """Who made it: name and address as printed, and the commune as it is called today."""

    name: str
    address: str
    place: str


@dataclass(frozen=True)
class LotFacts:
    """The lot that the label is on; `expires_on` is empty when the product has no expiry."""

    lot: str
    produced_on: str
    expires_on: str
    is_expired: bool


@dataclass(frozen=True)
class CodeFacts:
    """A growing-area code, with its state on the harvest day and today, in words.

    is_confirmed: an office says that it gave it; until then its holder alone does.
    """

    code: str
    is_confirmed: bool
    then: str
    now: str
    is_good_now: bool


@dataclass(frozen=True)
class CertificateFacts:
    """A certificate that was good when the goods were made; `until` is empty where the paper
    names no last day; is_over: that day has passed since."""

    kind: str
    number: str
    issuer: str
    until: str
    is_over: bool


@dataclass(frozen=True)
class Step:
    """One thing on the way from field to label.

    kind: "harvest", "material" or "made". place and supplier are empty where there is none;
    code is None for a harvest that claims no growing-area code and for every other kind.
    """

    kind: str
    title: str
    days: str
    place: str = ""
    supplier: str = ""
    code: CodeFacts | None = None


@dataclass(frozen=True)
class LabelPage:
    """The page behind one label. Facts that the verdict does not let out are None or empty."""

    verdict: VerdictFacts
    checked_at: str
    serial: str = ""  # in groups of four, as printed
    product: ProductFacts | None = None
    maker: MakerFacts | None = None
    lot: LotFacts | None = None
    origins: tuple[str, ...] = ()
    steps: tuple[Step, ...] = ()
    certificates: tuple[CertificateFacts, ...] = ()
    is_illustration: bool = False
    # An unknown code as it was typed, to be mended; empty for a known one.
    typed: str = ""

    @property
    def has_harvest(self) -> bool:
        """Whether anything of the lot was harvested by its maker."""
        return any(step.kind == "harvest" for step in self.steps)

    @property
    def claims_code(self) -> bool:
        """Whether any part of the lot is said to stand under a growing-area code."""
        return any(step.code for step in self.steps)


def label_page(checked: CheckedLabel, *, now: datetime.datetime) -> LabelPage:
    """What may be shown of a label that was looked up, in the language of the moment.

    A label not yet on goods shows its maker and product only; an unknown code shows nothing.
    """
    today = timezone.localdate(now)
    verdict = VerdictFacts(
        kind=checked.verdict.kind.value,
        headline=str(HEADLINES[checked.verdict.kind.value]),
        sentence=_(checked.verdict.sentence),
    )
    if checked.run is None:
        return LabelPage(verdict, checked_at=moment(now), typed=checked.typed[:60])
    product, maker = checked.run.product, checked.run.organisation
    if checked.batch is None:
        return LabelPage(
            verdict,
            checked_at=moment(now),
            serial=for_people(checked.serial),
            product=_product(product),
            maker=_maker(maker, _places([maker.unit_id], today)),
            is_illustration=maker.is_illustration,
        )
    made_of = provenance(checked.batch, today)
    units = [maker.unit_id, *(_commune(part.unit) for part in made_of.harvests)]
    places = _places(units, today)
    return LabelPage(
        verdict,
        checked_at=moment(now),
        serial=for_people(checked.serial),
        product=_product(product),
        maker=_maker(maker, places),
        lot=_lot(checked.batch, today),
        origins=tuple(dict.fromkeys(_origins(made_of, places))),
        steps=tuple(_steps(checked.batch, made_of, places)),
        certificates=tuple(_certificates(checked.batch, made_of, today)),
        is_illustration=maker.is_illustration,
    )


def _product(product: Product) -> ProductFacts:
    foreign = not is_vietnamese() and product.name_en
    return ProductFacts(
        name=product.name_en if foreign else product.name,
        own_name=product.name if foreign else "",
        content=quantity(product.net_content, product.content_unit),
        picture=str(product.picture_id or ""),
        gtin=printed_gtin(product.gtin) if product.gtin else "",
        ingredients=product.ingredients,
        storage=product.storage,
        directions=product.directions,
    )


def _maker(maker: Organisation, places: Mapping[int, str]) -> MakerFacts:
    return MakerFacts(maker.name, maker.address, places[maker.unit_id])


def _lot(batch: Batch, today: datetime.date) -> LotFacts:
    expires = batch.expires_on
    return LotFacts(
        lot=batch.lot,
        produced_on=day(batch.produced_on),
        expires_on=day(expires) if expires else "",
        # The day printed as expiry is still a good one.
        is_expired=expires is not None and expires < today,
    )


def _certificates(
    batch: Batch, made_of: Provenance, today: datetime.date
) -> Iterator[CertificateFacts]:
    """Those of the product, good on the day the lot was made, and those of the areas, good on
    the day of a harvest that went into it. What was withdrawn since is not shown at all."""
    of_product = ProductCertificate.objects.on(batch.produced_on)
    yield from (
        _certificate(each, today)
        for each in of_product.filter(product=batch.product_id, withdrawn_on=None)
    )
    harvests = [(part.area_id, part.harvested_on) for part in made_of.harvests]
    of_areas = AreaCertificate.objects.standing().filter(
        area__in={area for area, _day in harvests}
    )
    yield from (
        _certificate(each, today)
        for each in of_areas
        if any(
            area == each.area_id and in_span(harvested_on, each.valid_from, each.valid_to)
            for area, harvested_on in harvests
        )
    )


def _certificate(certificate: Certificate, today: datetime.date) -> CertificateFacts:
    return CertificateFacts(
        kind=certificate.kind_name,
        number=certificate.number,
        issuer=certificate.issuer,
        until=day(certificate.last_day) if certificate.last_day else "",
        is_over=certificate.is_over(today),
    )


def _origins(made_of: Provenance, places: Mapping[int, str]) -> Iterator[str]:
    """Where what went into the lot grew or came from, once each."""
    for harvest in made_of.harvests:
        yield places[_commune(harvest.unit)]
    for material in made_of.materials:
        yield material.origin


def _steps(batch: Batch, made_of: Provenance, places: Mapping[int, str]) -> Iterator[Step]:
    """Harvests and receipts by their first day, then the making of the lot."""
    steps = [
        *_harvest_steps(made_of.harvests, places),
        *_material_steps(made_of.materials),
    ]
    for _first_day, step in sorted(steps, key=lambda each: each[0]):
        yield step
    yield Step("made", _("Sản xuất lô hàng này"), day(batch.produced_on))


def _harvest_steps(
    harvests: Iterable[HarvestPart], places: Mapping[int, str]
) -> Iterator[tuple[datetime.date, Step]]:
    """Harvests alike in all but their day are one step: a lot may be made of dozens."""

    def alike(part: HarvestPart) -> tuple[str, ...]:
        place = places[_commune(part.unit)]
        return place, part.crop, part.code, part.confirmation, part.state_then, part.state_now

    for (place, crop, code, confirmation, then, now), parts in groupby(
        sorted(harvests, key=lambda part: (alike(part), part.harvested_on)), key=alike
    ):
        days = [part.harvested_on for part in parts]
        yield (
            days[0],
            Step(
                "harvest",
                _("Thu hoạch: %(crop)s") % {"crop": crop},
                _days(days),
                place=place,
                code=_code(code, confirmation, then, now) if code else None,
            ),
        )


def _code(code: str, confirmation: str, then: str, now: str) -> CodeFacts:
    if confirmation == GrowingAreaCode.Confirmation.REFUSED:
        refused = str(NOT_RECOGNISED)
        return CodeFacts(code, False, refused, refused, is_good_now=False)
    return CodeFacts(
        code=code,
        is_confirmed=confirmation == GrowingAreaCode.Confirmation.CONFIRMED,
        then=str(CODE_STATES.get(then, NO_STATE)),
        now=str(CODE_STATES.get(now, NO_STATE)),
        is_good_now=now in VALID_STATES,
    )


def _material_steps(
    materials: Iterable[MaterialPart],
) -> Iterator[tuple[datetime.date, Step]]:
    for part in materials:
        yield (
            part.received_on,
            Step(
                "material",
                _("Nhận nguyên liệu: %(name)s (%(kind)s)")
                % {"name": part.name, "kind": part.kind},
                day(part.received_on),
                place=part.origin,
                supplier=part.supplier,
            ),
        )


def _commune(unit: Unit) -> int:
    """The id of the commune: an area may lie in a village, which is too near to a person."""
    lifted = unit.parent_id if unit.level == Unit.Level.VILLAGE else None
    return lifted or unit.pk


def _places(units: Iterable[int], today: datetime.date) -> dict[int, str]:
    return addresses(units, on=today, language=language())


def _days(days: list[datetime.date]) -> str:
    """ "12/11/2026, 14/11/2026", or first and last of many. days: sorted, at least one."""
    days = list(dict.fromkeys(days))
    if len(days) <= MOST_DAYS_LISTED:
        return ", ".join(day(each) for each in days)
    return _("%(count)d ngày, từ %(first)s đến %(last)s") % {
        "count": len(days),
        "first": day(days[0]),
        "last": day(days[-1]),
    }
