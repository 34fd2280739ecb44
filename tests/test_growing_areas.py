"""Areas, plots, codes and harvests: constraints, services, who sees them, the crops' file."""

import datetime
from decimal import Decimal
from io import StringIO

import pytest
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction

from accounts.models import OfficerDuty, User
from common.errors import BadInput, NotAllowed, RuleError
from growing_areas import services
from growing_areas.access import may_decide, require_decider
from growing_areas.models import (
    VALID_STATES,
    CodeState,
    Crop,
    GrowingArea,
    GrowingAreaCode,
    Harvest,
    HarvestPlot,
    Plot,
)
from places.services import add_village
from records.models import LogEntry
from records.services import versions
from tests.conftest import OLD, REFORM

pytestmark = pytest.mark.django_db

DAY = datetime.timedelta(days=1)


def square(east=0.0, *, closed=True):
    """About a hectare at Hải Lăng, moved `east` degrees."""
    ring = [[107.2, 16.7], [107.201, 16.7], [107.201, 16.701], [107.2, 16.701], [107.2, 16.7]]
    ring = [[round(lon + east, 6), lat] for lon, lat in ring]
    return {"type": "Polygon", "coordinates": [ring if closed else ring[:-1]]}


def collection(*plots):
    """A FeatureCollection of (name, geometry)."""
    return {
        "type": "FeatureCollection",
        "features": [
            {"type": "Feature", "properties": {"name": name}, "geometry": geometry}
            for name, geometry in plots
        ],
    }


@pytest.fixture
def bare_area(area):
    """Fields of the cooperative without plots yet."""
    return GrowingArea.objects.create(
        organisation=area.organisation,
        name="Đồng trống",
        crop=area.crop,
        unit=area.unit,
        registered_at=area.registered_at,
    )


@pytest.fixture
def other_area(area, other_coop, other_commune, today):
    """Chi's coffee hill, with one plot."""
    hill = services.register_area(
        organisation=other_coop,
        name="Đồi cà phê",
        crop=area.crop,
        unit=other_commune,
        by="test",
        today=today,
    )
    services.add_plot(area=hill, document=square(-0.5), by="test")
    return hill


@pytest.fixture
def decide(code, today):
    """An office's decision about the code, with changes."""

    def decide(state="suspended", valid_from=today, reason="Kiểm tra định kỳ.", **changes):
        return services.change_code_state(
            **{
                "code": code,
                "state": state,
                "valid_from": valid_from,
                "reason": reason,
                "by": "test",
                "today": today,
            }
            | changes
        )

    return decide


def refusal(service, **values):
    with pytest.raises(RuleError) as caught:
        service(**values)
    return caught.value


# --- areas ------------------------------------------------------------------------------------


class TestRegisteringAnArea:
    @pytest.fixture(autouse=True)
    def setup(self, area, coop, commune, today):
        self.values = {
            "organisation": coop,
            "name": "Đồng mới",
            "crop": area.crop,
            "unit": commune,
            "by": "test",
            "today": today,
        }

    def test_it_works(self, coop):
        area = services.register_area(**self.values | {"name": " Đô\u0300ng  mới "})
        assert (area.name, area.organisation) == ("Đồng mới", coop)

    def test_it_is_logged(self, coop):
        area = services.register_area(**self.values)
        entry = LogEntry.objects.get(chain=coop.key, subject=area.key)
        assert entry.action == "growing_areas.area_registered"

    def test_it_may_lie_in_a_village(self, commune, today):
        village = add_village(
            commune=commune,
            name="Đại An Khê",
            kind="thôn",
            on=REFORM,
            legal_basis="",
            by="test",
        )
        assert services.register_area(**self.values | {"unit": village}).unit == village

    def test_without_a_name_it_is_refused(self):
        error = refusal(services.register_area, **self.values | {"name": "  "})
        assert (error.code, error.field) == ("growing_areas.no_name", "name")

    def test_a_name_is_given_once_in_an_organisation(self):
        services.register_area(**self.values)
        error = refusal(services.register_area, **self.values)
        assert error.code == "growing_areas.area_name_taken"

    def test_another_organisation_may_use_the_name(self, other_coop):
        services.register_area(**self.values)
        services.register_area(**self.values | {"organisation": other_coop})

    def test_a_commune_that_ended_is_refused(self, old_commune):
        error = refusal(services.register_area, **self.values | {"unit": old_commune})
        assert (error.code, error.field) == ("growing_areas.unit_not_in_force", "unit")

    def test_a_province_is_too_large(self, province):
        error = refusal(services.register_area, **self.values | {"unit": province})
        assert error.code == "growing_areas.unit_not_in_force"


