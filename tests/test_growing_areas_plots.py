"""Plots beside each other, far from home, of one point; taking them out for others."""

import datetime
import json
import re
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.urls import reverse
from geojson_pydantic import Feature, FeatureCollection, Point, Polygon
from shapely.geometry import shape

from common.errors import BadInput
from growing_areas import services
from growing_areas.geojson import Drawn
from growing_areas.models import Plot, PlotOverlap, PointLimit
from growing_areas.plot_files import read_plots
from growing_areas.warnings import warnings_of
from tests.conftest import REFORM
from tests.growing_areas_cast import hill_of, refusal, square

pytestmark = pytest.mark.django_db

POINT = {"type": "Point", "coordinates": [107.2005, 16.7005]}
KML = b"""<kml><Document>
<Placemark><name>A</name><Polygon><outerBoundaryIs><LinearRing><coordinates>
107.3,16.7 107.301,16.7 107.301,16.701 107.3,16.7</coordinates></LinearRing></outerBoundaryIs>
</Polygon></Placemark>
<Placemark><name>B</name><Point><coordinates>107.4,16.7</coordinates></Point></Placemark>
</Document></kml>"""


def add(area, geometry, **values):
    return services.add_plot(
        area=area, drawn=Drawn("", geometry), by="test", today=REFORM, **values
    )


def codes(plot):
    return [one.code for one in warnings_of(plot)]


@pytest.fixture
def limit(db):
    return PointLimit.objects.create(
        most_hectares=4, basis="ví dụ", certainty="read", valid_from=datetime.date(2025, 1, 1)
    )


class TestCountries:
    def refused(self, area, drawn):
        with pytest.raises(BadInput) as refusal:
            services.add_plot(area=area, drawn=drawn, by="test", today=REFORM)
        return refusal.value.code.removeprefix("growing_areas.plot_")

    def test_a_plot_is_looked_for_in_the_country_that_its_file_states(self, area):
        across = square(-0.7)  # west of the border
        stated = read_plots(file_of(across, ProducerCountry="LA"))[0]
        plot = services.add_plot(area=area, drawn=stated, by="test", today=REFORM)
        assert plot.pk

    def test_a_plot_outside_the_stated_country_is_refused(self, area):
        stated = read_plots(file_of(square(), ProducerCountry="GH"))[0]
        assert self.refused(area, stated) == "outside_country"

    def test_a_country_that_is_none_is_refused(self, area):
        stated = read_plots(file_of(square(), country="XX"))[0]
        assert self.refused(area, stated) == "unknown_country"

    def test_without_a_word_about_it_vietnam_is_meant(self, area):
        accra = {"type": "Point", "coordinates": [-0.2, 5.7]}
        assert self.refused(area, Drawn("", accra, "1")) == "outside_vietnam"

    def test_what_a_whole_file_states_holds_for_its_plots(self):
        document = {
            "type": "FeatureCollection",
            "metadata": {"country": "gh"},
            "features": [{"type": "Feature", "properties": {}, "geometry": square()}],
        }
        assert read_plots(json.dumps(document).encode())[0].country == "GH"

    def test_a_table_states_it_in_a_column(self):
        (drawn,) = read_plots(b"plot_id,latitude,longitude,country\nA,5.7,-0.2,gh\n")
        assert drawn.country == "GH"


def file_of(geometry, **properties):
    return json.dumps(
        {"type": "Feature", "properties": properties, "geometry": geometry}
    ).encode()


