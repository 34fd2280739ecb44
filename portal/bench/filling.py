"""A made-up registry of any size: plausible names, real communes, always the same."""

import datetime
import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from django.core.management import call_command
from django.db.models import Model
from django.utils import timezone

from accounts.models import OfficerDuty, User
from common.progress import progress
from common.text import fold
from cooperatives.models import (
    Certificate,
    Membership,
    Organisation,
    OrganisationCertificate,
)
from growing_areas.models import (
    AreaCertificate,
    CodeState,
    Crop,
    GrowingArea,
    GrowingAreaCode,
    Harvest,
    Plot,
)
from labels.models import LabelRun
from places.models import Unit
from products.models import Product, ProductCertificate
from records.models import Document, Import
from trace.models import Batch, ReceivedMaterial

AT_ONCE = 2_000
GOODS = (
    *("cà phê", "hồ tiêu", "lúa hữu cơ", "chè Shan tuyết", "mật ong", "bưởi da xanh", "nấm"),
    *("sầu riêng", "thanh long", "nước mắm", "cam sành", "rau an toàn", "gạo ST", "quế"),
    *("dược liệu", "măng khô", "cá chỉ vàng", "đậu phộng", "xoài cát", "tôm khô"),
)
SUFFIXES = ("xanh", "sạch", "Thành Công", "Đoàn Kết", "Tân Tiến", "Đại Phát", "Hòa Bình", "An")
BEFORE_NAMES = {
    Organisation.Kind.COOPERATIVE: "HTX",
    Organisation.Kind.UNION: "Liên hiệp HTX",
    Organisation.Kind.GROUP: "Tổ hợp tác",
    Organisation.Kind.ENTERPRISE: "Công ty TNHH",
    Organisation.Kind.FARM: "Trang trại",
    Organisation.Kind.HOUSEHOLD: "Hộ kinh doanh",
    Organisation.Kind.ASSOCIATION: "Hội",
}
KIND_WEIGHTS = (40, 1, 15, 14, 8, 20, 2)
SQUARE = {
    "type": "Polygon",
    "coordinates": [
        [[107.2, 16.69], [107.201, 16.69], [107.201, 16.691], [107.2, 16.691], [107.2, 16.69]]
    ],
}


@dataclass(frozen=True)
class Persons:
    """Who opens the lists: all, a whole province, some organisations."""

    administrator: User
    officer: User
    manager: User
    province: Unit


def fill(organisations: int, *, seed: int = 2026) -> Persons:
    """Fill an empty, migrated database with `organisations` and what belongs to them.

    Each has an area with a plot and a harvest, a product, a person who works in it; every
    second a batch more and a label run; every third a code and received material.
    """
    call_command("load_places", "--commit", verbosity=0, stdout=_Silent())
    call_command("load_crops", "--commit", verbosity=0, stdout=_Silent())
    chance = random.Random(seed)  # made-up data, the same each time
    now = timezone.now()
    communes = _communes(timezone.localdate(now))
    persons = _persons(communes, now)
    filler = _Filler(organisations, chance, communes, now)
    _people(filler, persons)
    filler.everything()
    return persons


class _Silent:
    """A place for what commands say."""

    def write(self, text: str) -> int:
        return len(text)


