"""Materials, batches, labels on batches: rules, constraints, API, pages."""

import datetime
from decimal import Decimal
from uuid import UUID, uuid4

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from common.errors import BadInput, RuleError
from growing_areas.services import CodePaper, register_code
from labels.models import LabelRun
from labels.services import start_printing
from products.services import Description, add_product, change_product
from records.models import Job, LogEntry
from records.services import versions
from tests.conftest import OLD
from tests.growing_area_codes_cast import decide
from trace.models import Activation, Batch, BatchInput, ReceivedMaterial, Scan
from trace.provenance import provenance
from trace.services import (
    Delivery,
    Input,
    labelled_packages,
    left_of_harvest,
    make_batch,
    print_labels,
    receive_material,
)
from trace.sources import open_sources

pytestmark = pytest.mark.django_db


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


def bar(code, state, day):
    """The office suspends or revokes the code on `day`."""
    decide(code, {"suspended": "suspend", "revoked": "revoke"}[state], day)


def delivery(**changes):
    return Delivery(
        **{
            "name": "Mật ong rừng",
            "kind": "honey",
            "supplier": "Hộ nuôi ong (minh họa)",
            "origin": "xã Hướng Phùng, tỉnh Quảng Trị",
            "received_on": timezone.localdate(),
            "quantity": Decimal(30),
            "unit": "l",
        }
        | changes
    )


@pytest.fixture
def honey(coop):
    """30 litres of honey from a supplier."""
    return receive_material(
        organisation=coop, delivery=delivery(), by="test", today=timezone.localdate()
    )


class TestMaterials:
    def test_receiving_is_written_into_the_log(self, coop, honey):
        entry = LogEntry.objects.filter(chain=coop.key).last()
        assert (entry.action, entry.data["state"]["quantity"]) == (
            "trace.material_received",
            "30",
        )

    @pytest.mark.parametrize(
        ("changes", "code"),
        [
            ({"quantity": Decimal(0)}, "trace.bad_quantity"),
            ({"supplier": " "}, "trace.missing_field"),
            ({"received_on": datetime.date(2099, 1, 1)}, "trace.received_in_future"),
        ],
    )
    def test_what_cannot_be_right_is_refused(self, coop, changes, code):
        with pytest.raises(BadInput) as refusal:
            receive_material(
                organisation=coop,
                delivery=delivery(**changes),
                by="test",
                today=timezone.localdate(),
            )
        assert refusal.value.code == code
        assert not ReceivedMaterial.objects.exists()

    def test_a_batch_of_honey_is_made_from_it(self, coop, honey, today):
        product = add_product(
            organisation=coop,
            description=Description(
                name="Mật ong", net_content=Decimal(500), content_unit="ml"
            ),
            by="test",
        )
        batch = make_batch(
            product=product,
            lot="M1",
            produced_on=today,
            quantity=Decimal(30),
            unit="l",
            inputs=[Input(material=honey, quantity=Decimal(30))],
            by="test",
            today=today,
        )
        assert batch.packages == 60
        assert open_sources(coop) == []