class TestFindingWhatIsNamed:
    def test_a_code_means_the_place_of_its_day(self, commune, old_commune):
        assert services.place_in_force("19702", REFORM) == commune
        assert services.place_in_force("19708", OLD) == old_commune

    @pytest.mark.parametrize("code", ["19708", "44", "", "x"])
    def test_a_code_that_names_no_commune_that_day_is_refused(self, commune, old_commune, code):
        error = refusal(services.place_in_force, code=code, on=REFORM)
        assert error.code == "growing_areas.unknown_place"

    def test_an_unknown_crop_is_refused(self, area):
        assert services.crop_of("lua") == area.crop
        assert refusal(services.crop_of, code="luaa").code == "growing_areas.unknown_crop"


# --- plots ------------------------------------------------------------------------------------


class TestAddingAPlot:
    def test_its_hectares_and_centroid_are_reckoned(self, area):
        plot = services.add_plot(area=area, document=square(), by="test", name="Ruộng trên")
        plot.refresh_from_db()
        assert plot.hectares == Decimal("1.1803")
        assert (plot.lon, plot.lat) == (Decimal("107.200500"), Decimal("16.700500"))

    def test_its_outline_is_kept_as_given(self, area):
        plot = services.add_plot(area=area, document=square(), by="test")
        plot.refresh_from_db()
        assert plot.geometry == square()

    def test_it_is_logged_without_its_corners(self, area):
        plot = services.add_plot(area=area, document=square(), by="test")
        data = LogEntry.objects.get(subject=plot.key).data
        assert data["hectares"] == "1.1803"
        assert "107.2" not in str(data)

    def test_without_a_name_it_gets_the_next_number(self, area):
        services.add_plot(area=area, document=square(), by="test", name="Thửa 2")
        assert services.add_plot(area=area, document=square(), by="test").name == "Thửa 3"

    def test_the_name_in_the_file_is_taken(self, area):
        document = collection(("Ruộng trên", square()))
        assert services.add_plot(area=area, document=document, by="test").name == "Ruộng trên"

    def test_the_name_typed_goes_before_the_name_in_the_file(self, area):
        document = collection(("Ruộng trên", square()))
        plot = services.add_plot(area=area, document=document, by="test", name="Ruộng dưới")
        assert plot.name == "Ruộng dưới"

    def test_a_name_is_given_once_in_an_area(self, area):
        error = refusal(
            services.add_plot, area=area, document=square(), by="test", name="Thửa 1"
        )
        assert (error.code, error.field) == ("growing_areas.plot_name_taken", "name")

    def test_an_impossible_one_is_refused_and_not_saved(self, area):
        before = Plot.objects.count()
        error = refusal(services.add_plot, area=area, document=square(closed=False), by="test")
        assert error.code == "growing_areas.plot_not_closed"
        assert Plot.objects.count() == before


