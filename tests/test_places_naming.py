"""How units are called: in force, passed whole into another, split, gone; villages; English."""

import datetime

import pytest

from places.addresses import address, addresses
from places.models import Unit
from places.naming import Gazetteer, Place, compose
from places.services import add_village
from tests.conftest import OLD, REFORM
from tests.real_units import DA_NANG, QUANG_TRI, book, load_real

TODAY = datetime.date(2026, 11, 23)
BASELINE = datetime.date(2022, 12, 30)
BETWEEN = datetime.date(2025, 1, 1)  # mergers between the baseline and the reform


@pytest.fixture(scope="module")
def country():
    """The real units as the pure module wants them, and their ids by code and first day."""
    units = book().units
    ids = {key: number for number, key in enumerate(units)}
    places = {
        ids[key]: Place(
            id=ids[key],
            code=row.code,
            level=row.level,
            name=row.name,
            full_name=row.full_name,
            valid_from=row.valid_from,
            valid_to=row.valid_to,
            parent_id=ids[row.parent] if row.parent else None,
        )
        for key, row in units.items()
    }
    passed_on = {}
    for row in book().successions:
        passed_on.setdefault(ids[row.old], []).append((ids[row.new], row.whole))
    return Gazetteer(places, passed_on), ids


@pytest.fixture
def called(country):
    """called(code, since): the address of a real unit."""
    gazetteer, ids = country

    def call(code, since=OLD, on=TODAY, **options):
        return compose(gazetteer, ids[code, since], on=on, **options)

    return call


class TestInForce:
    def test_a_commune_stands_with_its_province(self, called):
        assert called("19702", REFORM) == "xã Hải Lăng, tỉnh Quảng Trị"

    def test_before_the_reform_it_stands_with_its_district_too(self, called):
        assert called("19708", on=BASELINE) == "xã Hải Thượng, huyện Hải Lăng, tỉnh Quảng Trị"

    @pytest.mark.parametrize(
        ("code", "since", "text"),
        [
            ("48", REFORM, "thành phố Đà Nẵng"),
            ("11948", REFORM, "đặc khu Bạch Long Vĩ, thành phố Hải Phòng"),
        ],
    )
    def test_other_kinds_are_said_as_they_are(self, called, code, since, text):
        assert called(code, since) == text

    def test_the_day_before_the_end_the_unit_is_still_there(self, called):
        assert "trước" not in called("19708", on=REFORM - datetime.timedelta(days=1))


class TestPassedWhole:
    def test_the_new_name_comes_first_and_the_old_one_in_brackets(self, called):
        assert called("19708") == (
            "xã Hải Lăng, tỉnh Quảng Trị (trước 1/7/2025: xã Hải Thượng, huyện Hải Lăng)"
        )

    def test_on_the_day_of_the_reform_it_is_so_already(self, called):
        assert called("19708", on=REFORM) == called("19708")

    def test_the_old_province_is_said_when_it_had_another_name(self, called):
        assert called("20500") == (
            "xã Đại Lộc, thành phố Đà Nẵng "
            "(trước 1/7/2025: thị trấn Ái Nghĩa, huyện Đại Lộc, tỉnh Quảng Nam)"
        )

    def test_two_reforms_show_the_newest_name_and_the_records_own(self, called):
        assert called("19654") == (
            "xã Triệu Cơ, tỉnh Quảng Trị (trước 1/1/2025: xã Triệu Sơn, huyện Triệu Phong)"
        )

    def test_between_two_reforms_the_first_successor_is_named(self, called):
        assert called("19654", on=BETWEEN) == (
            "xã Triệu Cơ, huyện Triệu Phong, tỉnh Quảng Trị "
            "(trước 1/1/2025: xã Triệu Sơn, huyện Triệu Phong)"
        )

    def test_the_same_name_without_its_district_still_says_where_it_was(self, called):
        assert called("19441") == (
            "xã Hướng Phùng, tỉnh Quảng Trị (trước 1/7/2025: xã Hướng Phùng, huyện Hướng Hóa)"
        )

    def test_a_row_renewed_with_its_province_is_said_once(self, called):
        # Quảng Ninh became a city on 2026-09-01: nothing about the commune changed.
        assert called("06913", REFORM) == "xã Quảng Tân, thành phố Quảng Ninh"

    def test_a_commune_that_became_a_ward_shows_both(self, called):
        assert called("07294", REFORM) == (
            "phường Bố Hạ, thành phố Bắc Ninh (trước 20/9/2026: xã Bố Hạ)"
        )

    @pytest.mark.parametrize(
        ("code", "text"),
        [
            ("44", "tỉnh Quảng Trị (trước 1/7/2025: tỉnh Quảng Bình)"),
            ("45", "tỉnh Quảng Trị"),
            ("75", "thành phố Đồng Nai (trước 1/7/2025: tỉnh Đồng Nai)"),
        ],
    )
    def test_a_province_is_named_alone(self, called, code, text):
        assert called(code) == text

    def test_an_island_district_became_a_special_zone(self, called):
        assert called("318") == (
            "đặc khu Bạch Long Vĩ, thành phố Hải Phòng (trước 1/7/2025: huyện Bạch Long Vĩ)"
        )