class TestOverlaps:
    def test_land_in_two_plots_is_written_down_once(self, area):
        first, second = add(area, square(0.1)), add(area, square(0.1005))
        (overlap,) = PlotOverlap.objects.all()
        assert (overlap.left, overlap.right) == (first, second)
        assert Decimal("0.5") < overlap.hectares < Decimal("0.7")

    def test_plots_of_one_file_are_held_against_each_other(self, area):
        drawn = [Drawn("A", square(0.1)), Drawn("B", square(0.1005)), Drawn("C", square(0.2))]
        services.add_plots(area=area, drawn=drawn, by="test", today=REFORM)
        (overlap,) = PlotOverlap.objects.all()
        assert (overlap.left.name, overlap.right.name) == ("A", "B")

    def test_neighbours_are_no_overlap(self, area):
        add(area, square(0.1)), add(area, square(0.101))
        assert not PlotOverlap.objects.exists()

    def test_land_of_another_organisation_is_warned_of_without_its_name(
        self, area, other_coop, other_commune, today
    ):
        hill = hill_of(other_coop, other_commune, today)
        plot = add(area, square(-0.5))
        assert "overlaps_another" in codes(plot)
        said = " ".join(one.message for one in warnings_of(plot))
        assert hill.name not in said
        assert other_coop.name not in said

    def test_an_overlap_is_seen_from_either_side_and_not_by_strangers(
        self, an, chi, dung, area, other_coop, other_commune, today
    ):
        hill_of(other_coop, other_commune, today)
        add(area, square(-0.5))
        add(area, square(0.1)), add(area, square(0.1005))
        seen = {user: PlotOverlap.objects.visible_to(user).count() for user in (an, chi, dung)}
        assert seen == {an: 2, chi: 1, dung: 2}

    def test_a_pair_is_kept_once_and_in_order(self, area):
        first, second = add(area, square(0.1)), add(area, square(0.3))
        with pytest.raises(IntegrityError, match="plot_overlap_in_order"), transaction.atomic():
            PlotOverlap.objects.create(
                left=second, right=first, hectares=1, found_at="2026-01-01T00:00:00Z"
            )


class TestWarnings:
    def test_a_plot_far_from_its_commune_is_warned_of(self, area, commune):
        commune.lon, commune.lat = Decimal("107.2"), Decimal("16.7")
        commune.save()
        assert codes(add(area, square())) == []
        assert codes(add(area, square(0.4))) == ["far_from_commune"]

    def test_hectares_far_from_the_declared_are_warned_of(self, area):
        assert codes(add(area, square(0.1), declared_hectares=Decimal("1.2"))) == []
        assert codes(add(area, square(0.2), declared_hectares=Decimal(2))) == [
            "far_from_declared"
        ]


class TestPlotsOfOnePoint:
    def test_a_small_one_has_the_hectares_that_it_declares(self, area, limit):
        plot = add(area, POINT, declared_hectares=Decimal("1.5"))
        plot.refresh_from_db()
        assert (plot.hectares, plot.west, plot.east) == (
            Decimal("1.5"),
            Decimal("107.2005"),
            Decimal("107.2005"),
        )

    @pytest.mark.parametrize(
        ("hectares", "code"), [("4.5", "point_too_large"), (None, "point_without_area")]
    )
    def test_a_large_one_needs_an_outline_and_any_needs_an_area(
        self, area, limit, hectares, code
    ):
        error = refusal(
            services.add_plot,
            area=area,
            drawn=Drawn("", POINT, hectares or ""),
            by="test",
            today=REFORM,
        )
        assert error.code == f"growing_areas.plot_{code}"

    def test_before_the_rule_no_limit_was_asked(self, area):
        assert add(area, POINT, declared_hectares=Decimal(9)).hectares == 9

    @pytest.mark.parametrize("text", ["nhiều", "-1", "1e9"])
    def test_hectares_in_a_file_that_are_none_are_refused(self, area, text):
        error = refusal(
            services.add_plot, area=area, drawn=Drawn("", POINT, text), by="test", today=REFORM
        )
        assert error.code == "growing_areas.plot_bad_hectares"


class TestFiles:
    def test_a_kml_file_is_added_on_the_page(self, client, an, area):
        client.force_login(an)
        answer = client.post(
            reverse("growing_areas:add_plot", args=[area.pk]),
            {"file": SimpleUploadedFile("x.kml", KML.replace(b"<Point>", b"<Point >"))},
        )
        # The point of the file says no size: nothing of the file is taken.
        assert "chưa ghi diện tích" in answer.content.decode()
        assert area.plots.count() == 1

    def test_a_csv_file_is_added_over_the_api(self, client, an, area):
        client.force_login(an)
        file = SimpleUploadedFile("x.csv", b"name,lat,lon,ha\nA,16.7,107.3,1\nB,16.7,107.4,2")
        answer = client.post(f"/api/v1/growing-areas/{area.pk}/plots/file", {"file": file})
        assert answer.status_code == 201
        assert [plot["hectares"] for plot in answer.json()] == ["1.0000", "2.0000"]

    def test_the_api_says_what_is_odd(self, client, an, area):
        client.force_login(an)
        body = {"geometry": square(0.3), "declared_hectares": "9"}
        answer = client.post(
            f"/api/v1/growing-areas/{area.pk}/plots", body, content_type="application/json"
        )
        assert [one["code"] for one in answer.json()["warnings"]] == ["far_from_declared"]