class TestAddingManyPlots:
    def test_all_are_added(self, bare_area):
        document = collection(("A", square()), ("B", square(0.002)), (None, square(0.004)))
        plots = services.add_plots(area=bare_area, document=document, by="test")
        assert [plot.name for plot in plots] == ["A", "B", "Thửa 1"]

    def test_they_are_logged_as_one_act(self, bare_area):
        document = collection(("A", square()), ("B", square(0.002)))
        plots = services.add_plots(area=bare_area, document=document, by="test")
        requests = LogEntry.objects.filter(subject__in=[plot.key for plot in plots])
        (request,) = set(requests.values_list("request", flat=True))
        assert request

    def test_every_fault_is_told_and_none_is_saved(self, bare_area):
        document = collection(
            ("A", square()), ("B", square(closed=False)), ("A", square()), ("D", None)
        )
        with pytest.raises(services.PlotsRefused) as caught:
            services.add_plots(area=bare_area, document=document, by="test")
        assert [(one.place, one.code) for one in caught.value.findings] == [
            (2, "growing_areas.plot_not_closed"),
            (3, "growing_areas.plot_name_taken"),
            (4, "growing_areas.plot_no_geometry"),
        ]
        assert "3 trong 4 thửa" in caught.value.message
        assert all(one.message in caught.value.message for one in caught.value.findings)
        assert not bare_area.plots.exists()

    def test_a_number_is_not_taken_from_a_plot_named_in_the_file(self, bare_area):
        document = collection((None, square()), ("Thửa 1", square(0.002)))
        plots = services.add_plots(area=bare_area, document=document, by="test")
        assert [plot.name for plot in plots] == ["Thửa 2", "Thửa 1"]

    def test_too_many_at_once_are_refused(self, bare_area):
        document = collection(*[(None, None)] * (services.MOST_PLOTS_AT_ONCE + 1))
        error = refusal(services.add_plots, area=bare_area, document=document, by="test")
        assert error.code == "growing_areas.plots_too_many"


def test_the_hectares_of_an_area_are_those_of_its_plots(bare_area):
    services.add_plots(
        area=bare_area, document=collection((None, square()), (None, square(0.002))), by="test"
    )
    areas = {area.name: area.hectares for area in GrowingArea.objects.with_hectares()}
    assert areas[bare_area.name] == 2 * Decimal("1.1803")


def test_an_area_without_plots_has_no_hectares(bare_area):
    assert GrowingArea.objects.with_hectares().get(pk=bare_area.pk).hectares == 0


# --- codes ------------------------------------------------------------------------------------


class TestRegisteringACode:
    @pytest.fixture(autouse=True)
    def setup(self, area, today):
        self.area, self.today = area, today

    def register(self, **changes):
        paper = services.CodePaper(
            **{
                "code": "VN-45-470-19708-01-25",
                "issuer": "Chi cục Trồng trọt và Bảo vệ thực vật",
                "granted_on": self.today - 30 * DAY,
            }
            | changes
        )
        return services.register_code(area=self.area, paper=paper, by="test", today=self.today)

    def test_it_is_granted_from_its_day_on(self):
        code = self.register()
        assert code.state_on(code.granted_on) == "granted"
        assert code.state_on(code.granted_on - DAY) == ""

    def test_it_is_kept_as_printed(self):
        assert self.register(code="  Mã số:  ĐL/12 ").code == "Mã số:  ĐL/12"

    def test_an_unknown_form_is_no_reason_to_refuse_it(self):
        assert self.register(code="???").pk

    def test_it_is_logged_and_its_version_raised(self):
        code = self.register()
        assert LogEntry.objects.get(subject=code.key).data["code"] == code.code
        assert versions([code.key]) == {code.key: 1}

    def test_the_market_is_written_in_capitals(self):
        assert self.register(market=" cn ").market == "CN"

    @pytest.mark.parametrize(
        ("changes", "code", "field"),
        [
            pytest.param({"code": " "}, "growing_areas.bad_code", "code", id="empty"),
            pytest.param({"code": "x" * 61}, "growing_areas.bad_code", "code", id="long"),
            pytest.param({"code": "a\nb"}, "growing_areas.bad_code", "code", id="two-lines"),
            pytest.param({"code": "a\x00"}, "growing_areas.bad_code", "code", id="nul"),
            pytest.param({"market": "VNM"}, "growing_areas.bad_market", "market", id="three"),
            pytest.param({"market": "Đ1"}, "growing_areas.bad_market", "market", id="letters"),
            pytest.param({"issuer": " "}, "growing_areas.no_issuer", "issuer", id="issuer"),
        ],
    )
    def test_what_cannot_be_right_is_refused_at_its_field(self, changes, code, field):
        with pytest.raises(BadInput) as caught:
            self.register(**changes)
        assert (caught.value.code, caught.value.field) == (code, field)
        assert not GrowingAreaCode.objects.exists()

    def test_a_day_of_granting_to_come_is_refused(self):
        error = refusal(self.register, granted_on=self.today + DAY)
        assert error.code == "growing_areas.granted_in_future"

    def test_it_does_not_expire_before_it_is_granted(self):
        day = self.today - DAY
        error = refusal(self.register, granted_on=day, expires_on=day)
        assert error.code == "growing_areas.expires_too_early"

    def test_a_code_stands_in_the_register_once(self, other_area):
        self.register()
        self.area = other_area
        assert refusal(self.register).code == "growing_areas.code_taken"

    def test_the_same_text_may_be_another_market_or_kind(self):
        self.register()
        self.register(market="CN")
        self.register(kind="packing_house")
        assert self.area.codes.count() == 3