class TestSplit:
    def test_the_old_name_stays_and_each_heir_is_named(self, called):
        assert called("20296") == (
            "xã Hòa Liên, huyện Hòa Vang, thành phố Đà Nẵng "
            "(đến 1/7/2025; nay thuộc phường Hải Vân hoặc phường Liên Chiểu)"
        )

    def test_the_province_of_the_heirs_is_said_when_it_has_another_name(self, called):
        assert called("10993") == (
            "xã Thái Hòa, huyện Bình Giang, tỉnh Hải Dương "
            "(đến 1/7/2025; nay thuộc xã Đường An hoặc xã Thượng Hồng, thành phố Hải Phòng)"
        )

    def test_three_heirs_are_listed(self, called):
        assert called("10585").endswith(
            "(đến 1/7/2025; nay thuộc phường Chu Văn An, phường Trần Nhân Tông "
            "hoặc phường Bắc An Phụ, thành phố Hải Phòng)"
        )

    def test_one_known_part_does_not_pass_for_the_whole(self, called):
        assert called("03979") == (
            "thị trấn Mộc Châu, huyện Mộc Châu, tỉnh Sơn La "
            "(đến 1/1/2025; nay một phần thuộc phường Mộc Sơn)"
        )

    @pytest.mark.parametrize(
        ("code", "text"),
        [
            ("470", "huyện Hải Lăng, tỉnh Quảng Trị (đến 1/7/2025)"),
            ("10774", "xã Phúc Thành A, huyện Kim Thành, tỉnh Hải Dương (đến 1/1/2025)"),
        ],
    )
    def test_without_a_known_heir_only_the_last_day_is_said(self, called, code, text):
        assert called(code) == text

    def test_parts_that_came_together_again_are_whole(self):
        later = REFORM + datetime.timedelta(days=365)
        places = {
            1: Place(1, "1", 1, "Tỉnh", "Tỉnh Tỉnh", OLD, None, None),
            2: Place(2, "2", 3, "A", "Xã A", OLD, REFORM, 1),
            3: Place(3, "3", 3, "B", "Xã B", REFORM, later, 1),
            4: Place(4, "4", 3, "C", "Xã C", REFORM, later, 1),
            5: Place(5, "5", 3, "D", "Xã D", later, None, 1),
        }
        split = Gazetteer(places, {2: [(3, False), (4, False)], 3: [(5, True)], 4: [(5, True)]})
        assert compose(split, 2, on=later) == "xã D, tỉnh Tỉnh (trước 1/7/2025: xã A)"

    def test_a_circle_in_the_data_ends(self):
        places = {
            1: Place(1, "1", 1, "Tỉnh", "Tỉnh Tỉnh", OLD, None, None),
            2: Place(2, "2", 3, "A", "Xã A", OLD, REFORM, 1),
            3: Place(3, "3", 3, "B", "Xã B", OLD, REFORM, 1),
        }
        circle = Gazetteer(places, {2: [(3, False)], 3: [(2, False)]})
        assert compose(circle, 2, on=REFORM) == "xã A, tỉnh Tỉnh (đến 1/7/2025)"


