"""Dated units: rules of the database, days, territories across a reform."""

import datetime

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction

from common.text import fold
from places.models import Succession, Unit
from places.services import add_village
from tests.conftest import OLD, REFORM, make_unit
from tests.real_units import DA_NANG, QUANG_TRI, load_real

pytestmark = pytest.mark.django_db

DAY = datetime.timedelta(days=1)
BASELINE = datetime.date(2022, 12, 30)
LATER = datetime.date(2026, 9, 20)


def village(commune, on):
    return add_village(
        commune=commune, name="Đông", kind="thôn", on=on, legal_basis="", by="user:1"
    )


def codes(units):
    return sorted(unit.code for unit in units)


class TestRulesOfTheDatabase:
    @pytest.mark.parametrize(
        ("name", "wrong"),
        [
            ("unit_ends_after_it_starts", {"valid_to": REFORM}),
            ("unit_ends_after_it_starts", {"valid_to": REFORM - DAY}),
            ("unit_level_known", {"level": 5}),
            ("unit_date_basis_known", {"date_basis": "hearsay"}),
            ("unit_only_a_province_has_none_above", {"parent": None}),
            ("unit_only_a_province_has_none_above", {"level": 1}),
            ("unit_has_code_and_names", {"code": ""}),
            ("unit_has_code_and_names", {"kind": ""}),
            ("unit_has_code_and_names", {"name": ""}),
            ("unit_has_code_and_names", {"full_name": ""}),
            ("unit_point_is_whole_and_on_earth", {"lat": 16}),
            ("unit_point_is_whole_and_on_earth", {"lon": 107}),
            ("unit_point_is_whole_and_on_earth", {"lat": 91, "lon": 107}),
            ("unit_point_is_whole_and_on_earth", {"lat": 16, "lon": 181}),
        ],
    )
    def test_a_unit_that_cannot_be_is_refused(self, commune, name, wrong):
        for field, value in wrong.items():
            setattr(commune, field, value)
        with pytest.raises(IntegrityError, match=name), transaction.atomic():
            commune.save()

    @pytest.mark.parametrize(
        ("start", "end", "clashes"),
        [
            pytest.param(REFORM, None, False, id="starts-the-day-the-other-ends"),
            pytest.param(REFORM - DAY, None, True, id="one-day-too-early"),
            pytest.param(OLD - DAY, OLD, False, id="ends-the-day-the-other-starts"),
            pytest.param(OLD - DAY, OLD + DAY, True, id="one-day-too-late"),
            pytest.param(OLD - DAY, None, True, id="around-it"),
            pytest.param(OLD + DAY, OLD + DAY + DAY, True, id="inside-it"),
        ],
    )
    def test_a_code_means_one_unit_a_day(self, db, start, end, clashes):
        make_unit("27", "Bắc Ninh", "tỉnh", Unit.Level.PROVINCE, None, OLD, REFORM)
        if not clashes:
            make_unit("27", "Bắc Ninh", "tỉnh", Unit.Level.PROVINCE, None, start, end)
            return
        # A raw save, without full_clean: the database itself must refuse.
        with (
            pytest.raises(IntegrityError, match="unit_code_means_one_unit_a_day"),
            transaction.atomic(),
        ):
            make_unit("27", "Bắc Ninh", "tỉnh", Unit.Level.PROVINCE, None, start, end)

    def test_a_unit_cannot_be_stretched_over_its_successor(self, db):
        old = make_unit("27", "Bắc Ninh", "tỉnh", Unit.Level.PROVINCE, None, OLD, REFORM)
        make_unit("27", "Bắc Ninh", "tỉnh", Unit.Level.PROVINCE, None, REFORM)
        old.valid_to = None
        with (
            pytest.raises(IntegrityError, match="unit_code_means_one_unit_a_day"),
            transaction.atomic(),
        ):
            old.save()

    def test_a_form_says_the_same_in_words(self, province):
        twin = Unit(code=province.code, valid_from=LATER)
        with pytest.raises(ValidationError, match="Mã đơn vị này đã có hiệu lực"):
            twin.validate_constraints(exclude=["level", "parent", "lat"])

    @pytest.mark.parametrize(
        ("name", "pair"),
        [
            ("succession_not_to_itself", ("19708", "19708", False)),
            ("succession_once", ("19708", "19702", False)),
            ("succession_whole_to_one", ("19708", "19441", True)),
        ],
    )
    def test_a_succession_that_cannot_be_is_refused(
        self, old_commune, other_commune, name, pair
    ):
        old, new = (Unit.objects.get(code=code) for code in pair[:2])
        # SQLite names the columns of a rule on uniqueness, PostgreSQL the rule.
        columns = {
            "succession_once": r"places_succession\.old_id, places_succession\.new_id$",
            "succession_whole_to_one": r"places_succession\.old_id$",
        }
        expected = columns.get(name, name) if connection.vendor == "sqlite" else name
        with pytest.raises(IntegrityError, match=expected), transaction.atomic():
            Succession.objects.create(old=old, new=new, whole=pair[2])

    def test_a_unit_is_known_by_its_code_and_first_day(self, commune):
        expected = (
            # The rule on overlaps speaks first on SQLite.
            "unit_code_means_one_unit_a_day"
            if connection.vendor == "sqlite"
            else "unit_identity"
        )
        with pytest.raises(IntegrityError, match=expected), transaction.atomic():
            make_unit("19702", "Khác", "xã", Unit.Level.COMMUNE, commune.parent)


