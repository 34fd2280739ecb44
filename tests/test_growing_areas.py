"""Growing areas, plots and harvests: what is entered, what is refused, who sees it."""

from decimal import Decimal

import pytest

from accounts.models import User
from common.errors import RuleError
from growing_areas import services
from growing_areas.geojson import features, single
from growing_areas.models import (
    CodeState,
    GrowingArea,
    GrowingAreaCode,
    Harvest,
    Plot,
)
from places.services import add_village
from records.models import LogEntry
from tests.conftest import OLD, REFORM
from tests.growing_areas_cast import DAY, bare_area_beside, collection, hill_of, refusal, square

pytestmark = pytest.mark.django_db


@pytest.fixture
def bare_area(area):
    """Fields of the cooperative without plots yet."""
    return bare_area_beside(area)


@pytest.fixture
def other_area(area, other_coop, other_commune, today):
    """Chi's hill."""
    return hill_of(other_coop, other_commune, today)


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
        plot = services.add_plot(
            area=area, drawn=single(square()), by="test", today=REFORM, name="Ruộng trên"
        )
        plot.refresh_from_db()
        assert plot.hectares == Decimal("1.1803")
        assert (plot.lon, plot.lat) == (Decimal("107.200500"), Decimal("16.700500"))

    def test_its_outline_is_kept_as_given(self, area):
        plot = services.add_plot(area=area, drawn=single(square()), by="test", today=REFORM)
        plot.refresh_from_db()
        assert plot.geometry == square()

    def test_it_is_logged_without_its_corners(self, area):
        plot = services.add_plot(area=area, drawn=single(square()), by="test", today=REFORM)
        data = LogEntry.objects.get(subject=plot.key).data
        assert data["state"]["hectares"] == "1.1803"
        assert "107.2" not in str(data)

    def test_without_a_name_it_gets_the_next_number(self, area):
        services.add_plot(
            area=area, drawn=single(square()), by="test", today=REFORM, name="Thửa 2"
        )
        assert (
            services.add_plot(area=area, drawn=single(square()), by="test", today=REFORM).name
            == "Thửa 3"
        )

    def test_the_name_in_the_file_is_taken(self, area):
        document = collection(("Ruộng trên", square()))
        assert (
            services.add_plot(area=area, drawn=single(document), by="test", today=REFORM).name
            == "Ruộng trên"
        )

    def test_the_name_typed_goes_before_the_name_in_the_file(self, area):
        document = collection(("Ruộng trên", square()))
        plot = services.add_plot(
            area=area, drawn=single(document), by="test", today=REFORM, name="Ruộng dưới"
        )
        assert plot.name == "Ruộng dưới"

    def test_a_name_is_given_once_in_an_area(self, area):
        error = refusal(
            services.add_plot,
            area=area,
            drawn=single(square()),
            by="test",
            today=REFORM,
            name="Thửa 1",
        )
        assert (error.code, error.field) == ("growing_areas.plot_name_taken", "name")

    def test_an_impossible_one_is_refused_and_not_saved(self, area):
        before = Plot.objects.count()
        error = refusal(
            services.add_plot,
            area=area,
            drawn=single(square(closed=False)),
            by="test",
            today=REFORM,
        )
        assert error.code == "growing_areas.plot_not_closed"
        assert Plot.objects.count() == before


class TestAddingManyPlots:
    def test_all_are_added(self, bare_area):
        document = collection(("A", square()), ("B", square(0.002)), (None, square(0.004)))
        plots = services.add_plots(
            area=bare_area, drawn=features(document), by="test", today=REFORM
        )
        assert [plot.name for plot in plots] == ["A", "B", "Thửa 1"]

    def test_they_are_logged_as_one_act(self, bare_area):
        document = collection(("A", square()), ("B", square(0.002)))
        plots = services.add_plots(
            area=bare_area, drawn=features(document), by="test", today=REFORM
        )
        requests = LogEntry.objects.filter(subject__in=[plot.key for plot in plots])
        (request,) = set(requests.values_list("request", flat=True))
        assert request

    def test_every_fault_is_told_and_none_is_saved(self, bare_area):
        document = collection(
            ("A", square()), ("B", square(closed=False)), ("A", square()), ("D", None)
        )
        with pytest.raises(services.PlotsRefused) as caught:
            services.add_plots(
                area=bare_area, drawn=features(document), by="test", today=REFORM
            )
        assert [(one["place"], one["code"]) for one in caught.value.findings] == [
            (2, "growing_areas.plot_not_closed"),
            (3, "growing_areas.plot_name_taken"),
            (4, "growing_areas.plot_no_geometry"),
        ]
        assert "3 trong 4 thửa" in caught.value.message
        assert all(one["message"] in caught.value.message for one in caught.value.findings)
        assert not bare_area.plots.exists()

    def test_a_number_is_not_taken_from_a_plot_named_in_the_file(self, bare_area):
        document = collection((None, square()), ("Thửa 1", square(0.002)))
        plots = services.add_plots(
            area=bare_area, drawn=features(document), by="test", today=REFORM
        )
        assert [plot.name for plot in plots] == ["Thửa 2", "Thửa 1"]

    def test_too_many_at_once_are_refused(self, bare_area):
        document = collection(*[(None, None)] * (services.MOST_PLOTS_AT_ONCE + 1))
        error = refusal(
            services.add_plots,
            area=bare_area,
            drawn=features(document),
            by="test",
            today=REFORM,
        )
        assert error.code == "growing_areas.plots_too_many"


def test_the_hectares_of_an_area_are_those_of_its_plots(bare_area):
    services.add_plots(
        area=bare_area,
        drawn=features(collection((None, square()), (None, square(0.002)))),
        by="test",
        today=REFORM,
    )
    areas = {area.name: area.hectares for area in GrowingArea.objects.with_hectares()}
    assert areas[bare_area.name] == 2 * Decimal("1.1803")


def test_an_area_without_plots_has_no_hectares(bare_area):
    assert GrowingArea.objects.with_hectares().get(pk=bare_area.pk).hectares == 0


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
        assert data["state"]["kilograms"] == "1200.5"
        assert data["state"]["plots"] == [area.plots.get().key]

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


def test_a_harvest_sent_twice_at_once_is_recorded_once(area, today):
    def record(kilograms):
        return services.record_harvest(
            area=area,
            plots=area.plots.all(),
            harvested_on=today,
            kilograms=Decimal(kilograms),
            by="test",
            today=today,
        )

    record(10)
    with pytest.raises(RuleError) as refused:
        record(10)
    assert refused.value.code == "growing_areas.harvest_twice"
    record(11)
    assert area.harvests.count() == 2