class TestBatches:
    def test_it_takes_from_its_harvest(self, make, harvest):
        make()
        assert left_of_harvest(harvest) == Decimal(880)

    def test_the_shelf_life_gives_the_expiry(self, make, today):
        assert make().expires_on == today + datetime.timedelta(days=365)

    def test_it_is_written_into_the_log_with_what_went_in(self, make, harvest):
        make()
        entry = LogEntry.objects.get(action="trace.batch_made")
        assert entry.data["inputs"][0] == {
            "harvest": harvest.key,
            "material": None,
            "claimed_code": None,
            "quantity": "120",
        }

    def test_a_harvest_is_never_used_up_twice(self, make, harvest):
        make()
        with pytest.raises(RuleError) as refusal:
            make(lot="L2", inputs=[Input(harvest=harvest, quantity=Decimal("880.001"))])
        assert refusal.value.code == "trace.too_much"
        assert "chỉ còn 880 kg, không đủ 880,001 kg" in refusal.value.message
        assert Batch.objects.count() == 1

    def test_a_lot_is_used_once(self, make):
        make()
        with pytest.raises(RuleError) as refusal:
            make()
        assert (refusal.value.code, refusal.value.field) == ("trace.lot_taken", "lot")

    @pytest.mark.parametrize(
        ("changes", "code", "field"),
        [
            ({"lot": "LÔ 1"}, "trace.bad_lot", "lot"),
            ({"lot": "L" * 21}, "trace.bad_lot", "lot"),
            ({"lot": ""}, "trace.bad_lot", "lot"),
            ({"unit": "l"}, "trace.wrong_unit", "unit"),
            ({"quantity": Decimal(0)}, "trace.bad_quantity", "quantity"),
            ({"inputs": []}, "trace.batch_from_nothing", "inputs"),
            (
                {"produced_on": datetime.date(2099, 1, 1)},
                "trace.produced_in_future",
                "produced_on",
            ),
            (
                {"expires_on": datetime.date(2020, 1, 1)},
                "trace.expires_too_early",
                "expires_on",
            ),
        ],
    )
    def test_what_cannot_be_right_is_refused_at_its_field(self, make, changes, code, field):
        with pytest.raises(BadInput) as refusal:
            make(**changes)
        assert (refusal.value.code, refusal.value.field) == (code, field)
        assert not Batch.objects.exists()

    def test_an_input_names_one_source_once(self, make, harvest, honey, code):
        both = Input(harvest=harvest, material=honey, quantity=Decimal(1))
        coded = Input(material=honey, claimed_code=code, quantity=Decimal(1))
        twice = [Input(harvest=harvest, quantity=Decimal(1))] * 2
        refused = {
            "trace.input_needs_one_source": [both],
            "trace.input_twice": twice,
            "trace.code_without_harvest": [coded],
        }
        for wanted, inputs in refused.items():
            with pytest.raises(BadInput) as refusal:
                make(inputs=inputs)
            assert refusal.value.code == wanted
        with pytest.raises(BadInput):
            make(inputs=[Input(quantity=Decimal(1))])

    def test_it_is_not_made_before_its_harvest(self, make, harvest):
        with pytest.raises(RuleError) as refusal:
            make(produced_on=harvest.harvested_on - datetime.timedelta(days=1))
        assert refusal.value.code == "trace.made_before_harvest"

    def test_the_harvest_of_another_is_a_received_material(self, make, harvest, other_coop):
        product = add_product(
            organisation=other_coop,
            description=Description(name="Gạo", net_content=Decimal(1), content_unit="kg"),
            by="test",
        )
        with pytest.raises(RuleError) as refusal:
            make(product=product)
        assert refusal.value.code == "trace.harvest_of_another"

    @pytest.mark.parametrize(
        ("columns", "name"),
        [
            ({"lot": ""}, "batch_has_a_lot"),
            ({"quantity": 0}, "batch_quantity_above_zero"),
            ({"unit": "lb"}, "batch_unit_known"),
            ({"expires_on": datetime.date(2000, 1, 1)}, "batch_expires_after_it_was_made"),
        ],
    )
    def test_the_database_holds_the_rules(self, batch, columns, name):
        with pytest.raises(IntegrityError, match=name), transaction.atomic():
            Batch.objects.filter(pk=batch.pk).update(**columns)

    def test_an_input_comes_from_one_source(self, batch, honey):
        with (
            pytest.raises(IntegrityError, match="batch_input_from_a_harvest_or_a_material"),
            transaction.atomic(),
        ):
            BatchInput.objects.update(material=honey)


class TestClaimingACode:
    def test_a_valid_code_may_be_claimed(self, batch, code):
        assert batch.inputs.get().claimed_code == code

    def test_a_code_that_was_not_valid_on_the_harvest_day_may_not(
        self, make, harvest, code, today
    ):
        bar(code, "suspended", harvest.harvested_on)
        with pytest.raises(RuleError) as refusal:
            make(inputs=[Input(harvest=harvest, quantity=Decimal(1), claimed_code=code)])
        assert refusal.value.code == "trace.code_not_valid_on_harvest"

    def test_the_code_of_a_packing_house_may_not(self, make, harvest, area, today):
        paper = CodePaper(
            code="VN-QTPH-0000", issuer="Cơ quan", granted_on=OLD, kind="packing_house"
        )
        code = register_code(area=area, paper=paper, by="test", today=today)
        with pytest.raises(RuleError) as refusal:
            make(inputs=[Input(harvest=harvest, quantity=Decimal(1), claimed_code=code)])
        assert refusal.value.code == "trace.not_a_growing_area_code"

    def test_the_provenance_gives_the_state_then_and_now(self, batch, code, today):
        bar(code, "suspended", today)
        (part,) = provenance(batch, today).harvests
        assert (part.code, part.state_then, part.state_now) == (
            code.code,
            "granted",
            "suspended",
        )

    def test_the_provenance_takes_two_queries(self, batch, today, django_assert_num_queries):
        with django_assert_num_queries(2):
            provenance(batch, today)