class TestTheStateOfACode:
    def test_the_old_state_ends_the_day_the_new_begins(self, code, decide, today):
        decide(valid_from=today - 5 * DAY)
        assert code.state_on(today - 6 * DAY) == "granted"
        assert code.state_on(today - 5 * DAY) == "suspended"

    def test_it_is_logged_and_its_version_raised(self, code, decide):
        before = versions([code.key])[code.key]
        decide(act_number="12/QĐ")
        data = LogEntry.objects.filter(subject=code.key).latest("number").data
        assert (data["from"], data["to"], data["act_number"]) == (
            "granted",
            "suspended",
            "12/QĐ",
        )
        assert versions([code.key])[code.key] == before + 1

    @pytest.mark.parametrize("state", [*CodeState.State.values, ""])
    def test_both_ways_of_asking_agree_in_every_state(self, code, today, state):
        CodeState.objects.all().delete()
        if state:
            CodeState.objects.create(code=code, state=state, valid_from=today)
        valid = GrowingAreaCode.objects.valid_on(today).exists()
        assert code.is_valid_on(today) == valid == (state in VALID_STATES)

    def test_a_code_past_its_last_day_is_expired(self, code, today):
        code.expires_on = today
        code.save()
        assert code.state_on(today - DAY) == "granted"
        assert code.state_on(today) == "expired"
        assert GrowingAreaCode.objects.valid_on(today - DAY).exists()
        assert not GrowingAreaCode.objects.valid_on(today).exists()

    def test_a_revoked_code_stays_revoked_when_it_would_have_expired(self, code, decide, today):
        code.expires_on = today
        code.save()
        decide("revoked")
        assert code.state_on(today) == "revoked"

    def test_asking_a_loaded_code_takes_no_query(
        self, code, decide, today, django_assert_num_queries
    ):
        decide()
        loaded = GrowingAreaCode.objects.prefetch_related("states").get()
        with django_assert_num_queries(0):
            assert loaded.state_on(today) == "suspended"

    @pytest.mark.parametrize("state", ["draft", "submitted", "checked", "nonsense"])
    def test_it_never_goes_back_before_the_grant(self, decide, state):
        assert refusal(decide, state=state).code == "growing_areas.state_unknown"

    def test_a_day_to_come_is_refused(self, decide, today):
        error = refusal(decide, valid_from=today + DAY)
        assert (error.code, error.field) == ("growing_areas.state_in_future", "valid_from")

    def test_a_reason_is_wanted(self, decide):
        assert refusal(decide, reason=" ").code == "growing_areas.state_without_reason"

    def test_the_same_state_again_is_refused(self, decide, today):
        decide(valid_from=today - DAY)
        assert refusal(decide).code == "growing_areas.state_same"

    @pytest.mark.parametrize("earlier", [0, 1])
    def test_the_past_is_not_written_anew(self, decide, today, earlier):
        decide(valid_from=today - 3 * DAY)
        error = refusal(decide, state="restored", valid_from=today - (3 + earlier) * DAY)
        assert error.code == "growing_areas.state_too_early"
        assert CodeState.objects.count() == 2


