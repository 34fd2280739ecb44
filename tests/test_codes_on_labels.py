"""What a code is worth: claimed by harvests, shown behind labels, in the way of printing."""

from decimal import Decimal
from uuid import uuid4

import pytest

from common.errors import RuleError
from growing_areas import services
from growing_areas.models import Crop, GrowingAreaCode
from growing_areas.services import record_harvest
from labels.services import ask_file, label_at, open_file, open_sheet, picture_of
from records.models import Job, LogEntry
from tests.conftest import OLD
from tests.growing_area_codes_cast import decide
from tests.growing_areas_cast import DAY, bare_area_beside
from trace.models import Batch
from trace.provenance import provenance
from trace.services import Input, make_batch, print_labels
from trace.sources import open_sources

pytestmark = pytest.mark.django_db


@pytest.fixture
def harvested(area, today):
    """Record a harvest of ten days ago, with changes."""

    def harvested(**changes):
        return record_harvest(
            **{
                "area": area,
                "plots": area.plots.all(),
                "harvested_on": today - 10 * DAY,
                "kilograms": Decimal(500),
                "by": "test",
                "today": today,
            }
            | changes
        )

    return harvested


@pytest.fixture
def batch_of(rice, today):
    """A batch made of all of a harvest, with changes to its part."""

    def batch_of(harvest, **changes):
        return make_batch(
            product=rice,
            lot="L1",
            produced_on=today,
            quantity=Decimal(100),
            unit="kg",
            inputs=[Input(harvest=harvest, quantity=Decimal(100), **changes)],
            by="test",
            today=today,
        )

    return batch_of


def printed(batch, today):
    return print_labels(
        batch=batch, count=3, sheet="a4-24", by="test", request=uuid4(), today=today
    )


def refused(service, **values):
    with pytest.raises(RuleError) as caught:
        service(**values)
    return caught.value


class TestAHarvestThatClaimsACode:
    def test_a_valid_one_is_kept_and_logged(self, harvested, code):
        harvest = harvested(code=code)
        assert harvest.code == code
        entry = LogEntry.objects.get(subject=harvest.key)
        assert entry.data["state"]["code"] == code.code

    @pytest.mark.parametrize("what", ["monitor", "require_correction"])
    def test_what_counts_as_valid(self, harvested, code, today, what):
        decide(code, what, today - 20 * DAY)
        assert harvested(code=code).code == code

    @pytest.mark.parametrize("what", ["suspend", "revoke", "cancel"])
    def test_what_does_not(self, harvested, code, today, what):
        decide(code, what, today - 20 * DAY)
        error = refused(harvested, code=code)
        assert (error.code, error.field) == (
            "growing_areas.code_not_valid_on_harvest",
            "code",
        )

    @pytest.mark.parametrize("what", ["suspend", "revoke", "cancel"])
    def test_what_came_after_the_harvest_takes_nothing_away(self, harvested, code, today, what):
        decide(code, what, today - 9 * DAY)
        assert harvested(code=code).code == code

    def test_one_that_ran_out_since_may_be_claimed(self, harvested, code, today):
        GrowingAreaCode.objects.update(expires_on=today - 5 * DAY)
        code.refresh_from_db()
        assert harvested(code=code).code == code

    def test_not_the_code_of_another_area(self, harvested, code, area):
        GrowingAreaCode.objects.update(area=bare_area_beside(area))
        code.refresh_from_db()
        assert refused(harvested, code=code).code == "growing_areas.code_of_another_area"

    def test_not_one_for_another_crop(self, harvested, code, area):
        area.crop = Crop.objects.create(
            code="ngo", name="ngô", name_en="maize", perennial=False
        )
        area.save()
        error = refused(harvested, code=code)
        assert error.code == "growing_areas.code_for_another_crop"
        assert "được cấp cho lúa" in error.message

    def test_not_a_refused_one(self, harvested, code, dung, today):
        services.refuse_code(code=code, reason="Không có.", user=dung, today=today)
        error = refused(harvested, code=GrowingAreaCode.objects.get())
        assert "cơ quan không công nhận" in error.message


class TestTheClaimGoesWithTheGoods:
    def test_a_batch_claims_what_its_harvest_claimed(self, harvested, batch_of, code):
        assert batch_of(harvested(code=code)).inputs.get().claimed_code == code

    def test_and_no_other(self, harvested, batch_of, code, area, today):
        paper = services.CodePaper(
            code="VN-QTOR-0001", issuer="Chi cục", granted_on=OLD, market="CN"
        )
        other = services.register_code(area=area, paper=paper, by="test", today=today)
        error = refused(batch_of, harvest=harvested(code=code), claimed_code=other)
        assert error.code == "trace.harvest_claims_another_code"

    def test_where_the_harvest_claimed_none_the_batch_still_may(
        self, harvested, batch_of, code
    ):
        assert batch_of(harvested(), claimed_code=code).inputs.get().claimed_code == code

    def test_the_form_offers_no_second_choice(self, harvested, code, coop):
        harvested(code=code)
        (source,) = open_sources(coop)
        assert source.codes == ()
        assert code.code in source.title

    def test_the_log_of_the_batch_names_it(self, harvested, batch_of, code):
        batch = batch_of(harvested(code=code))
        entry = LogEntry.objects.filter(subject=batch.key).earliest("number")
        assert code.code in str(entry.data)