class TestPrinting:
    def print(self, batch, count=20, **changes):
        return print_labels(
            **{"batch": batch, "count": count, "sheet": "a4-24", "by": "test"}
            | {"request": uuid4(), "today": timezone.localdate()}
            | changes
        )

    def test_labels_are_issued_and_activated_together(self, batch):
        run = self.print(batch)
        assert labelled_packages(batch) == 20
        assert Activation.objects.get().run == run

    def test_the_run_keeps_the_words_of_the_printing_day(self, batch):
        run = self.print(batch)
        assert (run.text["name"], run.text["lot"]) == ("Gạo hữu cơ Hải Lăng", "L2611A")
        assert run.public_url == "https://truyxuat.example.vn"

    def test_the_same_request_sent_twice_is_one_run(self, batch):
        request = uuid4()
        first, second = (self.print(batch, request=request) for _ in range(2))
        assert first == second
        assert LabelRun.objects.count() == 1

    def test_the_request_of_another_batch_is_never_answered_with_its_run(self, make, batch):
        request = uuid4()
        self.print(batch, request=request)
        with pytest.raises(RuleError) as refusal:
            self.print(make(lot="L2"), request=request)
        assert refusal.value.code == "labels.request_reused"

    def test_a_change_of_the_product_changes_no_batch(self, batch, rice):
        change_product(
            product=rice,
            description=Description(name="Gạo", net_content=Decimal(1), content_unit="ml"),
            version=rice.version,
            by="test",
        )
        assert Batch.objects.get().packages == 20

    def test_a_print_that_waits_or_runs_is_not_asked_for_twice(self, batch):
        run = self.print(batch)
        assert start_printing(run=run, by="test") == run.job

    def test_a_print_that_failed_can_be_asked_again(self, batch):
        run = self.print(batch)
        failed = run.job
        Job.objects.filter(pk=failed.pk).update(
            state=Job.State.FAILED, finished_at=timezone.now()
        )
        assert start_printing(run=run, by="test") != failed

    def test_there_are_never_more_labels_than_packages(self, batch):
        self.print(batch, 15)
        with pytest.raises(RuleError) as refusal:
            self.print(batch, 6)
        assert refusal.value.code == "trace.more_labels_than_packages"
        assert "in thêm được 5 nhãn" in refusal.value.message
        assert LabelRun.objects.count() == 1

    @pytest.mark.parametrize("count", [0, -1, 1_000_001, 10_000_000])
    def test_a_count_that_cannot_be_is_refused(self, batch, count):
        with pytest.raises(BadInput) as refusal:
            self.print(batch, count)
        assert (refusal.value.code, refusal.value.field) == ("labels.bad_count", "count")

    def test_an_unknown_sheet_is_refused_and_nothing_is_issued(self, batch):
        with pytest.raises(BadInput) as refusal:
            self.print(batch, sheet="a3")
        assert refusal.value.code == "labels.unknown_sheet"
        assert not LabelRun.objects.exists()

    @pytest.mark.parametrize("state", ["suspended", "revoked"])
    def test_a_barred_code_forbids_them(self, batch, code, today, state):
        bar(code, state, today)
        with pytest.raises(RuleError) as refusal:
            self.print(batch)
        assert refusal.value.code == "trace.code_barred"

    def test_an_expired_batch_gets_none(self, make, harvest, today):
        yesterday = today - datetime.timedelta(days=1)
        batch = make(produced_on=harvest.harvested_on, expires_on=yesterday)
        with pytest.raises(RuleError) as refusal:
            self.print(batch)
        assert refusal.value.code == "trace.batch_expired"

    @pytest.mark.parametrize(
        "address",
        ["http://truyxuat.example.vn", "https://localhost", "https://10.0.0.7"],
    )
    def test_an_address_that_is_not_public_is_never_printed(self, batch, settings, address):
        settings.PUBLIC_URL = address
        with pytest.raises(RuleError) as refusal:
            self.print(batch)
        assert refusal.value.code == "labels.address_not_public"
        assert not LabelRun.objects.exists()

    def test_activating_raises_the_batchs_version(self, batch):
        self.print(batch)
        assert versions([batch.key]) == {batch.key: 1}

    def test_the_database_refuses_to_activate_a_label_twice(self, batch):
        run = self.print(batch, 10)
        with (
            pytest.raises(IntegrityError, match="activation_of_each_label_once"),
            transaction.atomic(),
        ):
            Activation.objects.create(
                run=run,
                batch=batch,
                first=9,
                end=11,
                activated_at=timezone.now(),
                activated_by="test",
            )

    def test_a_scan_is_never_changed(self, batch):
        Scan.objects.create(at=timezone.now(), verdict="unknown", code="X")
        with pytest.raises(IntegrityError, match="scan_append_only"), transaction.atomic():
            Scan.objects.update(code="Y")


