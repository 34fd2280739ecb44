"""The cast: An owns, Bình works with her, Chi is a stranger, Dũng is the officer."""

import datetime
from decimal import Decimal

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP
from django.core.cache import caches
from django.db import connection
from django.test import TransactionTestCase
from django.utils import timezone

from accounts.models import OfficerDuty, User
from common.text import fold
from cooperatives.models import Membership, Organisation
from cooperatives.services import Particulars, add_member, register_organisation
from growing_areas.geojson import Drawn
from growing_areas.models import Crop
from growing_areas.services import (
    CodePaper,
    add_plot,
    record_harvest,
    register_area,
    register_code,
)
from labels import keys
from places.models import Succession, Unit
from products.services import Description, add_product
from records import jobs
from records.models import Job
from tests.diary_cast import ban, fertiliser, input_list, pesticide  # noqa: F401 - fixtures
from tests.emptying import append_only_lifted
from tests.trace_cast import delivery
from trace.services import Input, make_batch, receive_material


def pytest_collection_modifyitems(config, items):
    """Tests of what only PostgreSQL can show are left out where it is not there."""
    if connection.vendor == "postgresql":
        return
    left_out = [item for item in items if item.get_closest_marker("postgres")]
    items[:] = [item for item in items if item not in left_out]
    config.hook.pytest_deselected(items=left_out)


TOTP_SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"  # of every officer of these tests
REFORM = datetime.date(2025, 7, 1)
OLD = datetime.date(2021, 1, 1)


@pytest.fixture(autouse=True)
def _settings(settings, tmp_path):
    """Every test has files and keys of its own and an address that is fit to print."""
    settings.PUBLIC_URL = "https://truyxuat.example.vn"
    settings.SECURE_SSL_REDIRECT = False
    settings.STATIC_ROOT = tmp_path  # whitenoise warns about a folder that is not there
    settings.ALLOWED_HOSTS = ["testserver", "truyxuat.example.vn"]
    settings.LABEL_KEYS_FILE = tmp_path / "label_keys.json"
    keys.ensure(settings.LABEL_KEYS_FILE, today=REFORM)
    caches["calls"].clear()
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.STORAGES = {
        "default": {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": tmp_path / "documents", "base_url": None},
        },
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }


@pytest.fixture
def work_off(db):
    """Does every job that waits, oldest first, as a worker would; how many those were."""

    def work_off():
        number = 0
        while job := Job.objects.filter(state=Job.State.WAITING).order_by("created_at").first():
            jobs.call(job)
            number += 1
        return number

    return work_off


@pytest.fixture(scope="session", autouse=True)
def _empty_tables_with_append_only_lifted():
    """Django empties the tables after a test that really commits; the log refuses otherwise."""
    empty = TransactionTestCase._fixture_teardown

    def lifted(self):
        with append_only_lifted():
            empty(self)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_fixture_teardown", lifted)
        yield


def make_unit(code, name, kind, level, parent, valid_from=REFORM, valid_to=None):
    """A unit as the loader would write it."""
    full_name = f"{kind[0].upper()}{kind[1:]} {name}"
    return Unit.objects.create(
        code=code,
        level=level,
        kind=kind,
        name=name,
        full_name=full_name,
        folded=fold(full_name),
        parent=parent,
        valid_from=valid_from,
        valid_to=valid_to,
        legal_basis="ví dụ",
        date_basis="act",
    )


@pytest.fixture
def province(db):
    """Tỉnh Quảng Trị, since the reform."""
    return make_unit("44", "Quảng Trị", "tỉnh", Unit.Level.PROVINCE, None)


@pytest.fixture
def commune(province):
    """Xã Hải Lăng, since the reform."""
    return make_unit("19702", "Hải Lăng", "xã", Unit.Level.COMMUNE, province)


@pytest.fixture
def old_commune(commune):
    """Xã Hải Thượng, huyện Hải Lăng, which went whole into xã Hải Lăng."""
    old_province = make_unit("45", "Quảng Trị", "tỉnh", Unit.Level.PROVINCE, None, OLD, REFORM)
    district = make_unit(
        "470", "Hải Lăng", "huyện", Unit.Level.DISTRICT, old_province, OLD, REFORM
    )
    old = make_unit("19708", "Hải Thượng", "xã", Unit.Level.COMMUNE, district, OLD, REFORM)
    Succession.objects.create(old=old_province, new=commune.parent, whole=True, basis="ví dụ")
    Succession.objects.create(old=old, new=commune, whole=True, basis="ví dụ")
    return old


@pytest.fixture
def other_commune(province):
    """Xã Hướng Phùng, another place of the same province."""
    return make_unit("19441", "Hướng Phùng", "xã", Unit.Level.COMMUNE, province)


@pytest.fixture
def an(db):
    """An manages the cooperative."""
    return User.objects.create_user("an", password="an", full_name="Nguyễn Thị An")


@pytest.fixture
def binh(coop):
    """Bình works for the cooperative as an operator."""
    user = User.objects.create_user("binh", password="binh", full_name="Trần Văn Bình")
    add_member(organisation=coop, user=user, role=Membership.Role.OPERATOR, by="test")
    return user


@pytest.fixture
def recorder(coop):
    """Lan writes down what happens in the fields."""
    user = User.objects.create_user("lan", password="lan", full_name="Đỗ Thị Lan")
    add_member(organisation=coop, user=user, role=Membership.Role.RECORDER, by="test")
    return user