# --- harvests ---------------------------------------------------------------------------------


class TestRecordingAHarvest:
    @pytest.fixture(autouse=True)
    def setup(self, area, today):
        self.today = today
        self.values = {
            "area": area,
            "plots": list(area.plots.all()),
            "harvested_on": today,
            "kilograms": Decimal("1200.5"),
            "by": "test",
            "today": today,
        }

    def record(self, **changes):
        return services.record_harvest(**self.values | changes)

    def test_it_works(self, area):
        harvest = self.record()
        harvest.refresh_from_db()
        assert harvest.kilograms == Decimal("1200.500")
        assert list(harvest.plots.all()) == list(area.plots.all())

    def test_it_is_logged_with_its_plots(self, area):
        data = LogEntry.objects.get(subject=self.record().key).data
        assert data["kilograms"] == "1200.5"
        assert data["plots"] == [area.plots.get().key]

    def test_a_plot_named_twice_counts_once(self, area):
        assert self.record(plots=[area.plots.get(), area.plots.get()]).plots.count() == 1

    def test_a_day_to_come_is_refused(self):
        error = refusal(self.record, harvested_on=self.today + DAY)
        assert (error.code, error.field) == ("growing_areas.harvest_in_future", "harvested_on")

    @pytest.mark.parametrize(
        "kilograms", ["0", "-1", "0.0001", "1000000000", "NaN", "Infinity", "1E+30"]
    )
    def test_an_impossible_mass_is_refused(self, kilograms):
        error = refusal(self.record, kilograms=Decimal(kilograms))
        assert (error.code, error.field) == ("growing_areas.harvest_kilograms", "kilograms")
        assert not Harvest.objects.exists()

    @pytest.mark.parametrize("kilograms", ["0.001", "999999999.999"])
    def test_the_smallest_and_the_largest_mass_are_exact(self, kilograms):
        harvest = self.record(kilograms=Decimal(kilograms))
        harvest.refresh_from_db()
        assert harvest.kilograms == Decimal(kilograms)

    def test_without_a_plot_it_is_refused(self):
        assert refusal(self.record, plots=[]).code == "growing_areas.harvest_without_plots"

    def test_the_plot_of_another_area_is_refused(self, other_area):
        error = refusal(self.record, plots=other_area.plots.all())
        assert error.code == "growing_areas.harvest_plot_of_another"

    def test_plots_are_found_by_their_ids_within_the_area(self, area, other_area):
        strange = other_area.plots.get().pk
        assert services.plots_of(area, [area.plots.get().pk]) == list(area.plots.all())
        error = refusal(services.plots_of, area=area, ids=[strange])
        assert error.code == "growing_areas.harvest_unknown_plot"


# --- what the database itself refuses ---------------------------------------------------------