def _communes(today: datetime.date) -> list[Unit]:
    """The communes of today, and some of before, in an order that is always the same."""
    units = Unit.objects.communes().select_related("parent").order_by("code", "valid_from")
    now = list(units.on(today))
    before = list(units.filter(valid_to__isnull=False)[: len(now) // 5])
    return now + before


def _persons(communes: Sequence[Unit], now: datetime.datetime) -> Persons:
    today = timezone.localdate(now)
    by_province: dict[int, int] = {}
    for commune in communes:
        if commune.is_in_force(today) and commune.parent_id:
            by_province[commune.parent_id] = by_province.get(commune.parent_id, 0) + 1
    largest = max(by_province, key=lambda pk: by_province[pk])
    province = Unit.objects.get(pk=largest)
    admin = User.objects.create_superuser("quan-tri", is_demo=True)
    officer = User.objects.create_user("can-bo", is_demo=True)
    manager = User.objects.create_user("quan-ly", is_demo=True)
    for duty in OfficerDuty.Duty:
        OfficerDuty.objects.create(
            user=officer, unit=province, duty=duty, valid_from=province.valid_from
        )
    return Persons(admin, officer, manager, province)


def _people(filler: "_Filler", persons: Persons) -> None:
    filler.manager = persons.manager
    filler.worker = User.objects.create_user("nguoi-khac", is_demo=True)


class _Filler:
    """Makes the rows of each table, table by table: ids run from 1 in an empty database."""

    manager: User
    worker: User

    def __init__(
        self,
        many: int,
        chance: random.Random,
        communes: Sequence[Unit],
        now: datetime.datetime,
    ):
        self.many, self.chance, self.communes, self.now = many, chance, communes, now
        self.today = timezone.localdate(now)
        self.crops = list(Crop.objects.all())

    def everything(self) -> None:
        """All tables, the lower ones first."""
        every, third = range(self.many), range(0, self.many, 3)
        tables: list[tuple[type[Model], Sequence[int], Callable[[int], Model]]] = [
            (Organisation, every, self.organisation),
            (Membership, every, self.membership),
            (GrowingArea, every, self.area),
            (Plot, every, self.plot),
            (GrowingAreaCode, third, self.code),
            (CodeState, third, self.state),
            (Harvest, every, self.harvest),
            (Product, every, self.product),
            (Batch, range(self.many * 3 // 2), self.batch),
            (ReceivedMaterial, third, self.material),
            (LabelRun, range(self.many // 2), self.run),
            (OrganisationCertificate, third, self.certificate(OrganisationCertificate)),
            (AreaCertificate, third, self.certificate(AreaCertificate)),
            (ProductCertificate, every, self.certificate(ProductCertificate)),
            (Document, range(self.many // 50), self.file),
            (Import, range(self.many // 50), self.source),
        ]
        for model, places, make in tables:
            parts = list(_parts(places))
            for part in progress(parts, f"{model._meta.label:28}", total=len(parts)):
                model._default_manager.bulk_create([make(which) for which in part])

    def of(self, which: int) -> int:
        """The id of the organisation that the thing in this place belongs to."""
        return which % self.many + 1

    def crop_of(self, which: int) -> Crop:
        """What grows on the area in this place."""
        return self.crops[which % self.many % len(self.crops)]

    def day(self) -> datetime.date:
        """A day within the last three years."""
        return self.today - datetime.timedelta(days=self.chance.randrange(1, 1000))

    def organisation(self, which: int) -> Organisation:
        kinds = list(BEFORE_NAMES)
        kind = self.chance.choices(kinds, KIND_WEIGHTS)[0]
        unit = self.chance.choice(self.communes)
        goods = self.chance.choice(GOODS)
        name = f"{BEFORE_NAMES[kind]} {goods} {unit.name} {self.chance.choice(SUFFIXES)}"
        name += f" {which % 97}" if which % 3 == 0 else ""
        return Organisation(
            name=name,
            folded=fold(name),
            kind=kind,
            unit=unit,
            address=f"{unit.full_name}, {unit.parent}",
            tax_code=f"{which:010}" if which % 5 else None,
            registered_at=self.now - datetime.timedelta(minutes=which),
            state=Organisation.State.CONFIRMED if which % 20 else Organisation.State.APPLIED,
            state_at=self.now,
            state_by="command:bench_registry",
        )

    def membership(self, which: int) -> Membership:
        # The manager looks after three organisations; the others are somebody else's.
        user = self.manager if which < 3 else self.worker
        return Membership(
            user=user,
            organisation_id=self.of(which),
            role=Membership.Role.MANAGER,
            began_at=self.now,
        )

    def area(self, which: int) -> GrowingArea:
        unit = self.chance.choice(self.communes)
        name = f"Vùng {self.chance.choice(GOODS)} {unit.name} {which}"
        return GrowingArea(
            organisation_id=self.of(which),
            name=name,
            folded=fold(name),
            crop=self.crop_of(which),
            unit=unit,
            registered_at=self.now - datetime.timedelta(minutes=which),
        )

    def plot(self, which: int) -> Plot:
        return Plot(
            area_id=self.of(which),
            name="Thửa 1",
            folded="thua 1",
            geometry=SQUARE,
            hectares=Decimal("1.1823"),
            lon=Decimal("107.2005"),
            lat=Decimal("16.6905"),
            west=Decimal("107.2"),
            south=Decimal("16.69"),
            east=Decimal("107.201"),
            north=Decimal("16.691"),
        )

    def code(self, which: int) -> GrowingAreaCode:
        return GrowingAreaCode(
            area_id=self.of(which),
            crop=self.crop_of(which),
            code=f"VN-{which % 96:02}-{which:08}",
            market=("VN", "CN", "JP")[which % 3],
            issuer="Chi cục Trồng trọt và Bảo vệ thực vật",
            granted_on=self.day(),
        )

    def state(self, which: int) -> CodeState:
        state = self.chance.choice((CodeState.State.GRANTED, CodeState.State.SUSPENDED))
        return CodeState(code_id=which // 3 + 1, state=state, valid_from=self.day())

    def harvest(self, which: int) -> Harvest:
        return Harvest(
            area_id=self.of(which),
            harvested_on=self.day(),
            kilograms=Decimal(self.chance.randrange(50, 9000)),
            recorded_at=self.now,
        )

    def product(self, which: int) -> Product:
        name = (
            f"{self.chance.choice(GOODS).capitalize()} {self.chance.choice(SUFFIXES)} {which}"
        )
        return Product(
            organisation_id=self.of(which),
            name=name,
            folded=fold(name),
            net_content=Decimal(500),
            content_unit="g",
            gtin=f"{which:014}" if which % 2 else None,
        )

    def batch(self, which: int) -> Batch:
        made = self.day()
        return Batch(
            organisation_id=self.of(which),
            product_id=self.of(which),
            lot=f"L{made:%y%m}-{which}",
            produced_on=made,
            expires_on=made + datetime.timedelta(days=365) if which % 4 else None,
            quantity=Decimal(100),
            unit="kg",
            net_content=Decimal(500),
            content_unit="g",
            packages=200,
        )

    def material(self, which: int) -> ReceivedMaterial:
        goods, unit = self.chance.choice(GOODS), self.chance.choice(self.communes)
        supplier = f"Hộ {unit.name} {which}"
        return ReceivedMaterial(
            organisation_id=self.of(which),
            name=goods,
            kind=self.chance.choice(ReceivedMaterial.Kind.values),
            supplier=supplier,
            origin=unit.full_name,
            folded=fold(f"{goods} {supplier} {unit.full_name}"),
            received_on=self.day(),
            quantity=Decimal(40),
            unit="kg",
        )

    def run(self, which: int) -> LabelRun:
        return LabelRun(
            organisation_id=self.of(which),
            product_id=self.of(which),
            key_id=1,
            key_fingerprint="bench",
            number=which,
            count=self.chance.randrange(10, 5000),
            sheet="a4-24",
            text={},
            public_url="https://bench.example.vn",
            lot=f"L-{which}",
            request=UUID(int=which),
            created_at=self.now - datetime.timedelta(minutes=which),
            created_by="command:bench_registry",
        )

    def certificate(self, model: type[Certificate]) -> Callable[[int], Certificate]:
        """What makes certificates of one kind of owner."""

        def make(which: int) -> Certificate:
            owner = {f"{model.owner_field}_id": self.of(which)}
            made = self.day()
            return model(
                **owner,
                kind=self.chance.choice((Certificate.Kind.VIETGAP, Certificate.Kind.ORGANIC)),
                number=f"GCN-{which}",
                issuer="Trung tâm chứng nhận (minh họa)",
                valid_from=made,
                valid_to=made + datetime.timedelta(days=730),
                recorded_at=self.now - datetime.timedelta(minutes=which),
            )

        return make

    def file(self, which: int) -> Document:
        return Document(
            id=UUID(int=which + 1),
            owner=f"records.import:{which + 1}",
            name=f"tep-{which}.xlsx",
            content_type="application/octet-stream",
            size=1000,
            sha256=f"{which:064}",
            stored_as=f"bench/{which}",
            created_at=self.now,
            created_by=self.manager.key,
        )

    def source(self, which: int) -> Import:
        return Import(
            kind=("to-chuc", "san-pham", "vung-trong")[which % 3],
            owner=f"organisation:{which % 3 + 1}",
            by=self.manager.key,
            document_id=UUID(int=which + 1),
            state=Import.State.APPLIED,
            new=which % 500,
            created_at=self.now - datetime.timedelta(minutes=which),
            applied_at=self.now,
        )


def _parts(places: Sequence[int]) -> Iterator[Sequence[int]]:
    for first in range(0, len(places), AT_ONCE):
        yield places[first : first + AT_ONCE]
