"""What each list of the rooms finds, and how little it asks of the database."""

import datetime
from decimal import Decimal
from importlib import import_module
from uuid import uuid4

import pytest
from django.apps import apps
from django.utils import translation

from accounts.models import User
from cooperatives.models import Organisation
from growing_areas.models import GrowingArea, GrowingAreaCode
from labels.models import LabelRun
from products.models import Product
from trace.models import Batch, ReceivedMaterial
from trace.services import Delivery, Input, make_batch, print_labels, receive_material

pytestmark = pytest.mark.django_db
MOST_QUERIES = 12


@pytest.fixture(autouse=True)
def _vietnamese():
    """A test that changed the language leaves it behind in the thread."""
    with translation.override("vi"):
        yield


@pytest.fixture
def honey(coop, today):
    """Honey that the cooperative bought."""
    return receive_material(
        organisation=coop,
        delivery=Delivery(
            name="Mật ong rừng",
            kind=ReceivedMaterial.Kind.HONEY,
            supplier="Hộ ông Bảy",
            origin="xã Hướng Phùng",
            received_on=today,
            quantity=Decimal("12.5"),
            unit="kg",
        ),
        by="test",
        today=today,
    )


@pytest.fixture
def batch(rice, harvest, today):
    """A batch of rice made today, fresh for a year."""
    return make_batch(
        product=rice,
        lot="GAO-2611-A",
        produced_on=today,
        expires_on=today + datetime.timedelta(days=365),
        quantity=Decimal(100),
        unit="kg",
        inputs=[Input(harvest=harvest, quantity=Decimal(100))],
        by="test",
        today=today,
    )


@pytest.fixture
def run(batch, today):
    """Labels of the batch, which wait to be printed."""
    return print_labels(
        batch=batch, count=10, sheet="a4-24", by="test", request=uuid4(), today=today
    )


@pytest.fixture
def reads(client, an):
    """The page at a path as An sees it."""
    client.force_login(an)
    return lambda path: client.get(path).content.decode().split("<main")[1]


@pytest.mark.parametrize(
    "query",
    [
        "",
        "?tim=hai lang gao",
        "?tim=9520000000011",
        "?tim=htx lua huu co",
        "?ma-vach=co&noi=44",
    ],
)
def test_products_are_found(reads, rice, query):
    assert rice.name in reads(f"/san-pham/{query}")


@pytest.mark.parametrize("query", ["?tim=ca phe", "?ma-vach=khong", "?tim=9520000000012"])
def test_other_products_are_not(reads, rice, query):
    assert rice.name not in reads(f"/san-pham/{query}")


@pytest.mark.parametrize(
    "query", ["", "?tim=gao-2611", "?tim=hai lang huu co", "?han=fresh", "?noi=19702"]
)
def test_batches_are_found(reads, batch, query):
    assert "/lo-hang/" in reads(f"/lo-hang/{query}")
    assert batch.lot in reads(f"/lo-hang/{query}")


@pytest.mark.parametrize("query", ["?han=soon", "?han=expired", "?ngay_den=2020-01-01"])
def test_other_batches_are_not(reads, batch, query):
    assert batch.lot not in reads(f"/lo-hang/{query}")


def test_batches_of_a_day_are_found_by_that_day_alone(reads, batch, today):
    assert batch.lot in reads(f"/lo-hang/?ngay_tu={today}&ngay_den={today:%d/%m/%Y}")


@pytest.mark.parametrize("query", ["", "?tim=mat ong", "?tim=ong bay huong", "?loai=honey"])
def test_materials_are_found(reads, honey, query):
    assert honey.supplier in reads(f"/nguyen-lieu/{query}")


def test_materials_of_before_are_found_after_the_data_move(honey):
    ReceivedMaterial.objects.update(folded="")
    import_module("trace.migrations.0006_fold_materials").fold_materials(apps, None)
    honey.refresh_from_db()
    assert honey.folded == "mat ong rung ho ong bay xa huong phung"


@pytest.mark.parametrize("query", ["", "?tim=gao", "?tim=gao-2611-a", "?tinh-trang=waiting"])
def test_runs_are_found(reads, run, query):
    assert f"/nhan/{run.pk}/" in reads(f"/nhan/{query}")


def test_runs_of_a_day_are_those_of_its_moments_in_vietnam(reads, run):
    LabelRun.objects.update(created_at=datetime.datetime(2026, 3, 1, 17, tzinfo=datetime.UTC))
    assert f"/nhan/{run.pk}/" in reads("/nhan/?ngay_tu=2026-03-02&ngay_den=2026-03-02")
    assert f"/nhan/{run.pk}/" not in reads("/nhan/?ngay_den=2026-03-01")