class TestConstraints:
    @pytest.mark.parametrize(
        ("model", "name", "columns"),
        [
            (Crop, "crop_has_code_and_names", {"name": ""}),
            (GrowingArea, "growing_area_has_a_name", {"name": ""}),
            (Plot, "plot_has_a_name", {"name": ""}),
            (Plot, "plot_has_an_area", {"hectares": 0}),
            (Plot, "plot_centroid_on_earth", {"lon": 181}),
            (Plot, "plot_centroid_on_earth", {"lat": -91}),
            (Harvest, "harvest_kilograms_above_zero", {"kilograms": 0}),
            (GrowingAreaCode, "code_kind_known", {"kind": "farm"}),
            (GrowingAreaCode, "code_has_text_market_and_issuer", {"code": ""}),
            (GrowingAreaCode, "code_has_text_market_and_issuer", {"market": ""}),
            (GrowingAreaCode, "code_has_text_market_and_issuer", {"issuer": ""}),
            (GrowingAreaCode, "code_expires_after_it_is_granted", {"expires_on": OLD}),
            (CodeState, "code_state_known", {"state": "lost"}),
            (CodeState, "code_state_ends_after_it_starts", {"valid_to": OLD}),
        ],
    )
    def test_no_row_breaks_it(self, code, harvest, model, name, columns):
        with pytest.raises(IntegrityError, match=name), transaction.atomic():
            model.objects.update(**columns)

    def refused(self, row, name):
        row.pk = None
        row._state.adding = True
        with pytest.raises(ValidationError):
            row.validate_constraints()
        with pytest.raises(IntegrityError) as caught, transaction.atomic():
            row.save(force_insert=True)
        # SQLite names the columns of a unique rule, PostgreSQL its name.
        fields = next(one for one in row._meta.constraints if one.name == name)
        words = [name, ", ".join(f"{row._meta.db_table}.{field}" for field in _columns(fields))]
        assert any(word in str(caught.value) for word in words)

    def test_an_area_has_its_name_once(self, area):
        self.refused(area, "growing_area_name_once_in_its_organisation")

    def test_a_plot_has_its_name_once(self, area):
        self.refused(area.plots.get(), "plot_name_once_in_its_area")

    def test_a_code_stands_there_once(self, code):
        self.refused(code, "code_once_for_its_kind_and_market")

    def test_a_harvest_names_a_plot_once(self, harvest):
        self.refused(HarvestPlot.objects.get(), "harvest_names_a_plot_once")

    @pytest.mark.parametrize(
        ("start", "end", "clashes"),
        [
            pytest.param(-10, -5, False, id="ends-the-day-the-other-starts"),
            pytest.param(-10, -4, True, id="one-day-too-late"),
            pytest.param(5, None, False, id="starts-the-day-the-other-ends"),
            pytest.param(4, None, True, id="one-day-too-early"),
            pytest.param(-2, 2, True, id="inside"),
        ],
    )
    def test_a_code_is_in_one_state_a_day(self, code, today, start, end, clashes):
        CodeState.objects.update(valid_from=today - 5 * DAY, valid_to=today + 5 * DAY)
        row = CodeState(
            code=code,
            state="suspended",
            valid_from=today + start * DAY,
            valid_to=None if end is None else today + end * DAY,
        )
        if not clashes:
            row.full_clean()
            row.save()
            return
        with pytest.raises(ValidationError, match="Mã số đã có trạng thái"):
            row.full_clean()
        with (
            pytest.raises(IntegrityError, match="code_in_one_state_a_day"),
            transaction.atomic(),
        ):
            row.save()


def _columns(constraint):
    return [
        {"organisation": "organisation_id", "area": "area_id", "harvest": "harvest_id"}.get(
            field, "plot_id" if field == "plot" else field
        )
        for field in constraint.fields
    ]


# --- who sees it, who decides -----------------------------------------------------------------


class TestWhoSeesIt:
    @pytest.mark.parametrize("model", [GrowingArea, Plot, GrowingAreaCode, CodeState, Harvest])
    def test_its_people_and_its_officer_do_and_a_stranger_does_not(
        self, model, code, harvest, other_coop, an, binh, viewer, chi, dung
    ):
        for person in (an, binh, viewer, dung):
            assert model.objects.visible_to(person).count() == 1
        assert not model.objects.visible_to(chi).exists()

    def test_an_administrator_sees_all(self, area, other_area):
        root = User.objects.create_superuser("root")
        assert GrowingArea.objects.visible_to(root).count() == 2


