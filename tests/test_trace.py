"""Batches, the codes they claim, labels on them: rules and constraints."""

import datetime
from decimal import Decimal
from uuid import uuid4

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
from trace.models import Activation, Batch, BatchInput, Scan
from trace.provenance import provenance
from trace.services import (
    Input,
    labelled_packages,
    left_of_harvest,
    print_labels,
)

pytestmark = pytest.mark.django_db


def bar(code, state, day):
    """The office suspends or revokes the code on `day`."""
    decide(code, {"suspended": "suspend", "revoked": "revoke"}[state], day)


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
        assert refusal.value.code == "growing_areas.code_not_valid_on_harvest"

    def test_the_code_of_a_packing_house_may_not(self, make, harvest, area, today):
        paper = CodePaper(
            code="VN-QTPH-0000", issuer="Cơ quan", granted_on=OLD, kind="packing_house"
        )
        code = register_code(area=area, paper=paper, by="test", today=today)
        with pytest.raises(RuleError) as refusal:
            make(inputs=[Input(harvest=harvest, quantity=Decimal(1), claimed_code=code)])
        assert refusal.value.code == "growing_areas.not_a_growing_area_code"

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