class TestDays:
    @pytest.mark.parametrize(
        ("day", "found"),
        [
            pytest.param(OLD - DAY, False, id="the-day-before"),
            pytest.param(OLD, True, id="the-first-day"),
            pytest.param(REFORM - DAY, True, id="the-last-day"),
            pytest.param(REFORM, False, id="the-day-it-ends"),
        ],
    )
    def test_a_unit_is_in_force_from_its_first_day_until_the_day_it_ends(
        self, old_commune, day, found
    ):
        assert Unit.objects.on(day).filter(pk=old_commune.pk).exists() == found
        assert old_commune.is_in_force(day) == found

    def test_the_same_code_means_another_commune_after_the_reform(self):
        load_real(*QUANG_TRI)
        names = [Unit.objects.on(day).get(code="19702").name for day in (BASELINE, REFORM)]
        assert names == ["Hải Phú", "Hải Lăng"]


class TestSearch:
    @pytest.fixture(autouse=True)
    def _folded(self, old_commune, other_commune):
        for unit in Unit.objects.all():
            unit.folded = fold(unit.full_name)
            unit.save()

    @pytest.mark.parametrize(
        ("text", "found"),
        [
            pytest.param("Hải Thượng", ["19708"], id="with-marks"),
            pytest.param("hai thuong", ["19708"], id="without-marks"),
            pytest.param("XÃ HƯỚNG PHÙNG", ["19441"], id="in-capitals"),
            pytest.param("hai lang", ["19702", "470"], id="part-of-the-name"),
            pytest.param("xã Hải Lăng, tỉnh Quảng Trị", ["19702"], id="an-address"),
            pytest.param("hai thuong, quang tri", ["19708"], id="a-level-left-out"),
            pytest.param("hai lang, nghe an", [], id="the-wrong-province"),
        ],
    )
    def test_a_unit_is_found_by_what_a_person_types(self, text, found):
        assert codes(Unit.objects.search(text)) == found

    def test_another_spelling_from_the_files_is_found_too(self):
        load_real("02")
        assert codes(Unit.objects.communes().on(BASELINE).search("Sà Phìn")) == ["00736"]


