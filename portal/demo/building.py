"""Writing the demonstration through the same services that the pages use."""

import datetime
from dataclasses import asdict, dataclass
from decimal import Decimal
from uuid import uuid4

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from accounts.access import officers_on_duty
from accounts.models import OfficerDuty, User
from cooperatives.access import managers_of
from cooperatives.models import LinkageContract, Organisation
from cooperatives.services import (
    CertificatePaper,
    ContractFacts,
    DigitalUseFacts,
    Particulars,
    YearFacts,
    add_certificate,
    add_member,
    add_record,
    commune_in_force,
    register_organisation,
)
from growing_areas.geojson import Drawn
from growing_areas.models import AreaCertificate, Crop, GrowingArea, GrowingAreaCode, Harvest
from growing_areas.services import (
    Application,
    CodePaper,
    Deed,
    Work,
    act,
    add_plot,
    apply_for_code,
    choose_contract_areas,
    confirm_code,
    record_harvest,
    record_work,
    register_area,
    register_code,
)
from labels.models import LabelRun
from labels.services import start_printing
from places.models import Unit
from portal.demo.content import (
    APPLICANT,
    DIARY,
    MAKERS,
    OFFICERS,
    PASSWORD,
    SAMPLE_PHONE,
    Applicant,
    Field,
    Goods,
    Maker,
    Officer,
    Paper,
)
from portal.demo.inspecting import inspect
from portal.demo.pictures import heap
from products.models import Product
from products.services import add_product
from records.working import do_now
from trace.models import Batch
from trace.services import (
    Delivery,
    Input,
    Sold,
    make_batch,
    print_labels,
    receive_material,
    record_sale,
)

BY = "command:load_demo"
LABELS = 24


@dataclass(frozen=True)
class Demo:
    """What was found or made: whether anything was new, and the run whose sheet is printed."""

    is_new: bool
    run: LabelRun


def build(now: datetime.datetime) -> Demo:
    """Make what is missing of the demonstration; a second time it changes nothing.

    A run of labels is made for each PUBLIC_URL: the address stands in its codes.
    """
    with transaction.atomic():
        is_new = not Organisation.objects.filter(name=MAKERS[0].name).exists()
        if is_new:
            for officer in OFFICERS:
                _officer(officer, timezone.localdate(now))
            for maker in MAKERS:
                _maker(maker, now)
            _applicant(APPLICANT, now)
            _inspection(now)
    return Demo(is_new, _printed_run(timezone.localdate(now)))


def _inspection(now: datetime.datetime) -> None:
    maker = MAKERS[0]
    area = GrowingArea.objects.get(organisation__name=maker.name, name=maker.field.name)
    officer, manager = (
        User.objects.get(username=name) for name in (OFFICERS[-1].sign_in, maker.sign_in)
    )
    inspect(area, officer, manager, now)


def _printed_run(today: datetime.date) -> LabelRun:
    """The demo batch's run for the present PUBLIC_URL, with its sheet printed."""
    batch = Batch.objects.select_related("product", "organisation").get(
        organisation__name=MAKERS[0].name, lot=MAKERS[0].goods[0].lot
    )
    run = LabelRun.objects.filter(
        activations__batch=batch, public_url=settings.PUBLIC_URL, created_by=BY
    ).first() or print_labels(
        batch=batch, count=LABELS, sheet="a4-24", by=BY, request=uuid4(), today=today
    )
    do_now(start_printing(run=run, by=BY))
    run.refresh_from_db()
    return run


def _person(sign_in: str, name: str) -> User:
    return User.objects.create_user(sign_in, password=PASSWORD, full_name=name, is_demo=True)


def _officer(officer: Officer, today: datetime.date) -> None:
    user = _person(officer.sign_in, officer.name)
    offices = Unit.objects.on(today).filter(level__in=[Unit.Level.PROVINCE, Unit.Level.COMMUNE])
    unit = offices.get(code=officer.unit)
    duties = OfficerDuty.Duty
    for duty in (duties.REGISTRY, duties.GROWING_AREA_CODES, duties.INSPECTION):
        OfficerDuty.objects.create(user=user, unit=unit, duty=duty, valid_from=unit.valid_from)


