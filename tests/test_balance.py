"""What became of an area's harvests: in batches, on labels, left, and what does not add up."""

from decimal import Decimal
from uuid import uuid4

import pytest

from growing_areas.services import close_season, record_harvest
from products.services import Description, add_product
from tests.growing_areas_cast import DAY
from tests.season_cast import limit, season_of
from trace.balance import balance_of, balances_of
from trace.models import ReceivedMaterial
from trace.services import Delivery, Input, make_batch, print_labels, receive_material

pytestmark = pytest.mark.django_db


@pytest.fixture
def season(area, harvest, today):
    """The rice fields' season, with 1,000 kg harvested."""
    return season_of(area, today)


def batch_of(product, today, *inputs, quantity=900, unit="kg", lot="L1"):
    return make_batch(
        product=product,
        lot=lot,
        produced_on=today,
        quantity=Decimal(quantity),
        unit=unit,
        inputs=inputs,
        by="test",
        today=today,
    )


def labelled(batch, count, today):
    """Labels for so many packages."""
    print_labels(
        batch=batch, count=count, sheet="a4-24", by="test", today=today, request=uuid4()
    )


def bran(coop, today, kilograms):
    """Rice bran of somebody else."""
    delivery = Delivery(
        name="Cám gạo",
        kind=ReceivedMaterial.Kind.OTHER,
        supplier="Nhà máy xay",
        origin="xã Hải Lăng",
        received_on=today,
        quantity=Decimal(kilograms),
        unit="t" if kilograms < 10 else "kg",
    )
    return receive_material(organisation=coop, delivery=delivery, by="test", today=today)


def codes(balance):
    return [gap.code for gap in balance.gaps]


class TestOneSeason:
    def test_what_was_harvested_is_left_until_a_batch_takes_it(self, area, season):
        (balance,) = balance_of(area)
        assert (balance.harvested, balance.batched, balance.labelled, balance.left) == (
            1000,
            0,
            0,
            1000,
        )
        assert balance.gaps == []

    def test_a_batch_takes_and_labels_say_how_much(self, area, season, harvest, rice, today):
        batch = batch_of(rice, today, Input(harvest=harvest, quantity=Decimal(900)))
        labelled(batch, 100, today)  # bags of 5 kg
        (balance,) = balance_of(area)
        assert (balance.batched, balance.left, balance.labelled) == (900, 100, 500)
        assert balance.unlabelled == 400
        assert balance.gaps == []

    def test_it_is_counted_once_however_many_codes_there_are(
        self, area, season, code, harvest, rice, today
    ):
        item = Input(harvest=harvest, quantity=Decimal(900), claimed_code=code)
        batch_of(rice, today, item)
        assert [one.batched for one in balance_of(area)] == [900]

    def test_a_batch_of_several_origins_counts_by_its_share(
        self, area, season, harvest, rice, coop, today
    ):
        batch = batch_of(
            rice,
            today,
            Input(harvest=harvest, quantity=Decimal(600)),
            Input(material=bran(coop, today, 300), quantity=Decimal(300)),
        )
        labelled(batch, 90, today)  # 450 kg, of which two thirds
        (balance,) = balance_of(area)
        assert (balance.batched, balance.labelled) == (600, 300)

    def test_tons_are_kilograms_too(self, area, season, harvest, rice, coop, today):
        batch = batch_of(
            rice,
            today,
            Input(harvest=harvest, quantity=Decimal(1000)),
            Input(material=bran(coop, today, 3), quantity=Decimal(3)),
            quantity=4000,
        )
        labelled(batch, 100, today)
        assert balance_of(area)[0].labelled == 125

    def test_litres_are_never_added_to_kilograms(self, area, season, harvest, coop, today):
        wine = add_product(
            organisation=coop,
            description=Description(
                name="Rượu gạo", net_content=Decimal(500), content_unit="ml"
            ),
            by="test",
        )
        batch = batch_of(
            wine, today, Input(harvest=harvest, quantity=Decimal(900)), unit="l", quantity=400
        )
        labelled(batch, 10, today)
        (balance,) = balance_of(area)
        assert balance.labelled == 0
        assert balance.other == {"ml": 5000}
        assert balance.other_words == "5.000 ml"
        assert balance.gaps == []


class TestGaps:
    def test_more_on_labels_than_in_batches(self, area, season, harvest, rice, today):
        batch = batch_of(rice, today, Input(harvest=harvest, quantity=Decimal(100)))
        labelled(batch, 100, today)
        (balance,) = balance_of(area)
        assert codes(balance) == ["more_on_labels"]
        assert "400 kg" in balance.gaps[0].message

    def test_a_percent_is_what_scales_differ_by(self, area, season, harvest, rice, today):
        batch = batch_of(
            rice, today, Input(harvest=harvest, quantity=Decimal(500)), quantity=505
        )
        labelled(batch, 101, today)
        assert balance_of(area)[0].gaps == []

    def test_more_than_the_land_gives(self, area, season, rice_crop):
        limit(rice_crop, kilograms_per_hectare=5)
        (balance,) = balance_of(area)
        assert codes(balance) == ["above_what_land_gives"]

    def test_closed_with_another_output(self, area, season, today):
        close_season(
            season=season,
            real_kilograms=Decimal(1200),
            note="Quên ghi.",
            version=1,
            by="test",
            today=today,
        )
        (balance,) = balance_of(area)
        assert codes(balance) == ["closed_otherwise"]
        assert balance.gaps[0].message.endswith("Quên ghi.")

    def test_harvests_outside_every_season_stand_last(self, area, season, today):
        record_harvest(
            area=area,
            plots=area.plots.all(),
            harvested_on=today - 200 * DAY,
            kilograms=Decimal(7),
            by="test",
            today=today,
        )
        inside, outside = balance_of(area)
        assert inside.season == season
        assert (outside.harvested, codes(outside)) == (7, ["outside_seasons"])


def test_it_asks_the_same_however_many_batches_there_are(
    area, season, harvest, rice, today, django_assert_num_queries
):
    for number in range(4):
        item = Input(harvest=harvest, quantity=Decimal(100))
        labelled(batch_of(rice, today, item, quantity=100, lot=f"L{number}"), 3, today)
    with django_assert_num_queries(7):
        (balance,) = balances_of([area])[area.pk]
    assert (balance.batched, balance.labelled) == (400, 60)


class TestWhoSeesIt:
    def test_it_stands_on_the_pages_of_area_and_season(self, client, viewer, area, season):
        client.force_login(viewer)
        for path in (f"/vung-trong/{area.pk}/", f"/vung-trong/vu/{season.pk}/"):
            assert "Cân đối: thu hoạch, lô hàng, nhãn" in client.get(path).content.decode()

    def test_the_api_says_it_to_people_of_the_organisation(self, client, viewer, area, season):
        client.force_login(viewer)
        answer = client.get(f"/api/v1/growing-areas/{area.pk}/balance").json()
        assert [(one["season"], one["harvested"]) for one in answer] == [("Hè thu", "1000.000")]

    def test_and_to_the_office(self, client, dung, area, season):
        client.force_login(dung)
        assert client.get(f"/api/v1/growing-areas/{area.pk}/balance").status_code == 200

    def test_a_stranger_cannot_tell_that_it_exists(self, client, chi, area):
        client.force_login(chi)
        assert client.get(f"/api/v1/growing-areas/{area.pk}/balance").status_code == 404

    def test_nobody_gets_in_without_signing_in(self, client, area):
        assert client.get(f"/api/v1/growing-areas/{area.pk}/balance").status_code == 401
