"""Packages of a batch that were sold: rules, corrections, what is left, API, pages."""

import datetime
from decimal import Decimal
from importlib import import_module
from uuid import UUID, uuid4

import pytest
from django.apps import apps
from django.db import IntegrityError, transaction
from django.utils import timezone

from common.errors import BadInput, RuleError
from records.models import LogEntry
from records.personal import erase
from trace.models import Batch, Sale
from trace.services import (
    Input,
    Sold,
    correct_sale,
    make_batch,
    record_sale,
    sold_packages,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def make(rice, harvest, today):
    """Make a batch of rice of 100 kg, 20 bags, ten days ago, with changes."""

    def make(**changes):
        values = {
            "product": rice,
            "lot": "L1",
            "produced_on": harvest.harvested_on,
            "quantity": Decimal(100),
            "unit": "kg",
            "inputs": [Input(harvest=harvest, quantity=Decimal(100))],
            "by": "test",
            "today": today,
        }
        return make_batch(**values | changes)

    return make


@pytest.fixture
def batch(make):
    """Twenty bags of rice."""
    return make()


@pytest.fixture
def sell(batch, today):
    """Sell packages of the batch today, with changes."""

    def sell(packages=5, *, request=None, **changes):
        return record_sale(
            batch=changes.pop("batch", batch),
            sold=Sold(**{"packages": packages, "sold_on": today} | changes),
            by="test",
            request=request or uuid4(),
            today=today,
        )

    return sell


@pytest.fixture
def mend(today):
    """Correct a sale, with changes."""

    def mend(sale, packages, *, request=None, **changes):
        return correct_sale(
            sale=sale,
            sold=Sold(**{"packages": packages, "sold_on": today} | changes),
            by="test",
            request=request or uuid4(),
            today=today,
        )

    return mend


class TestSelling:
    def test_what_was_sold_is_counted(self, batch, sell):
        sell(5)
        sell(15)
        assert sold_packages(batch) == 20

    def test_no_more_is_sold_than_the_batch_has(self, batch, sell):
        sell(18)
        with pytest.raises(RuleError) as refusal:
            sell(3)
        assert refusal.value.code == "trace.more_sold_than_packages"
        assert "chỉ còn 2 gói chưa bán" in refusal.value.message
        assert sold_packages(batch) == 18

    @pytest.mark.parametrize(
        ("packages", "days", "code"),
        [
            (0, 0, "trace.nothing_sold"),
            (-1, 0, "trace.nothing_sold"),
            (1, 1, "trace.sold_in_future"),
            (1, -11, "trace.sold_before_it_was_made"),
        ],
    )
    def test_what_cannot_be_right_is_refused(self, sell, today, packages, days, code):
        with pytest.raises(BadInput) as refusal:
            sell(packages, sold_on=today + datetime.timedelta(days=days))
        assert refusal.value.code == code
        assert not Sale.objects.exists()

    def test_expired_goods_are_not_sold(self, make, sell, harvest, today):
        old = make(
            lot="L2",
            expires_on=today - datetime.timedelta(days=1),
            inputs=[Input(harvest=harvest, quantity=Decimal(10))],
        )
        with pytest.raises(BadInput) as refusal:
            sell(1, batch=old)
        assert refusal.value.code == "trace.sold_after_expiry"

    def test_the_same_request_sent_twice_is_one_sale(self, batch, sell):
        request = uuid4()
        assert sell(5, request=request) == sell(5, request=request)
        assert sold_packages(batch) == 5

    def test_the_request_of_another_batch_is_never_answered_with_its_sale(
        self, make, sell, harvest
    ):
        request = uuid4()
        sell(5, request=request)
        other = make(lot="L2", inputs=[Input(harvest=harvest, quantity=Decimal(10))])
        with pytest.raises(RuleError) as refusal:
            sell(5, request=request, batch=other)
        assert refusal.value.code == "trace.sale_request_reused"

    def test_it_is_written_into_the_log_and_the_buyer_can_be_erased(self, coop, sell):
        sale = sell(5, buyer="Bà Tư, chợ Hải Lăng")
        entry = LogEntry.objects.filter(chain=coop.key).last()
        assert (entry.action, entry.data["packages"]) == ("trace.sale_recorded", 5)
        assert "Bà Tư" not in str(entry.data)
        erase(f"{sale.key}:buyer")


class TestCorrecting:
    def test_the_new_entry_counts_and_the_old_one_stays(self, batch, sell, mend):
        sale = sell(15)
        newer = mend(sale, 12)
        assert sold_packages(batch) == 12
        assert list(Sale.objects.in_force()) == [newer]
        assert Sale.objects.get(corrects=None).packages == 15

    def test_nothing_sold_after_all(self, batch, sell, mend):
        mend(sell(15), 0)
        assert sold_packages(batch) == 0

    def test_a_correction_may_use_what_the_wrong_entry_took(self, batch, sell, mend):
        mend(sell(15), 20)
        assert sold_packages(batch) == 20

    def test_it_cannot_exceed_the_batch_either(self, sell, mend):
        with pytest.raises(RuleError) as refusal:
            mend(sell(15), 21)
        assert refusal.value.code == "trace.more_sold_than_packages"

    def test_only_the_newest_entry_is_corrected(self, sell, mend):
        sale = sell(15)
        mend(sale, 12)
        with pytest.raises(RuleError) as refusal:
            mend(sale, 11)
        assert refusal.value.code == "trace.sale_already_corrected"

    def test_a_correction_can_be_corrected(self, batch, sell, mend):
        mend(mend(sell(15), 12), 13)
        assert sold_packages(batch) == 13

    def test_less_than_nothing_is_refused(self, sell, mend):
        with pytest.raises(BadInput) as refusal:
            mend(sell(15), -1)
        assert refusal.value.code == "trace.nothing_sold"

    def test_the_database_refuses_a_second_correction(self, sell, mend):
        first, second = sell(3), sell(4)
        mend(first, 2)
        with pytest.raises(IntegrityError), transaction.atomic():
            Sale.objects.filter(pk=second.pk).update(corrects=first)

    def test_the_database_refuses_a_sale_of_nothing(self, sell):
        sale = sell(3)
        with (
            pytest.raises(IntegrityError, match="sale_of_some_packages_unless_it_corrects"),
            transaction.atomic(),
        ):
            Sale.objects.filter(pk=sale.pk).update(packages=0)


class TestWhatIsLeft:
    """Which batches should be sold soon."""

    def unsold(self, today):
        return list(Batch.objects.unsold(today, days=30))

    @pytest.mark.parametrize(
        ("made", "expires", "is_due"),
        [
            (-10, 20, True),
            (-10, 40, False),
            (-10, -1, False),
            (-30, 400, True),
            (-29, 400, False),
        ],
    )
    def test_due_by_age_or_expiry_but_not_when_expired(
        self, batch, today, made, expires, is_due
    ):
        Batch.objects.update(
            produced_on=today + datetime.timedelta(days=made),
            expires_on=today + datetime.timedelta(days=expires),
        )
        assert (self.unsold(today) == [batch]) is is_due

    def test_sold_out_is_done(self, batch, sell, mend, today):
        Batch.objects.update(expires_on=today)
        sale = sell(20)
        assert self.unsold(today) == []
        mend(sale, 19)
        (left,) = self.unsold(today)
        assert left.sold == 19

    def test_batches_of_before_have_their_packages_counted(self, batch):
        Batch.objects.update(packages=0)
        import_module("trace.migrations.0003_count_packages").count_packages(apps, None)
        assert Batch.objects.get().packages == 20


class TestSalesApi:
    @pytest.fixture(autouse=True)
    def setup(self, client, batch, today):
        self.client, self.path = client, f"/api/v1/batches/{batch.pk}/sales"
        self.body = {"packages": 5, "sold_on": str(today), "buyer": "Chợ huyện"}

    def post(self, path=None, headers=None, **changes):
        return self.client.post(
            path or self.path,
            self.body | changes,
            content_type="application/json",
            headers=headers or {},
        )

    def test_it_works(self, binh):
        self.client.force_login(binh)
        sale = self.post()
        assert sale.status_code == 201
        newer = self.post(f"/api/v1/sales/{sale.json()['id']}/correction", packages=0)
        assert newer.json()["corrects_id"] == sale.json()["id"]
        listed = self.client.get(self.path).json()["items"]
        assert [each["packages"] for each in listed] == [0]

    def test_a_lost_answer_does_not_sell_twice(self, an):
        self.client.force_login(an)
        headers = {"Idempotency-Key": str(UUID(int=9))}
        answers = [self.post(headers=headers).json()["id"] for _ in range(2)]
        assert answers[0] == answers[1]

    def test_the_reason_for_a_refusal_is_given(self, an):
        self.client.force_login(an)
        assert self.post(packages=21).json()["code"] == "trace.more_sold_than_packages"

    def test_a_stranger_cannot_tell_that_the_batch_exists(self, chi, sell):
        sale = sell()
        self.client.force_login(chi)
        assert self.post().status_code == 404
        assert self.client.get(self.path).status_code == 404
        assert self.post(f"/api/v1/sales/{sale.pk}/correction").status_code == 404

    def test_nobody_gets_in_without_signing_in(self):
        assert self.post().status_code == 401

    def test_bad_shape_is_refused(self, an):
        self.client.force_login(an)
        assert self.post(packages="many").status_code == 422

    def test_a_viewer_may_look_and_not_record(self, viewer):
        self.client.force_login(viewer)
        assert self.post().status_code == 403
        assert self.client.get(self.path).status_code == 200


class TestPages:
    def fields(self, today, **changes):
        return {"packages": "5", "sold_on": str(today), "request": str(uuid4())} | changes

    def test_a_sale_is_recorded_and_corrected_on_the_pages(self, client, an, batch, today):
        client.force_login(an)
        page = client.post(f"/lo-hang/{batch.pk}/ban/", self.fields(today))
        assert page.headers["Location"] == f"/lo-hang/{batch.pk}/"
        sale = Sale.objects.get()
        client.post(f"/lan-ban/{sale.pk}/sua/", self.fields(today, packages="4"))
        assert sold_packages(batch) == 4
        shown = client.get(f"/lo-hang/{batch.pk}/").content.decode()
        assert "4 gói, còn 16 gói" in shown
        assert "(trước ghi 5)" in shown

    def test_a_refusal_stands_on_the_form(self, client, an, batch, today):
        client.force_login(an)
        page = client.post(f"/lo-hang/{batch.pk}/ban/", self.fields(today, packages="21"))
        assert "chỉ còn 20 gói chưa bán" in page.content.decode()

    def test_a_stranger_cannot_tell_that_it_exists(self, client, chi, batch, sell):
        sale = sell()
        client.force_login(chi)
        for path in (f"/lo-hang/{batch.pk}/ban/", f"/lan-ban/{sale.pk}/sua/"):
            assert client.get(path).status_code == 404

    def test_a_viewer_sees_sales_and_cannot_record_any(self, client, viewer, batch, sell):
        sale = sell(buyer="Chợ huyện")
        client.force_login(viewer)
        shown = client.get(f"/lo-hang/{batch.pk}/").content.decode()
        assert "Chợ huyện" in shown
        assert "Ghi bán hàng" not in shown
        for path in (f"/lo-hang/{batch.pk}/ban/", f"/lan-ban/{sale.pk}/sua/"):
            assert client.get(path).status_code == 403

    def test_without_a_sign_in_pages_lead_to_it(self, client, batch):
        answer = client.get(f"/lo-hang/{batch.pk}/ban/")
        assert answer.headers["Location"].startswith("/dang-nhap/")


def test_the_day_of_a_sale_is_by_default_today(client, an, batch):
    client.force_login(an)
    form = client.get(f"/lo-hang/{batch.pk}/ban/").context["form"]
    assert form["sold_on"].value() == timezone.localdate()
