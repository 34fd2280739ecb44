"""The field diary: what is entered, what is refused, what is told of it."""

import datetime
import io
from decimal import Decimal
from uuid import uuid4

import pytest
from django.utils import timezone

from growing_areas.cautions import bans_of, cautions_of, ingredients_of
from growing_areas.models import DiaryEntry, DiaryPhoto, Finding, Harvest
from growing_areas.services import CodePaper, add_photo, record_work, register_code
from records.models import Document, LogEntry
from tests.diary_cast import DAY, do, make_input, spray, work
from tests.files import PDF, picture
from tests.growing_areas_cast import hill_of, refusal

pytestmark = pytest.mark.django_db


def refused(area, given, *, plots=None, corrects=None):
    return refusal(
        record_work,
        area=area,
        plots=area.plots.all() if plots is None else plots,
        work=given,
        by="test",
        now=timezone.now(),
        corrects=corrects,
    )


class TestEntering:
    def test_an_entry_keeps_what_was_told(self, area, pesticide, today):
        entry = spray(
            area,
            today,
            pesticide,
            operator="Ông  Bảy",
            target="rầy nâu",
            weather="sun",
            note=" gió nhẹ ",
        )
        entry.refresh_from_db()
        assert (entry.input_name, entry.active_ingredient) == ("Thuốc A 5EC", "Chất A + Chất B")
        assert (entry.pre_harvest_days, entry.operator, entry.note) == (7, "Ông Bảy", "gió nhẹ")
        assert list(entry.plots.all()) == list(area.plots.all())

    def test_both_clocks_are_kept(self, area, today):
        now = timezone.now()
        captured = now - datetime.timedelta(hours=5)
        entry = do(area, "irrigation", today, captured_at=captured, now=now)
        assert (entry.captured_at, entry.received_at) == (captured, now)
        assert not entry.is_late

    def test_what_arrives_days_later_is_taken_and_marked(self, area, today):
        now = timezone.now()
        entry = do(area, "pruning", today - 9 * DAY, captured_at=now - 9 * DAY, now=now)
        assert entry.is_late
        assert list(DiaryEntry.objects.late()) == [entry]

    def test_the_same_entry_arrives_once(self, area, today):
        given = work("pruning", today)
        told = [
            record_work(
                area=area, plots=area.plots.all(), work=given, by="test", now=timezone.now()
            )
            for _each in range(2)
        ]
        assert [one.known for one in told] == [False, True]
        assert told[0].entry == told[1].entry
        assert DiaryEntry.objects.count() == 1
        assert LogEntry.objects.filter(subject=told[0].entry.key).count() == 1

    def test_its_id_belongs_to_one_area(self, area, other_coop, other_commune, today):
        given = work("pruning", today)
        record_work(
            area=area, plots=area.plots.all(), work=given, by="test", now=timezone.now()
        )
        hill = hill_of(other_coop, other_commune, today)
        assert refused(hill, given).code == "growing_areas.client_id_taken"

    def test_the_log_keeps_the_operator_apart_from_the_rest(self, area, today):
        entry = do(area, "pruning", today, operator="Bà Tư")
        told = LogEntry.objects.get(subject=entry.key)
        assert "Bà Tư" not in str(told.data)
        assert told.data["personal"][f"{entry.key}:operator"]

    def test_a_listed_fertiliser_that_is_sprayed_has_no_interval(self, area, fertiliser, today):
        assert spray(area, today, fertiliser).pre_harvest_days == 0

    def test_more_days_on_the_label_go_before_the_list(self, area, pesticide, today):
        assert spray(area, today, pesticide, pre_harvest_days=14).pre_harvest_days == 14
        assert spray(area, today, pesticide, pre_harvest_days=1).pre_harvest_days == 7

    def test_an_input_outside_the_list_is_taken_with_its_days(self, area, today):
        entry = spray(area, today, None, input_name="Thuốc lạ", pre_harvest_days=5)
        (caution,) = cautions_of(entry, [])
        assert caution.code == "growing_areas.input_not_listed"