class TestBatchApi:
    @pytest.fixture(autouse=True)
    def setup(self, client, rice, harvest, code, today):
        self.client = client
        self.body = {
            "product_id": rice.pk,
            "lot": "L1",
            "produced_on": str(today),
            "quantity": "100",
            "unit": "kg",
            "inputs": [
                {"harvest_id": harvest.pk, "claimed_code_id": code.pk, "quantity": "120"}
            ],
        }

    def post(self, path="/api/v1/batches", **changes):
        return self.client.post(path, self.body | changes, content_type="application/json")

    def test_it_works(self, binh):
        self.client.force_login(binh)
        response = self.post()
        assert response.status_code == 201
        assert response.json()["packages"] == 20

    def test_the_reason_for_a_refusal_is_given(self, an):
        self.client.force_login(an)
        inputs = [{**self.body["inputs"][0], "quantity": "1001"}]
        response = self.post(inputs=inputs)
        assert response.status_code == 409
        assert response.json()["code"] == "trace.too_much"

    def test_a_stranger_cannot_tell_that_the_product_exists(self, chi):
        self.client.force_login(chi)
        assert self.post().status_code == 404

    def test_the_harvest_of_another_cannot_be_named(self, chi, other_coop):
        self.client.force_login(chi)
        product = add_product(
            organisation=other_coop,
            description=Description(name="Gạo", net_content=Decimal(1), content_unit="kg"),
            by="test",
        )
        assert self.post(product_id=product.pk).status_code == 404

    def test_nobody_gets_in_without_signing_in(self):
        assert self.post().status_code == 401

    def test_bad_shape_is_refused(self, an):
        self.client.force_login(an)
        assert self.post(quantity="many").status_code == 422

    def test_a_viewer_may_not(self, viewer):
        self.client.force_login(viewer)
        assert self.post().status_code == 403


class TestMaterialApi:
    @pytest.fixture(autouse=True)
    def setup(self, client, coop, today):
        self.client = client
        self.body = {
            "organisation_id": coop.pk,
            "name": "Mật ong",
            "kind": "honey",
            "supplier": "Hộ nuôi ong",
            "origin": "Hướng Phùng",
            "received_on": str(today),
            "quantity": "30",
            "unit": "l",
        }

    def post(self, **changes):
        return self.client.post(
            "/api/v1/received-materials", self.body | changes, content_type="application/json"
        )

    def test_it_works(self, binh):
        self.client.force_login(binh)
        assert self.post().status_code == 201

    def test_the_reason_for_a_refusal_is_given(self, an):
        self.client.force_login(an)
        response = self.post(received_on="2099-01-01")
        assert response.json()["code"] == "trace.received_in_future"

    def test_a_stranger_cannot_tell_that_the_organisation_exists(self, chi):
        self.client.force_login(chi)
        assert self.post().status_code == 404

    def test_nobody_gets_in_without_signing_in(self):
        assert self.post().status_code == 401

    def test_bad_shape_is_refused(self, an):
        self.client.force_login(an)
        assert self.post(quantity="0").status_code == 422