@pytest.mark.parametrize(
    "query",
    [
        "",
        "?tim=dai an khe htx",
        "?tim=19708-00",
        "?cay=lua&ma-so=valid&noi=hai lang",
        "?xep=-ten",
    ],
)
def test_areas_are_found(reads, area, code, query):
    assert area.name in reads(f"/vung-trong/{query}")


@pytest.mark.parametrize("query", ["?tim=ca phe", "?ma-so=none"])
def test_other_areas_are_not(reads, area, code, query):
    assert area.name not in reads(f"/vung-trong/{query}")


def test_an_area_is_found_where_a_person_put_it(reads, area, commune, old_commune):
    GrowingArea.objects.update(unit=old_commune, successor=commune)
    assert area.name in reads("/vung-trong/?noi=19702")


def test_areas_of_before_are_found_after_the_data_move(area):
    GrowingArea.objects.update(folded="")
    import_module("growing_areas.migrations.0011_fold_areas").fold_areas(apps, None)
    area.refresh_from_db()
    assert area.folded == "dong dai an khe"


@pytest.mark.parametrize(
    "query",
    ["", "?tim=vn-45-470", "?tim=dai an hai lang", "?hieu-luc=valid&noi=44", "?thi-truong=VN"],
)
def test_codes_are_found(reads, code, query):
    assert code.code in reads(f"/ma-so-vung-trong/{query}")


@pytest.mark.parametrize("query", ["?hieu-luc=not_valid", "?thi-truong=CN", "?tim=zzz"])
def test_other_codes_are_not(reads, code, query):
    assert code.code not in reads(f"/ma-so-vung-trong/{query}")


@pytest.mark.parametrize("query", ["", "?tim=hai lang", "?tim=19702", "?xep=-tinh"])
def test_communes_of_an_officer_are_found(client, dung, query):
    client.force_login(dung)
    assert "Xã Hải Lăng" in client.get(f"/dia-ban/{query}").content.decode()


@pytest.mark.parametrize("query", ["", "?tim=vo van dung", "?tim=dung hai lang", "?xep=ten"])
def test_officers_are_found(client, dung, admin_user, query):
    client.force_login(admin_user)
    page = client.get(f"/can-bo/{query}").content.decode()
    assert "Võ Văn Dũng" in page
    assert "/ket-thuc/" in page


def test_people_of_before_are_found_after_the_data_move(dung):
    User.objects.update(folded="")
    import_module("accounts.migrations.0008_fold_people").fold_people(apps, None)
    dung.refresh_from_db()
    assert dung.folded == "vo van dung dung"


def test_a_person_is_found_by_a_new_name(dung):
    dung.full_name = "Võ Đức"
    dung.save(update_fields=["full_name"])
    dung.refresh_from_db()
    assert dung.folded == "vo duc dung"


@pytest.mark.parametrize("query", ["", "?tim=hai lang lua", "?loai=cooperative&noi=44"])
def test_applications_are_found(client, dung, coop, query):
    Organisation.objects.update(state=Organisation.State.APPLIED)
    client.force_login(dung)
    assert coop.name in client.get(f"/to-chuc/cho-xac-nhan/{query}").content.decode()


def test_codes_of_all_areas_over_the_api(client, an, chi, code):
    path = "/api/v1/growing-areas/codes?q=19708&validity=valid"
    assert client.get(path).status_code == 401
    for who, count in ((an, 1), (chi, 0)):
        client.force_login(who)
        assert client.get(path).json()["count"] == count


class TestBudgets:
    """No list asks more than twelve queries, however many rows it has."""

    PATHS = (
        *("/to-chuc/", "/vung-trong/", "/ma-so-vung-trong/", "/san-pham/", "/lo-hang/"),
        *("/nguyen-lieu/", "/nhan/"),
    )

    def copies(self, model, how_many, /, **changes):
        """More rows like the first."""
        row = model.objects.first()
        for which in range(how_many):
            row.pk = None
            for name, value in changes.items():
                setattr(row, name, value(which))
            row.save(force_insert=True)

    @pytest.mark.parametrize("who", ["an", "dung", "admin_user"])
    @pytest.mark.parametrize("path", PATHS)
    def test_a_list(
        self, request, client, code, honey, run, path, who, django_assert_max_num_queries
    ):
        client.force_login(request.getfixturevalue(who))
        self.copies(GrowingArea, 30, name=lambda which: f"Vùng {which}")
        self.copies(GrowingAreaCode, 30, code=lambda which: f"L-{which}")
        self.copies(Product, 30, gtin=lambda which: None)
        self.copies(Batch, 30, lot=lambda which: f"L{which}")
        self.copies(ReceivedMaterial, 30)
        self.copies(
            LabelRun, 30, number=lambda which: 1000 + which, request=lambda which: uuid4()
        )
        with django_assert_max_num_queries(MOST_QUERIES):
            response = client.get(f"{path}?tim=l&noi=44")
        assert response.context["list"].total