class TestWhoDecidesAboutCodes:
    def test_the_officer_for_codes_of_the_place(self, area, dung, today):
        assert may_decide(dung, area, today)

    def test_not_the_organisation_itself(self, area, an, today):
        with pytest.raises(NotAllowed) as caught:
            require_decider(an, area, today)
        assert caught.value.code == "growing_areas.not_an_officer_for_codes"

    def test_not_an_officer_with_another_duty(self, area, dung, today):
        OfficerDuty.objects.filter(duty="growing_area_codes").delete()
        assert not may_decide(dung, area, today)

    def test_not_an_officer_of_another_place(self, other_area, dung, today):
        assert not may_decide(dung, other_area, today)

    def test_not_before_the_duty_begins(self, area, dung):
        assert not may_decide(dung, area, REFORM - DAY)

    def test_an_area_in_an_old_commune_is_decided_about_by_its_heir(
        self, area, old_commune, dung, today
    ):
        area.unit = old_commune
        assert may_decide(dung, area, today)

    def test_an_administrator_may(self, area, today):
        assert may_decide(User.objects.create_superuser("root"), area, today)


# --- crops ------------------------------------------------------------------------------------


def load_crops(*arguments):
    out = StringIO()
    call_command("load_crops", *arguments, stdout=out)
    return out.getvalue()


class TestLoadingCrops:
    def test_a_dry_run_saves_nothing(self):
        assert "dry run" in load_crops()
        assert not Crop.objects.exists()

    def test_it_loads_the_crops_that_grow_here(self):
        load_crops("--commit")
        assert Crop.objects.count() >= 30
        assert Crop.objects.get(code="ho-tieu").scientific_name == "Piper nigrum"
        assert Crop.objects.get(code="ho-tieu").perennial
        assert not Crop.objects.get(code="lua").perennial

    def test_a_second_run_changes_nothing(self):
        load_crops("--commit")
        entries = LogEntry.objects.count()
        assert "All of it was there already." in load_crops("--commit")
        assert LogEntry.objects.count() == entries

    def test_a_name_put_right_in_the_file_is_put_right_here(self, tmp_path):
        load_crops("--commit")
        Crop.objects.filter(code="lua").update(name="lua")
        assert "1 changed" in load_crops("--commit")
        assert Crop.objects.get(code="lua").name == "lúa"

    @pytest.mark.parametrize(
        ("line", "problem"),
        [
            pytest.param("lua,lúa,rice,,maybe", "line 2: perennial", id="neither-yes-nor-no"),
            pytest.param("lua,lúa,rice,,no,1", "line 2: 5 values", id="too-many-values"),
            pytest.param("lua,lúa", "line 2: 5 values", id="too-few-values"),
            pytest.param("lúa,lúa,rice,,no", "line 2", id="a-code-with-marks"),
            pytest.param("lua,,rice,,no", "line 2", id="no-name"),
            pytest.param("lua,lúa,rice,,no\nlua,lúa,rice,,no", "line 3: lua", id="twice"),
        ],
    )
    def test_a_wrong_line_is_named_and_nothing_is_saved(self, tmp_path, line, problem):
        file = tmp_path / "crops.csv"
        file.write_text(f"code,name,name_en,scientific_name,perennial\n{line}\n")
        with pytest.raises(CommandError, match=problem):
            load_crops("--commit", "--file", str(file))
        assert not Crop.objects.exists()

    def test_other_columns_are_refused(self, tmp_path):
        file = tmp_path / "crops.csv"
        file.write_text("code,name\nlua,lúa\n")
        with pytest.raises(CommandError, match="the columns must be"):
            load_crops("--file", str(file))

    def test_a_file_that_is_not_there_is_said_so(self, tmp_path):
        with pytest.raises(CommandError, match="Cannot read"):
            load_crops("--file", str(tmp_path / "none.csv"))