def _applicant(applicant: Applicant, now: datetime.datetime) -> None:
    register_organisation(
        particulars=Particulars(
            name=applicant.name,
            kind=applicant.kind,
            unit=commune_in_force(applicant.commune, timezone.localdate(now)),
            address=applicant.address,
            representative=applicant.manager,
            phone=SAMPLE_PHONE,
        ),
        manager=_person(applicant.sign_in, applicant.manager),
        by=BY,
        now=now,
        is_illustration=True,
    )


def _maker(maker: Maker, now: datetime.datetime) -> None:
    commune = commune_in_force(maker.commune, maker.entered_on)
    manager = _person(maker.sign_in, maker.manager)
    entered = datetime.datetime.combine(
        maker.entered_on, datetime.time(9), tzinfo=timezone.get_current_timezone()
    )
    organisation = register_organisation(
        particulars=Particulars(
            name=maker.name,
            kind=Organisation.Kind.COOPERATIVE,
            unit=commune,
            address=maker.address,
            representative=maker.manager,
            phone=SAMPLE_PHONE,
        ),
        manager=manager,
        by=BY,
        now=entered,
        confirmed=True,
        is_illustration=True,
    )
    for person in maker.people:
        add_member(
            organisation=organisation,
            user=_person(person.sign_in, person.name),
            role=person.role,
            by=BY,
        )
    today = timezone.localdate(now)
    harvest = _field(maker.field, organisation, commune, maker.entered_on, today)
    if maker.paper:
        _certify(maker.paper, harvest.area, now)
    _keep_records(maker, harvest.area, now)
    for goods in maker.goods:
        _goods(goods, organisation, harvest, today)


def _certify(paper: Paper, area: GrowingArea, now: datetime.datetime) -> None:
    last_day = timezone.localdate(now) + datetime.timedelta(days=paper.ends_in_days)
    add_certificate(
        kind=AreaCertificate,
        owner=area,
        paper=CertificatePaper(
            kind=paper.kind,
            number=paper.number,
            issuer="Tổ chức chứng nhận (minh họa)",
            valid_from=last_day - datetime.timedelta(days=730),
            last_day=last_day,
        ),
        by=BY,
        now=now,
    )


def _keep_records(maker: Maker, area: GrowingArea, now: datetime.datetime) -> None:
    organisation, today = area.organisation, timezone.localdate(now)
    for kind, product in maker.tools:
        tool = DigitalUseFacts(kind=kind, product=product, valid_from=maker.entered_on)
        add_record(organisation=organisation, facts=tool, by=BY, now=now)
    if maker.contract:
        begun = today - datetime.timedelta(days=maker.contract.begun_days_ago)
        facts = ContractFacts(
            buyer=maker.contract.buyer,
            commodity=maker.contract.commodity,
            share_percent=maker.contract.share_percent,
            value_vnd=maker.contract.value_vnd,
            valid_from=begun,
            last_day=begun + datetime.timedelta(days=364),
        )
        contract = add_record(organisation=organisation, facts=facts, by=BY, now=now)
        assert isinstance(contract, LinkageContract)
        choose_contract_areas(contract=contract, areas=[area], version=contract.version, by=BY)
    if maker.figures:
        year = YearFacts(year=today.year - 1, **asdict(maker.figures))
        add_record(organisation=organisation, facts=year, by=BY, now=now)


def _field(
    field: Field,
    organisation: Organisation,
    commune: Unit,
    entered_on: datetime.date,
    today: datetime.date,
) -> Harvest:
    area = register_area(
        organisation=organisation,
        name=field.name,
        crop=Crop.objects.get(code=field.crop),
        unit=commune,
        by=BY,
        today=entered_on,
    )
    for name, corners in field.plots:
        add_plot(area=area, drawn=Drawn(name, _outline(commune, corners)), by=BY, today=today)
    code = _code(field, area, today)
    _write_diary(area, today - datetime.timedelta(days=field.harvested_days_ago))
    harvest = record_harvest(
        area=area,
        plots=area.plots.all(),
        harvested_on=today - datetime.timedelta(days=field.harvested_days_ago),
        kilograms=field.kilograms,
        code=code,
        by=BY,
        today=today,
    )
    _life_of_a_code(area, code, today)
    return harvest