class TestTerritory:
    """Old A and B joined into N; old S was split between N and M; province P holds N and M."""

    @pytest.fixture(autouse=True)
    def _cast(self, db):
        level = Unit.Level
        self.old_province = make_unit("01", "Cũ", "tỉnh", level.PROVINCE, None, OLD, REFORM)
        self.district = make_unit(
            "001", "Cũ", "huyện", level.DISTRICT, self.old_province, OLD, REFORM
        )
        self.a, self.b, self.s = (
            make_unit(f"0000{number}", name, "xã", level.COMMUNE, self.district, OLD, REFORM)
            for number, name in enumerate("ABS", start=1)
        )
        self.province = make_unit("02", "Mới", "tỉnh", level.PROVINCE, None)
        self.n, self.m = (
            make_unit(f"0001{number}", name, "xã", level.COMMUNE, self.province)
            for number, name in enumerate("NM", start=1)
        )
        self.pass_on(self.old_province, self.province)
        self.pass_on(self.a, self.n)
        self.pass_on(self.b, self.n)
        self.pass_on(self.s, self.n, whole=False)
        self.pass_on(self.s, self.m, whole=False)

    def pass_on(self, old, new, whole=True):
        Succession.objects.create(old=old, new=new, whole=whole)

    def territory(self, *units):
        return set(Unit.objects.territory_of([unit.pk for unit in units]))

    def test_todays_province_holds_everything_it_was_made_from(self):
        assert self.territory(self.province) == set(Unit.objects.all())

    def test_a_commune_holds_what_it_took_over_and_no_more(self):
        assert self.territory(self.n) == {self.n, self.a, self.b, self.s}

    def test_each_heir_of_a_split_unit_holds_it(self):
        assert self.territory(self.m) == {self.m, self.s}

    def test_an_old_unit_does_not_hold_what_came_after_it(self):
        assert self.territory(self.district) == {self.district, self.a, self.b, self.s}

    def test_several_units_hold_what_each_of_them_holds(self):
        assert self.territory(self.m, self.a) == {self.m, self.s, self.a}

    def test_no_units_hold_nothing(self):
        assert self.territory() == set()

    def test_reforms_after_one_another_are_followed_back_to_the_first(self):
        Unit.objects.filter(pk=self.n.pk).update(valid_to=LATER)
        last = make_unit("00021", "X", "phường", Unit.Level.COMMUNE, self.province, LATER)
        self.pass_on(self.n, last)
        assert self.territory(last) == {last, self.n, self.a, self.b, self.s}

    def test_villages_come_with_their_commune_even_when_it_was_split(self):
        hamlet = village(self.s, on=BASELINE)
        assert hamlet in self.territory(self.m)

    def test_a_district_that_gave_a_part_away_does_not_bring_what_it_kept(self):
        receiver = make_unit(
            "002", "Nhận", "huyện", Unit.Level.DISTRICT, self.old_province, OLD, REFORM
        )
        self.pass_on(self.district, receiver, whole=False)
        assert self.territory(receiver) == {receiver, self.district}

    def test_a_circle_of_parts_exchanged_ends(self):
        self.pass_on(self.a, self.b, whole=False)
        self.pass_on(self.b, self.a, whole=False)
        assert self.territory(self.a) == {self.a, self.b}

    def test_it_is_one_query_inside_another(self, django_assert_num_queries):
        with django_assert_num_queries(1):
            inside = Succession.objects.filter(old__in=Unit.objects.territory_of([self.n.pk]))
            assert len(inside) == 4

    def test_ids_may_come_from_a_query_of_their_own(self, django_assert_num_queries):
        start = Unit.objects.on(LATER).filter(code="00012").values("pk")
        with django_assert_num_queries(1):
            assert set(Unit.objects.territory_of(start)) == {self.m, self.s}


class TestRealTerritories:
    def test_old_quang_tri_had_125_communes_at_the_baseline(self):
        load_real(*QUANG_TRI)
        old = Unit.objects.on(BASELINE).get(code="45")
        communes = Unit.objects.territory_of([old.pk]).communes().on(BASELINE)
        kinds = [communes.filter(kind=kind).count() for kind in ("xã", "phường", "thị trấn")]
        assert kinds == [101, 13, 11]

    @pytest.mark.parametrize(
        ("day", "count"),
        [
            pytest.param(REFORM, 78, id="since-the-reform"),
            pytest.param(BASELINE, 151 + 125, id="before-it-in-both-old-provinces"),
        ],
    )
    def test_todays_quang_tri_holds_the_communes_of_any_day(self, day, count):
        load_real(*QUANG_TRI)
        province = Unit.objects.on(REFORM).get(code="44")
        assert Unit.objects.territory_of([province.pk]).communes().on(day).count() == count

    def test_dai_loc_became_five_communes(self):
        load_real(*DA_NANG)
        district = Unit.objects.on(BASELINE).get(full_name="Huyện Đại Lộc")
        before = Unit.objects.communes().on(BASELINE).filter(parent=district)
        kinds = [before.filter(kind=kind).count() for kind in ("xã", "thị trấn")]
        # Through the mergers of January 2025 too, not by one succession alone.
        heirs = Unit.objects.named_in_addresses_of(before.values_list("pk", flat=True))
        assert (kinds, heirs.communes().on(REFORM).count()) == ([17, 1], 5)

    def test_no_commune_lies_in_two_provinces_of_today(self):
        load_real(*QUANG_TRI, *DA_NANG)
        shared = [
            set(Unit.objects.territory_of([pk]).communes().values_list("pk", flat=True))
            for pk in Unit.objects.provinces().on(REFORM).values_list("pk", flat=True)
        ]
        assert len(shared) == 2
        assert not set.intersection(*shared)