class TestEnglish:
    @pytest.mark.parametrize(
        ("code", "text"),
        [
            ("19708", "(before 1 July 2025: xã Hải Thượng, huyện Hải Lăng)"),
            ("20296", "(until 1 July 2025; now in phường Hải Vân or phường Liên Chiểu)"),
            ("03979", "(until 1 January 2025; now partly in phường Mộc Sơn)"),
            ("470", "(until 1 July 2025)"),
        ],
    )
    def test_names_stay_and_the_words_around_them_are_english(self, called, code, text):
        name, _ = called(code).split(" (")
        assert called(code, language="en") == f"{name} {text}"

    def test_a_regional_english_is_english(self, called):
        assert "before 1 July 2025" in called("19708", language="en-gb")

    def test_any_other_language_reads_vietnamese(self, called):
        assert called("19708", language="fr") == called("19708")


class TestShort:
    @pytest.mark.parametrize(
        ("code", "text"),
        [
            ("19708", "xã Hải Lăng (trước 1/7/2025: xã Hải Thượng)"),
            ("19441", "xã Hướng Phùng"),
            (
                "20296",
                "xã Hòa Liên (đến 1/7/2025; nay thuộc phường Hải Vân hoặc phường Liên Chiểu)",
            ),
            ("44", "tỉnh Quảng Trị (trước 1/7/2025: tỉnh Quảng Bình)"),
        ],
    )
    def test_only_the_commune_level_is_said(self, called, code, text):
        assert called(code, short=True) == text


@pytest.mark.django_db
class TestStoredUnits:
    def test_every_real_unit_reads_the_same_from_the_database(self, called):
        load_real(*QUANG_TRI, *DA_NANG)
        units = {unit.pk: unit for unit in Unit.objects.all()}
        stored = addresses(units.values(), on=TODAY)
        assert stored == {pk: called(unit.code, unit.valid_from) for pk, unit in units.items()}

    def test_one_address_costs_two_queries(self, old_commune, django_assert_num_queries):
        with django_assert_num_queries(2):
            address(old_commune, on=TODAY)

    def test_many_addresses_cost_two_queries(self, django_assert_num_queries):
        load_real(*QUANG_TRI)
        ids = list(Unit.objects.values_list("pk", flat=True))
        with django_assert_num_queries(2):
            assert len(addresses(ids, on=TODAY)) == len(ids)

    def test_no_units_have_no_addresses(self, db):
        assert addresses([], on=TODAY) == {}

    def test_a_village_stays_below_what_became_of_its_commune(self, old_commune):
        village = self.village(old_commune)
        assert address(village, on=TODAY) == (
            "thôn Thượng Xá, xã Hải Lăng, tỉnh Quảng Trị "
            "(trước 1/7/2025: xã Hải Thượng, huyện Hải Lăng)"
        )

    def test_a_village_of_a_split_commune_says_so(self):
        load_real(*DA_NANG)
        village = self.village(Unit.objects.on(BASELINE).get(full_name="Xã Hòa Liên"))
        assert address(village, on=TODAY) == (
            "thôn Thượng Xá, xã Hòa Liên, huyện Hòa Vang, thành phố Đà Nẵng "
            "(đến 1/7/2025; nay thuộc phường Hải Vân hoặc phường Liên Chiểu)"
        )

    def test_a_village_that_ended_says_its_last_day(self, commune):
        village = self.village(commune, on=REFORM)
        Unit.objects.filter(pk=village.pk).update(valid_to=datetime.date(2026, 3, 1))
        assert address(village, on=TODAY) == (
            "thôn Thượng Xá, xã Hải Lăng, tỉnh Quảng Trị (đến 1/3/2026)"
        )

    def test_in_short_a_village_is_its_commune(self, commune):
        assert address(self.village(commune, on=REFORM), on=TODAY, short=True) == "xã Hải Lăng"

    def village(self, commune, on=BASELINE):
        return add_village(
            commune=commune, name="Thượng Xá", kind="thôn", on=on, legal_basis="", by="user:1"
        )