def _life_of_a_code(
    area: GrowingArea, code: GrowingAreaCode | None, today: datetime.date
) -> None:
    """The office confirms a declared code; where there is none yet, one is applied for."""
    duty = OfficerDuty.Duty.GROWING_AREA_CODES
    if code is not None:
        for officer in officers_on_duty([duty], area.place, today)[:1]:
            confirm_code(code=code, user=officer, today=today)
        return
    asked_on = today - datetime.timedelta(days=1)
    application = apply_for_code(
        area=area,
        application=Application(
            kind=GrowingAreaCode.Kind.GROWING_AREA,
            market="VN",
            variety="Giống minh họa",
            standard="VietGAP",
            households=12,
            expected_kilograms=Decimal(20000),
            harvest_from=today + datetime.timedelta(days=60),
            harvest_to=today + datetime.timedelta(days=90),
        ),
        by=BY,
        today=asked_on,
    )
    for manager in list(managers_of(area.organisation))[:1]:
        act(code=application, act="submit", deed=Deed(), user=manager, today=asked_on)


def _write_diary(area: GrowingArea, harvested_on: datetime.date) -> None:
    """A season's work before the harvest, all of it an illustration."""
    now, plots = timezone.now(), list(area.plots.all())
    for days_before, told in DIARY:
        work = Work(
            client_id=uuid4(),
            captured_at=now,
            done_on=harvested_on - datetime.timedelta(days=days_before),
            note="Dữ liệu minh họa.",
            **told,
        )
        record_work(area=area, plots=plots, work=work, by=BY, now=now)


def _code(field: Field, area: GrowingArea, today: datetime.date) -> GrowingAreaCode | None:
    if not field.code:
        return None
    paper = CodePaper(
        code=field.code,
        issuer="Cơ quan cấp mã (minh họa)",
        granted_on=datetime.date(2000 + int(field.code[-2:]), 3, 1),
        legal_basis="Giấy xác nhận minh họa",
    )
    return register_code(area=area, paper=paper, by=BY, today=today)


def _outline(commune: Unit, corners: tuple[tuple[int, int], ...]) -> dict[str, object]:
    """A GeoJSON polygon around the commune's known point."""
    assert commune.lon is not None
    assert commune.lat is not None
    lon, lat = float(commune.lon), float(commune.lat)
    ring = [[round(lon + x / 1e5, 6), round(lat + y / 1e5, 6)] for x, y in corners]
    return {"type": "Polygon", "coordinates": [[*ring, ring[0]]]}


def _goods(
    goods: Goods,
    organisation: Organisation,
    harvest: Harvest,
    today: datetime.date,
) -> None:
    product: Product = add_product(
        organisation=organisation,
        description=goods.description,
        picture=(f"{goods.lot}.png", heap(goods.colours, goods.grain, goods.lot)),
        by=BY,
    )
    if goods.delivery is None:
        source = Input(harvest=harvest, quantity=goods.used)
    else:
        material = receive_material(
            organisation=organisation,
            delivery=Delivery(
                name=goods.delivery.name,
                kind=goods.delivery.kind,
                supplier=goods.delivery.supplier,
                origin=goods.delivery.origin,
                received_on=today - datetime.timedelta(days=goods.delivery.received_days_ago),
                quantity=goods.delivery.quantity,
                unit=goods.delivery.unit,
            ),
            by=BY,
            today=today,
        )
        source = Input(material=material, quantity=goods.used)
    batch = make_batch(
        product=product,
        lot=goods.lot,
        produced_on=today - datetime.timedelta(days=goods.made_days_ago),
        quantity=goods.quantity,
        unit=goods.unit,
        inputs=[source],
        by=BY,
        today=today,
    )
    if goods.sold:
        record_sale(
            batch=batch,
            sold=Sold(packages=goods.sold, sold_on=today - datetime.timedelta(days=3)),
            by=BY,
            request=uuid4(),
            today=today,
        )