class TestLabelApi:
    @pytest.fixture(autouse=True)
    def setup(self, client, batch):
        self.client, self.path = client, f"/api/v1/batches/{batch.pk}/labels"

    def post(self, headers=None, **body):
        return self.client.post(
            self.path, body, content_type="application/json", headers=headers or {}
        )

    def test_it_works(self, binh):
        self.client.force_login(binh)
        response = self.post(count=20, sheet="a4-65")
        assert response.status_code == 201
        assert response.json()["count"] == 20

    def test_a_lost_answer_does_not_print_twice(self, an):
        self.client.force_login(an)
        headers = {"Idempotency-Key": str(UUID(int=7))}
        answers = [self.post(headers, count=5).json()["id"] for _ in range(2)]
        assert answers[0] == answers[1]
        assert LabelRun.objects.count() == 1

    def test_the_reason_for_a_refusal_is_given(self, an):
        self.client.force_login(an)
        assert self.post(count=0).json()["code"] == "labels.bad_count"

    def test_a_stranger_cannot_tell_that_the_batch_exists(self, chi):
        self.client.force_login(chi)
        assert self.post(count=1).status_code == 404

    def test_nobody_gets_in_without_signing_in(self):
        assert self.post(count=1).status_code == 401

    def test_bad_shape_is_refused(self, an):
        self.client.force_login(an)
        assert self.post(count="many").status_code == 422

    def test_a_viewer_may_not(self, viewer):
        self.client.force_login(viewer)
        assert self.post(count=1).status_code == 403


class TestPages:
    def test_a_batch_and_its_labels_are_made_on_the_pages(
        self, client, an, rice, harvest, code, today
    ):
        client.force_login(an)
        page = client.post(
            f"/san-pham/{rice.pk}/lo-hang/them/",
            {
                "lot": "L9",
                "produced_on": str(today),
                "quantity": "100",
                "unit": "kg",
                f"harvest_{harvest.pk}": "120",
                f"code_harvest_{harvest.pk}": str(code.pk),
            },
        )
        batch = Batch.objects.get()
        assert page.headers["Location"] == f"/lo-hang/{batch.pk}/"
        assert batch.inputs.get().claimed_code == code
        client.post(
            f"/lo-hang/{batch.pk}/in-nhan/",
            {"count": "20", "sheet": "a4-24", "request": str(uuid4())},
        )
        assert labelled_packages(batch) == 20

    def test_a_double_click_prints_once(self, client, an, batch):
        client.force_login(an)
        fields = {"count": "5", "sheet": "a4-24", "request": str(uuid4())}
        for _ in range(2):
            client.post(f"/lo-hang/{batch.pk}/in-nhan/", fields)
        assert LabelRun.objects.count() == 1

    def test_a_refusal_stands_on_the_form_and_nothing_typed_is_lost(
        self, client, an, rice, harvest, today
    ):
        client.force_login(an)
        page = client.post(
            f"/san-pham/{rice.pk}/lo-hang/them/",
            {
                "lot": "L9",
                "produced_on": str(today),
                "quantity": "100",
                "unit": "kg",
                f"harvest_{harvest.pk}": "5000",
            },
        )
        assert "chỉ còn 1.000 kg" in page.content.decode()
        assert page.context["form"]["lot"].value() == "L9"

    @pytest.mark.parametrize("path", ["", "in-nhan/"])
    def test_a_stranger_cannot_tell_that_the_batch_exists(self, client, chi, batch, path):
        client.force_login(chi)
        assert client.get(f"/lo-hang/{batch.pk}/{path}").status_code == 404

    def test_a_viewer_may_look_and_not_print(self, client, viewer, batch):
        client.force_login(viewer)
        assert client.get(f"/lo-hang/{batch.pk}/").status_code == 200
        assert client.get(f"/lo-hang/{batch.pk}/in-nhan/").status_code == 403

    @pytest.mark.parametrize("path", ["/lo-hang/", "/nguyen-lieu/", "/nhan/"])
    def test_without_a_sign_in_pages_lead_to_it(self, client, path):
        assert client.get(path).headers["Location"].startswith("/dang-nhap/")

    @pytest.mark.parametrize("path", ["/lo-hang/", "/nguyen-lieu/", "/nhan/"])
    def test_lists_take_few_queries(
        self, client, an, batch, honey, path, django_assert_max_num_queries
    ):
        client.force_login(an)
        with django_assert_max_num_queries(8):
            assert client.get(path).status_code == 200