class TestRefusing:
    @pytest.mark.parametrize(
        ("code", "changes"),
        [
            ("growing_areas.unknown_job", {"job": "dancing"}),
            ("growing_areas.unknown_weather", {"weather": "snow"}),
            ("growing_areas.text_too_long", {"operator": "x" * 121}),
            ("growing_areas.diary_without_input", {"input": None}),
            ("growing_areas.bad_interval", {"input": None, "input_name": "A", "days": 366}),
            ("growing_areas.spraying_without_interval", {"input": None, "input_name": "A"}),
            ("growing_areas.diary_without_dose", {"dose": None}),
            ("growing_areas.bad_dose", {"dose": Decimal(0)}),
            ("growing_areas.bad_dose", {"dose": Decimal("0.0001")}),
            ("growing_areas.bad_dose", {"dose": Decimal("NaN")}),
            ("growing_areas.unknown_dose_unit", {"dose_unit": "tạ"}),
            ("growing_areas.diary_kilograms", {"kilograms": Decimal(5)}),
        ],
    )
    def test_what_is_wrong_is_said(self, area, pesticide, today, code, changes):
        given = {"job": "spraying", "input": pesticide, "dose": Decimal(1), "dose_unit": "l"}
        given |= changes
        if "days" in given:
            given["pre_harvest_days"] = given.pop("days")
        refusing = refused(area, work(given.pop("job"), today, **given))
        assert refusing.code == code
        assert refusing.message.endswith(".")
        assert not DiaryEntry.objects.exists()

    def test_all_that_is_wrong_is_said_at_once(self, area, today):
        refusing = refused(area, work("spraying", today + DAY))
        codes = [finding["code"] for finding in refusing.findings]
        assert codes == [
            "growing_areas.diary_day_impossible",
            "growing_areas.diary_without_input",
            "growing_areas.diary_without_dose",
        ]

    def test_a_clock_ahead_by_minutes_is_taken_and_by_more_is_not(self, area, today):
        now = timezone.now()
        minute = datetime.timedelta(minutes=1)
        assert do(area, "pruning", today, captured_at=now + 9 * minute, now=now)
        ahead = work("pruning", today, captured_at=now + 30 * minute)
        assert refused(area, ahead).code == "growing_areas.diary_from_the_future"

    def test_work_of_tomorrow_is_refused(self, area, today):
        assert refused(area, work("pruning", today + DAY)).field == "done_on"

    def test_a_plot_is_wanted_and_of_this_area(self, area, other_coop, other_commune, today):
        given = work("pruning", today)
        assert refused(area, given, plots=[]).code == "growing_areas.diary_without_plots"
        hill = hill_of(other_coop, other_commune, today)
        strange = refused(area, given, plots=hill.plots.all())
        assert strange.code == "growing_areas.diary_plot_of_another"

    def test_an_input_of_another_place_is_refused(self, area, input_list, other_commune, today):
        input_list.unit, input_list.holder = other_commune, f"unit:{other_commune.pk}"
        input_list.save()
        given = work("fertiliser", today, input=make_input(input_list, "Phân B", kind="other"))
        assert refused(area, given).code == "growing_areas.input_of_another_list"

    def test_an_input_of_an_ended_list_is_taken(self, area, input_list, pesticide, today):
        # A phone without signal still shows the list of last week.
        input_list.valid_to = today
        input_list.save()
        assert spray(area, today, pesticide).input == pesticide


class TestHarvesting:
    def test_it_records_the_harvest_too(self, area, today):
        entry = do(area, "harvest", today, kilograms=Decimal("12.5"), note="đợt một")
        assert entry.harvest == Harvest.objects.get()
        assert (entry.harvest.kilograms, entry.harvest.note) == (Decimal("12.5"), "đợt một")

    def test_two_alike_in_one_minute_are_two(self, area, today):
        for _each in range(2):
            do(area, "harvest", today, kilograms=Decimal(10))
        assert Harvest.objects.count() == 2

    def test_without_kilograms_it_is_refused(self, area, today):
        assert refused(area, work("harvest", today)).code == "growing_areas.diary_kilograms"

    def test_inside_an_interval_neither_is_recorded(self, area, pesticide, today):
        spray(area, today, pesticide)
        given = work("harvest", today, kilograms=Decimal(10))
        assert refused(area, given).code == "growing_areas.harvest_within_interval"
        assert DiaryEntry.objects.count() == 1
        assert not Harvest.objects.exists()

    def test_what_was_let_through_is_said_of_the_entry(self, area, pesticide, today):
        spray(area, today, pesticide)
        entry = do(
            area, "harvest", today, kilograms=Decimal(10), override_reason="Đã kiểm nghiệm"
        )
        (caution,) = cautions_of(entry, [])
        assert caution.message.endswith("Đã kiểm nghiệm")