class TestPrinting:
    @pytest.fixture
    def batch(self, harvested, batch_of, code):
        return batch_of(harvested(code=code))

    def test_a_lot_without_a_code_may_be_labelled(self, harvested, batch_of, today):
        assert printed(batch_of(harvested()), today).pk

    @pytest.mark.parametrize("what", ["suspend", "revoke"])
    def test_a_barred_code_refuses_labels(self, batch, code, today, what):
        decide(code, what, today)
        error = refused(printed, batch=batch, today=today)
        assert error.code == "trace.code_barred"
        assert batch.activations.count() == 0

    def test_cancelled_at_the_holders_wish_does_not(self, batch, code, today):
        decide(code, "cancel", today)
        assert printed(batch, today).pk

    def test_run_out_does_not(self, batch, code, today):
        GrowingAreaCode.objects.update(expires_on=today)
        services.expire_codes(today)
        assert printed(batch, today).pk

    def test_run_out_while_suspended_does(self, batch, code, today):
        decide(code, "suspend", today - 3 * DAY)
        GrowingAreaCode.objects.update(expires_on=today)
        services.expire_codes(today)
        assert refused(printed, batch=batch, today=today).code == "trace.code_barred"

    def test_restored_it_no_longer_stands_in_the_way(self, batch, code, today):
        decide(code, "suspend", today)
        decide(code, "restore", today)
        assert printed(batch, today).pk

    def test_a_code_the_office_refused_does(self, batch, code, dung, today):
        services.refuse_code(code=code, reason="Không có.", user=dung, today=today)
        assert refused(printed, batch=batch, today=today).code == "trace.code_barred"

    def test_what_was_asked_before_is_not_printed_after(self, batch, code, today, work_off):
        run = printed(batch, today)
        decide(code, "suspend", today)
        work_off()
        run.refresh_from_db()
        assert run.document is None
        assert run.job.state == Job.State.FAILED
        assert "đang bị đình chỉ" in run.job.error

    def test_nor_when_it_is_asked_again(self, batch, code, client, an, today, work_off):
        run = printed(batch, today)
        decide(code, "suspend", today)
        work_off()
        client.force_login(an)
        client.post(f"/nhan/{run.pk}/in-lai/")
        work_off()
        run.refresh_from_db()
        assert run.document is None
        decide(code, "restore", today)
        client.post(f"/nhan/{run.pk}/in-lai/")
        work_off()
        run.refresh_from_db()
        assert run.document is not None

    def test_no_other_form_of_an_old_run_is_made_either(self, batch, code, today, work_off):
        run = printed(batch, today)
        work_off()
        asked = ask_file(run=run, kind="csv", by="test")
        decide(code, "suspend", today)
        work_off()
        asked.refresh_from_db()
        assert asked.document is None
        error = refused(ask_file, run=run, kind="xlsx", by="test")
        assert error.code == "trace.code_barred"

    def test_what_lies_ready_is_not_handed_out_either(
        self, batch, code, client, an, today, work_off
    ):
        run = printed(batch, today)
        file = ask_file(run=run, kind="csv", by="test")
        work_off()
        run.refresh_from_db()
        file.refresh_from_db()
        decide(code, "suspend", today)
        assert refused(open_sheet, run=run).code == "trace.code_barred"
        assert refused(open_file, row=file).code == "trace.code_barred"
        picture = refused(picture_of, run=run, index=0, kind="png")
        assert picture.code == "trace.code_barred"
        client.force_login(an)
        answer = client.get(f"/nhan/{run.pk}/nhan.pdf")
        assert answer.status_code == 409
        assert "đang bị đình chỉ" in answer.text


class TestWhatTheReaderSees:
    def test_the_state_then_and_now_and_who_answers_for_it(
        self, harvested, batch_of, code, dung, today
    ):
        batch = batch_of(harvested(code=code))
        services.confirm_code(code=code, user=dung, today=today)
        decide(code, "suspend", today)
        (part,) = provenance(Batch.objects.get(pk=batch.pk), today).harvests
        assert (part.state_then, part.state_now, part.confirmation) == (
            "granted",
            "suspended",
            "confirmed",
        )

    @pytest.mark.parametrize(
        ("answer", "words"),
        [
            ("", "Mã số vùng trồng do đơn vị khai"),
            ("confirm", "Mã số vùng trồng, cơ quan đã xác nhận"),
            ("refuse", "cơ quan không công nhận"),
        ],
    )
    def test_the_page_says_whether_an_office_stands_behind_it(
        self, client, harvested, batch_of, code, dung, today, answer, words
    ):
        run = printed(batch_of(harvested(code=code)), today)
        if answer == "confirm":
            services.confirm_code(code=code, user=dung, today=today)
        if answer == "refuse":
            services.refuse_code(code=code, reason="Không có.", user=dung, today=today)
        serial = label_at(run, 0).serial
        assert words in client.get(f"/t/{serial}", follow=True).content.decode()


class TestOverTheApi:
    def test_a_harvest_names_its_code(self, client, binh, area, code, today):
        client.force_login(binh)
        answer = client.post(
            f"/api/v1/growing-areas/{area.pk}/harvests",
            {
                "plot_ids": [area.plots.get().pk],
                "harvested_on": str(today),
                "kilograms": "7",
                "code_id": code.pk,
            },
            content_type="application/json",
        )
        assert (answer.status_code, answer.json()["code_id"]) == (201, code.pk)

    def test_a_code_of_another_area_is_not_found(self, client, binh, area, code, today):
        GrowingAreaCode.objects.update(area=bare_area_beside(area))
        client.force_login(binh)
        answer = client.post(
            f"/api/v1/growing-areas/{area.pk}/harvests",
            {
                "plot_ids": [area.plots.get().pk],
                "harvested_on": str(today),
                "kilograms": "7",
                "code_id": code.pk,
            },
            content_type="application/json",
        )
        assert answer.status_code == 404
