"""Outlines of communes: taken in from a file, told on plots, drawn on maps without tiles."""

import io
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction
from django.utils import timezone

from common.errors import BadInput
from growing_areas.warnings import warnings_of, with_overlaps
from places import outlines
from places.models import Unit, UnitOutline
from places.outline_loading import OutlinesRefused, take_in_outlines
from tests.outlines_cast import SOURCE, outline, outlines_file, ring

pytestmark = pytest.mark.django_db


def take_in(content, units=None, **values):
    return take_in_outlines(
        **{
            "content": content,
            "units": Unit.objects.communes() if units is None else units,
            "source": SOURCE,
            "by": "test",
            "now": timezone.now(),
        }
        | values
    )


def refused(content, **values):
    with pytest.raises(BadInput) as caught:
        take_in(content, **values)
    assert not UnitOutline.objects.exists()
    return caught.value.code.removeprefix("places.outlines_")


class TestMatching:
    @pytest.mark.parametrize(
        "properties",
        [
            {"ma_xa": "19702"},
            {"MA_XA": 19702},
            {"code": " 19702 "},
            {"ten": "Xã Hải Lăng"},
            {"TEN_XA": "hai lang"},
        ],
    )
    def test_a_unit_is_known_by_its_code_or_name(self, commune, properties):
        taken = take_in(outlines_file(outline(properties)))
        assert [one.unit for one in taken.outlines] == [commune]

    def test_an_office_says_which_column_it_is(self, commune):
        content = outlines_file(outline({"X1": "19702", "ma_xa": "00000"}))
        assert take_in(content, code_property="X1").outlines
        assert take_in(outlines_file(outline({"X2": "Hải Lăng"})), name_property="x2").outlines

    def test_features_of_other_places_are_passed_over(self, commune, other_commune):
        content = outlines_file(outline(), outline({"ma_xa": "19441"}), outline({"ma_xa": ""}))
        taken = take_in(content, units=[commune])
        assert ([one.unit for one in taken.outlines], taken.unmatched) == ([commune], 2)

    def test_a_file_in_which_nothing_matches_is_refused(self, commune):
        assert refused(outlines_file(outline({"ma_xa": "00001"}))) == "unmatched"

    def test_one_unit_twice_is_refused(self, commune):
        assert refused(outlines_file(outline(), outline())) == "refused"

    def test_a_later_file_replaces_and_keeps_the_earlier(self, commune):
        take_in(outlines_file(outline()))
        take_in(outlines_file(outline(side=0.3)), source="Bản đồ mới")
        assert UnitOutline.objects.count() == 2
        assert UnitOutline.objects.standing().get().source == "Bản đồ mới"

    def test_only_one_stands(self, commune):
        row = take_in(outlines_file(outline())).outlines[0]
        row.pk = None
        with pytest.raises(IntegrityError), transaction.atomic():
            row.save(force_insert=True)

    def test_a_source_is_wanted(self, commune):
        assert refused(outlines_file(outline()), source=" ") == "no_source"


