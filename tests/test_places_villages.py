"""Villages that a commune enters: codes, names, refusals."""

import datetime

import pytest

from common.errors import BadInput, RuleError
from places.models import Unit
from places.services import add_village
from records.models import LogEntry
from tests.conftest import REFORM
from tests.real_units import QUANG_TRI, load_real

pytestmark = pytest.mark.django_db

DAY = datetime.timedelta(days=1)
BASELINE = datetime.date(2022, 12, 30)
LATER = datetime.date(2026, 9, 20)


def village(commune, name="Thượng Xá", kind="thôn", on=REFORM, legal_basis=""):
    return add_village(
        commune=commune, name=name, kind=kind, on=on, legal_basis=legal_basis, by="user:1"
    )


class TestVillages:
    def test_codes_follow_the_communes_code(self, commune):
        assert [village(commune, str(number)).code for number in (1, 2)] == [
            "19702-01",
            "19702-02",
        ]

    def test_a_village_is_a_unit_below_its_commune(self, commune):
        made = village(commune, "Đại An Khê", legal_basis="NQ 12/NQ-HĐND")
        assert (made.parent, made.full_name, made.folded, made.date_basis) == (
            commune,
            "Thôn Đại An Khê",
            "thon dai an khe",
            "act",
        )

    def test_without_a_legal_basis_the_day_is_only_a_latest_one(self, commune):
        assert village(commune).date_basis == "known-since-at-least"

    def test_a_number_is_not_given_twice_when_the_code_meant_another_commune(self):
        load_real(*QUANG_TRI)
        hai_phu, hai_lang = (
            Unit.objects.on(day).get(code="19702") for day in (BASELINE, REFORM)
        )
        village(hai_phu, on=BASELINE)
        assert village(hai_lang).code == "19702-02"

    @pytest.mark.parametrize(
        ("kind", "name", "full_name"),
        [
            ("thôn", "Thôn Đông", "Thôn Đông"),
            ("Thôn", "  đông   hà ", "Thôn đông hà"),
            ("khu", "Khu phố 3", "Khu Khu phố 3"),
            ("thôn", "Bản Mới", "Thôn Bản Mới"),
            ("tổ dân phố", "1", "Tổ dân phố 1"),
        ],
    )
    def test_the_kind_is_not_said_twice(self, commune, kind, name, full_name):
        assert village(commune, name, kind).full_name == full_name

    def test_it_is_logged_in_the_communes_chain(self, commune):
        made = village(commune)
        entry = LogEntry.objects.get(chain=f"unit:{commune.pk}")
        assert (entry.action, entry.subject, entry.by) == (
            "places.village_added",
            f"places.unit:{made.pk}",
            "user:1",
        )

    def test_a_name_that_is_there_already_is_refused(self, commune):
        village(commune, "Đông")
        with pytest.raises(RuleError) as refusal:
            village(commune, "ĐÔNG")
        assert refusal.value.code == "places.village_already_there"
        assert refusal.value.message == (
            "Xã Hải Lăng (19702) đã có Thôn Đông (mã 19702-01, từ ngày 01/07/2025). "
            "Hãy dùng mã đó hoặc nhập tên khác."
        )

    def test_names_that_differ_by_a_mark_are_different_names(self, commune):
        village(commune, "Đông")
        assert village(commune, "Đồng").code == "19702-02"

    def test_a_name_is_free_again_after_the_village_ended(self, commune):
        Unit.objects.filter(pk=village(commune, "Đông").pk).update(valid_to=LATER)
        assert village(commune, "Đông", on=LATER).code == "19702-02"

    def test_a_commune_that_ended_is_refused_and_the_present_one_named(self, old_commune):
        with pytest.raises(RuleError) as refusal:
            village(old_commune, on=REFORM)
        assert refusal.value.code == "places.commune_not_in_force"
        assert refusal.value.message == (
            "Xã Hải Thượng (19708) không còn hiệu lực ngày 01/07/2025: xã Hải Lăng, "
            "tỉnh Quảng Trị (trước 1/7/2025: xã Hải Thượng, huyện Hải Lăng). "
            "Hãy ghi vào xã, phường có hiệu lực ngày đó."
        )

    def test_a_day_before_the_commune_is_refused(self, commune):
        with pytest.raises(RuleError, match="có hiệu lực từ ngày 01/07/2025") as refusal:
            village(commune, on=REFORM - DAY)
        assert refusal.value.code == "places.commune_not_in_force"

    def test_a_province_has_no_villages_of_its_own(self, province):
        with pytest.raises(RuleError) as refusal:
            village(province)
        assert refusal.value.code == "places.not_a_commune"

    @pytest.mark.parametrize(
        ("code", "values"),
        [
            ("places.village_kind_unknown", {"kind": "huyện"}),
            ("places.village_kind_unknown", {"kind": ""}),
            ("places.village_name_missing", {"name": "  "}),
            ("places.village_name_missing", {"name": "Thôn "}),
            ("places.village_text_too_long", {"name": "a" * 101}),
            ("places.village_text_too_long", {"legal_basis": "a" * 201}),
        ],
    )
    def test_malformed_values_are_refused_and_nothing_is_saved(self, commune, code, values):
        with pytest.raises(BadInput) as refusal:
            village(commune, **values)
        assert refusal.value.code == code
        assert not commune.children.exists()