class TestEudrFile:
    def test_a_manager_takes_it(self, client, an, area):
        client.force_login(an)
        answer = client.get(reverse("growing_areas:eudr_file", args=[area.pk]))
        (feature,) = json.loads(answer.content)["features"]
        assert feature["properties"]["ProducerName"] == area.organisation.name
        assert answer["Content-Type"] == "application/geo+json"
        assert answer.content == client.get(f"/api/v1/growing-areas/{area.pk}/eudr").content

    def test_other_programs_read_it(self, client, an, area):
        add(area, square(0.1))
        add(area, POINT, declared_hectares=Decimal(1))
        client.force_login(an)
        answer = client.get(reverse("growing_areas:eudr_file", args=[area.pk]))
        read = FeatureCollection[Feature[Polygon | Point, dict]].model_validate_json(
            answer.content
        )
        assert [one.geometry.type for one in read.features] == ["Polygon", "Polygon", "Point"]
        for one, plot in zip(read.features, area.plots.order_by("pk"), strict=True):
            found = shape(one.geometry.model_dump())
            assert found.is_valid
            assert found.equals(shape(plot.geometry))
        decimals = re.findall(r"-?\d+\.(\d+)[,\]]", answer.text)
        assert decimals
        assert all(len(digits) >= 6 for digits in decimals)

    def test_an_officer_for_codes_takes_it(self, client, dung, area):
        client.force_login(dung)
        assert client.get(f"/api/v1/growing-areas/{area.pk}/eudr").status_code == 200

    def test_who_may_only_look_is_told_why_not(self, client, viewer, binh, area):
        for user in (viewer, binh):
            client.force_login(user)
            answer = client.get(f"/api/v1/growing-areas/{area.pk}/eudr")
            assert answer.status_code == 403
            assert answer.json()["code"] == "growing_areas.not_an_exporter"

    def test_a_stranger_sees_nothing(self, client, chi, area):
        client.force_login(chi)
        assert client.get(f"/api/v1/growing-areas/{area.pk}/eudr").status_code == 404

    def test_nobody_gets_it_without_signing_in(self, client, area):
        assert client.get(f"/api/v1/growing-areas/{area.pk}/eudr").status_code == 401

    def test_a_large_plot_of_one_point_is_refused_with_the_reason(
        self, client, an, area, limit
    ):
        plot = add(area, POINT, declared_hectares=Decimal(4))
        Plot.objects.filter(pk=plot.pk).update(hectares=5)
        client.force_login(an)
        answer = client.get(f"/api/v1/growing-areas/{area.pk}/eudr")
        assert (answer.status_code, answer.json()["code"]) == (
            409,
            "growing_areas.eudr_point_too_large",
        )

    def test_an_area_without_plots_is_refused(self, client, an, area):
        area.harvests.all().delete()
        Plot.objects.all().delete()
        client.force_login(an)
        answer = client.get(f"/api/v1/growing-areas/{area.pk}/eudr")
        assert answer.json()["code"] == "growing_areas.eudr_without_plots"


def test_a_plot_drawn_twice_in_its_area_is_told_of(client, an, area):
    client.force_login(an)
    for name in ("Ruộng trên", "Ruộng dưới"):
        body = {"geometry": square(0.3), "name": name}
        answer = client.post(
            f"/api/v1/growing-areas/{area.pk}/plots", body, content_type="application/json"
        )
    (warning,) = answer.json()["warnings"]
    assert warning["code"] == "same_as_own"
    assert "Ruộng trên" in warning["message"]