class TestReading:
    @pytest.mark.parametrize(
        ("content", "code"),
        [
            (b"", "not_geojson"),
            (b"\xff\xfe{", "not_geojson"),
            (b"[" * 100_000, "not_geojson"),
            (b'{"type": "FeatureCollection", "features": []}', "not_geojson"),
            (b'{"features": {"a": 1}}', "not_geojson"),
            (outlines_file(outline(), crs={"name": "EPSG:3405"}), "not_in_degrees"),
            (b" " * (outlines.LARGEST_FILE + 1), "too_large"),
        ],
    )
    def test_what_is_no_file_of_outlines_is_refused(self, commune, content, code):
        assert refused(content) == code

    def test_too_many_features_are_refused(self, commune, monkeypatch):
        monkeypatch.setattr(outlines, "MOST_FEATURES", 1)
        assert refused(outlines_file(outline(), outline({"ma_xa": "1"}))) == "too_large"

    def test_too_many_points_are_refused(self, commune, monkeypatch):
        monkeypatch.setattr(outlines, "MOST_POSITIONS", 4)
        assert refused(outlines_file(outline())) == "too_large"

    @pytest.mark.parametrize(
        "geometry",
        [
            {"type": "Point", "coordinates": [107.2, 16.7]},
            {"type": "Polygon", "coordinates": []},
            {"type": "Polygon", "coordinates": [[[107.2, "x"], [1, 2], [3, 4]]]},
            {"type": "Polygon", "coordinates": [[107.2, 16.7]]},
            {"type": "Polygon", "coordinates": [[[600000, 1800000], [1, 2], [3, 4], [1, 2]]]},
            {"type": "Polygon", "coordinates": [[[1, 1], [2, 2], [1, 1], [1, 1]]]},
            {"type": "MultiPolygon", "coordinates": [[[[1, 1]]]]},
        ],
    )
    def test_what_is_no_outline_is_refused_with_its_place(self, commune, geometry):
        with pytest.raises(OutlinesRefused) as caught:
            take_in(outlines_file(outline(geometry=geometry)))
        (fault,) = caught.value.findings
        assert (fault["place"], fault["code"]) == (1, "places.outline_no_outline")
        assert "Xã Hải Lăng" in fault["message"]

    def test_an_outline_far_from_its_commune_is_refused(self, commune):
        Unit.objects.filter(pk=commune.pk).update(lon=Decimal("107.2"), lat=Decimal("16.7"))
        with pytest.raises(OutlinesRefused) as caught:
            take_in(outlines_file(outline(west=105)))
        assert caught.value.findings[0]["code"] == "places.outline_elsewhere"

    def test_an_outline_that_touches_itself_is_mended(self, commune):
        bow = [[107.1, 16.6], [107.3, 16.8], [107.3, 16.6], [107.1, 16.8], [107.1, 16.6]]
        geometry = {"type": "Polygon", "coordinates": [bow]}
        kept = take_in(outlines_file(outline(geometry=geometry))).outlines[0].geometry
        assert kept["type"] == "MultiPolygon"
        assert len(kept["coordinates"]) == 2

    def test_many_points_become_few(self, commune):
        wavy = [
            [lon + (0.0004 if number % 2 else 0), lat]
            for number, (lon, lat) in enumerate(ring(points=1000)[:-1])
        ]
        geometry = {"type": "Polygon", "coordinates": [[*wavy, wavy[0]]]}
        row = take_in(outlines_file(outline(geometry=geometry))).outlines[0]
        assert points(row.geometry) <= outlines.KEPT_POINTS
        assert points(row.drawing) <= outlines.DRAWN_POINTS


def points(geometry):
    return sum(len(line) for part in geometry["coordinates"] for line in part)


class TestPlots:
    def warned(self, area):
        plots = with_overlaps(area.plots.all())
        return [warning.code for plot in plots for warning in warnings_of(plot)]

    def test_a_plot_inside_is_not_warned_of(self, area):
        take_in(outlines_file(outline()))
        assert self.warned(area) == []

    def test_a_plot_outside_is(self, area):
        take_in(outlines_file(outline(west=107.4)))
        assert self.warned(area) == ["outside_commune"]

    def test_a_hundred_metres_are_what_surveys_differ_by(self, area):
        plot = area.plots.get()
        take_in(outlines_file(outline(west=float(plot.lon) + 0.0008)))
        assert self.warned(area) == []

    def test_the_outline_goes_before_the_known_point(self, area, commune):
        Unit.objects.filter(pk=commune.pk).update(lon=Decimal("107.6"), lat=Decimal("16.7"))
        area.refresh_from_db()
        assert self.warned(area) == ["far_from_commune"]
        take_in(outlines_file(outline()))
        assert self.warned(area) == []

    def test_the_map_gets_the_outline(self, client, viewer, area):
        take_in(outlines_file(outline()))
        client.force_login(viewer)
        found = client.get(f"/vung-trong/{area.pk}/ranh-gioi.geojson").json()
        assert found["features"][0]["properties"]["name"] == "Xã Hải Lăng"

    def test_without_one_the_map_has_none(self, client, viewer, area):
        client.force_login(viewer)
        assert client.get(f"/vung-trong/{area.pk}/ranh-gioi.geojson").json()["features"] == []

    def test_a_stranger_gets_none(self, client, chi, area):
        client.force_login(chi)
        assert client.get(f"/vung-trong/{area.pk}/ranh-gioi.geojson").status_code == 404