@pytest.fixture
def viewer(coop):
    """Vân may look, and do nothing."""
    user = User.objects.create_user("van", password="van", full_name="Lê Thị Vân")
    add_member(organisation=coop, user=user, role=Membership.Role.VIEWER, by="test")
    return user


@pytest.fixture
def chi(db):
    """Chi is a stranger: she manages another cooperative somewhere else."""
    return User.objects.create_user("chi", password="chi", full_name="Phạm Thị Chi")


def make_officer(user, unit, *duties):
    """Give `user` duties since the reform, and the second factor that officers need."""
    for duty in duties:
        OfficerDuty.objects.create(user=user, unit=unit, duty=duty, valid_from=REFORM)
    if not Authenticator.objects.filter(user=user).exists():
        TOTP.activate(user, TOTP_SECRET)
    return user


def make_administrator(name):
    """An administrator, with the second factor that they need."""
    return make_officer(User.objects.create_superuser(name, password=name), None)


@pytest.fixture
def admin_user(db):
    """The administrator of the installation."""
    return make_administrator("admin")


@pytest.fixture
def dung(commune):
    """Dũng is the officer of the commune, for the registry and for codes."""
    user = User.objects.create_user("dung", password="dung", full_name="Võ Văn Dũng")
    duties = (OfficerDuty.Duty.REGISTRY, OfficerDuty.Duty.GROWING_AREA_CODES)
    return make_officer(user, commune, *duties)


def particulars(unit, **changes):
    """What a cooperative says of itself, with `changes`."""
    return Particulars(
        **{
            "name": "HTX Lúa Hải Lăng",
            "kind": Organisation.Kind.COOPERATIVE,
            "unit": unit,
            "address": "Thôn Đại An Khê, xã Hải Lăng, tỉnh Quảng Trị",
        }
        | changes
    )


@pytest.fixture
def coop(commune, an):
    """An's cooperative."""
    return register_organisation(
        particulars=particulars(commune),
        manager=an,
        confirmed=True,
        by="test",
        now=timezone.now(),
    )


@pytest.fixture
def other_coop(other_commune, chi):
    """Chi's cooperative."""
    return register_organisation(
        particulars=particulars(other_commune, name="HTX Cà phê Hướng Phùng"),
        manager=chi,
        confirmed=True,
        by="test",
        now=timezone.now(),
    )


@pytest.fixture
def rice(coop):
    """Rice in bags of 5 kg, with a GTIN of GS1's demonstration prefix."""
    return add_product(
        organisation=coop,
        description=Description(
            name="Gạo hữu cơ Hải Lăng",
            name_en="Hải Lăng organic rice",
            net_content=Decimal(5),
            content_unit="kg",
            gtin="9520000000011",
            shelf_life_days=365,
            storage="Nơi khô, mát.",
        ),
        by="test",
    )


@pytest.fixture
def today():
    """The day it is in Việt Nam."""
    return timezone.localdate()


SQUARE = {
    "type": "Polygon",
    "coordinates": [
        [[107.20, 16.69], [107.21, 16.69], [107.21, 16.70], [107.20, 16.70], [107.20, 16.69]]
    ],
}


@pytest.fixture
def rice_crop(db):
    """Rice, as the list of crops has it."""
    return Crop.objects.create(code="lua", name="lúa", name_en="rice", perennial=False)


@pytest.fixture
def area(coop, commune, rice_crop, today):
    """The cooperative's rice fields, with one plot of a hundred hectares and more."""
    area = register_area(
        organisation=coop,
        name="Đồng Đại An Khê",
        crop=rice_crop,
        unit=commune,
        by="test",
        today=today,
    )
    add_plot(area=area, drawn=Drawn("Thửa 1", SQUARE), by="test", today=today)
    return area


@pytest.fixture
def code(area, today):
    """A domestic code of the rice fields, granted a year ago."""
    return register_code(
        area=area,
        paper=CodePaper(
            code="VN-45-470-19708-00-24",
            issuer="Chi cục Trồng trọt và Bảo vệ thực vật",
            granted_on=today - datetime.timedelta(days=365),
        ),
        by="test",
        today=today,
    )


@pytest.fixture
def harvest(area, today):
    """1,000 kg of rice, ten days ago."""
    return record_harvest(
        area=area,
        plots=area.plots.all(),
        harvested_on=today - datetime.timedelta(days=10),
        kilograms=Decimal(1000),
        by="test",
        today=today,
    )


@pytest.fixture
def make(rice, harvest, today):
    """Make a batch of rice of 100 kg from 120 kg of the harvest, with changes."""

    def make(**changes):
        values = {
            "product": rice,
            "lot": "L2611A",
            "produced_on": today,
            "quantity": Decimal(100),
            "unit": "kg",
            "inputs": [Input(harvest=harvest, quantity=Decimal(120))],
            "by": "test",
            "today": today,
        }
        return make_batch(**values | changes)

    return make


@pytest.fixture
def batch(make, harvest, code):
    """100 kg of rice, 20 bags, from a harvest that claims a code."""
    claim = Input(harvest=harvest, quantity=Decimal(120), claimed_code=code)
    return make(inputs=[claim])


@pytest.fixture
def honey(coop):
    """30 litres of honey from a supplier."""
    return receive_material(
        organisation=coop, delivery=delivery(), by="test", today=timezone.localdate()
    )