class TestCorrecting:
    def test_the_old_one_stays_and_is_struck_through(self, area, today):
        old = do(area, "pruning", today)
        new = do(area, "pruning", today - DAY, corrects=old)
        old.refresh_from_db()
        assert old.is_corrected
        assert list(DiaryEntry.objects.standing()) == [new]
        assert LogEntry.objects.get(subject=new.key).data["corrects"] == old.key

    def test_it_is_corrected_once(self, area, today):
        old = do(area, "pruning", today)
        do(area, "pruning", today, corrects=old)
        again = refused(area, work("pruning", today), corrects=old)
        assert again.code == "growing_areas.entry_corrected_before"

    def test_a_harvest_is_not_corrected_here(self, area, today):
        old = do(area, "harvest", today, kilograms=Decimal(10))
        refusing = refused(area, work("pruning", today), corrects=old)
        assert refusing.code == "growing_areas.harvest_not_corrected_here"


@pytest.fixture
def chinese_code(area, today):
    return register_code(
        area=area,
        paper=CodePaper(
            code="CN-QTOR-0001", issuer="ví dụ", granted_on=today - 100 * DAY, market="CN"
        ),
        by="test",
        today=today,
    )


class TestMarkets:
    def test_ingredients_are_told_apart(self):
        assert ingredients_of("Chất A + Mancozeb") == ["chat a", "mancozeb"]
        assert ingredients_of("") == []

    def test_a_ban_of_the_codes_market_is_found(
        self, area, chinese_code, pesticide, ban, today
    ):
        spray(area, today, pesticide)
        found = Finding.objects.get()
        assert (found.source, found.severity) == ("banned_input", "minor")
        assert "Thị trường Trung Quốc cấm dùng Chất B" in found.text

    def test_only_a_document_that_was_read_makes_it_grave(
        self, area, chinese_code, pesticide, ban, today
    ):
        ban.certainty = "read"
        ban.save()
        spray(area, today, pesticide)
        assert Finding.objects.get().severity == "major"

    def test_other_markets_do_not_matter(self, area, code, pesticide, ban, today):
        spray(area, today, pesticide)
        assert not Finding.objects.exists()

    def test_what_the_country_bans_matters_without_a_code(self, area, pesticide, ban, today):
        ban.market = "VN"
        ban.save()
        spray(area, today, pesticide)
        assert Finding.objects.exists()

    def test_a_ban_counts_on_the_day_of_the_work(
        self, area, chinese_code, pesticide, ban, today
    ):
        ban.valid_from = today
        ban.save()
        spray(area, today - DAY, pesticide)
        assert not Finding.objects.exists()

    def test_many_entries_are_judged_in_few_queries(
        self, area, chinese_code, pesticide, ban, today, django_assert_max_num_queries
    ):
        entries = [spray(area, today, pesticide) for _each in range(5)]
        with django_assert_max_num_queries(4):
            found = bans_of(entries)
        assert all(found.values())


def photo(entry, content=None, client_id=None):
    return add_photo(
        entry=entry,
        client_id=client_id or uuid4(),
        name="IMG 1.png",
        content=io.BytesIO(content or picture()),
        by="test",
        now=timezone.now(),
    )


class TestPhotos:
    def test_one_arrives_once(self, area, today):
        entry, client_id = do(area, "pruning", today), uuid4()
        told = [photo(entry, client_id=client_id) for _each in range(2)]
        assert [one.known for one in told] == [False, True]
        assert DiaryPhoto.objects.get().document.content_type == "image/jpeg"
        assert Document.objects.count() == 1

    def test_what_is_no_picture_is_refused(self, area, today):
        entry = do(area, "pruning", today)
        assert refusal(photo, entry=entry, content=PDF).code == "records.not_a_picture"

    def test_its_id_belongs_to_one_entry(self, area, today):
        client_id = uuid4()
        photo(do(area, "pruning", today), client_id=client_id)
        other = do(area, "pruning", today)
        refusing = refusal(photo, entry=other, client_id=client_id)
        assert refusing.code == "growing_areas.client_id_taken"

    def test_there_are_ten_at_most(self, area, today):
        entry = do(area, "pruning", today)
        for _each in range(10):
            photo(entry)
        assert refusal(photo, entry=entry).code == "growing_areas.too_many_photos"


class TestWhoSees:
    def test_strangers_do_not(self, area, today, chi, an, dung):
        entry = do(area, "pruning", today)
        assert not DiaryEntry.objects.visible_to(chi).exists()
        assert list(DiaryEntry.objects.visible_to(an)) == [entry]
        assert list(DiaryEntry.objects.visible_to(dung)) == [entry]