def upload(content=None):
    return SimpleUploadedFile("xa.geojson", content or outlines_file(outline()))


class TestThePage:
    path = "/dia-ban/ranh-gioi/"

    def test_an_officer_brings_a_file_in(self, client, dung, commune):
        client.force_login(dung)
        answer = client.post(self.path, {"file": upload(), "source": SOURCE}, follow=True)
        assert "Đã nhận ranh giới của 1 xã, phường." in answer.content.decode()
        assert UnitOutline.objects.get().unit == commune

    def test_the_refusal_says_why(self, client, dung):
        client.force_login(dung)
        answer = client.post(self.path, {"file": upload(b"{}"), "source": SOURCE})
        assert "FeatureCollection" in answer.content.decode()

    def test_only_ones_own_communes_are_taken(self, client, dung, other_commune):
        client.force_login(dung)
        content = outlines_file(outline({"ma_xa": "19441"}))
        client.post(self.path, {"file": upload(content), "source": SOURCE})
        assert not UnitOutline.objects.exists()

    def test_an_administrator_takes_all(self, client, admin_user, commune, other_commune):
        client.force_login(admin_user)
        content = outlines_file(outline(), outline({"ma_xa": "19441"}))
        client.post(self.path, {"file": upload(content), "source": SOURCE})
        assert UnitOutline.objects.count() == 2

    def test_a_cooperative_may_not(self, client, an, coop):
        client.force_login(an)
        assert client.get(self.path).status_code == 403

    def test_nobody_gets_in_without_signing_in(self, client):
        assert client.get(self.path).headers["Location"].startswith("/dang-nhap/")

    def test_a_form_without_a_file_is_refused(self, client, dung):
        client.force_login(dung)
        client.post(self.path, {"source": SOURCE})
        assert not UnitOutline.objects.exists()


class TestTheApi:
    path = "/api/v1/unit-outlines"

    def test_it_works(self, client, dung, commune):
        client.force_login(dung)
        answer = client.post(self.path, {"file": upload(), "source": SOURCE})
        assert answer.status_code == 201
        assert answer.json() == {"units": ["19702"], "unmatched": 0}
        feature = client.get(f"{self.path}/19702").json()
        assert feature["geometry"]["type"] == "MultiPolygon"

    def test_the_refusal_names_each_fault(self, client, dung, commune):
        client.force_login(dung)
        content = outlines_file(outline(geometry={"type": "Point", "coordinates": [1, 2]}))
        answer = client.post(self.path, {"file": upload(content), "source": SOURCE})
        assert (answer.status_code, answer.json()["code"]) == (422, "places.outlines_refused")
        assert answer.json()["findings"][0]["place"] == 1

    def test_a_cooperative_may_not(self, client, an, coop):
        client.force_login(an)
        answer = client.post(self.path, {"file": upload(), "source": SOURCE})
        assert answer.status_code == 403

    def test_nobody_gets_in_without_signing_in(self, client, commune):
        assert client.get(f"{self.path}/19702").status_code == 401

    def test_bad_shape_is_refused(self, client, dung):
        client.force_login(dung)
        assert client.post(self.path, {"source": SOURCE}).status_code == 422

    def test_a_unit_without_an_outline_has_none(self, client, an, commune):
        client.force_login(an)
        assert client.get(f"{self.path}/19702").status_code == 404


class TestTheCommand:
    def run(self, *arguments):
        out = io.StringIO()
        call_command("load_outlines", *arguments, "--source", SOURCE, stdout=out)
        return out.getvalue()

    def test_it_saves_when_it_is_told_to(self, commune, tmp_path):
        file = tmp_path / "xa.geojson"
        file.write_bytes(outlines_file(outline()))
        assert "dry run" in self.run(str(file))
        assert not UnitOutline.objects.exists()
        assert "1 outlines" in self.run(str(file), "--commit")
        assert UnitOutline.objects.exists()

    def test_what_it_cannot_read_is_said(self, commune, tmp_path):
        with pytest.raises(CommandError, match="Cannot read"):
            self.run(str(tmp_path / "none"))
        (tmp_path / "bad").write_text("{}")
        with pytest.raises(CommandError, match="outlines_not_geojson"):
            self.run(str(tmp_path / "bad"))
