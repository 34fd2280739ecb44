"""Records of split units: every part's officers see them until a person assigns them."""

import pytest
from django.utils import timezone

from accounts.access import has_duty
from accounts.models import OfficerDuty, User
from common.errors import BadInput
from cooperatives.models import Organisation
from cooperatives.services import assign_successor, of_split_units
from growing_areas.access import may_decide
from growing_areas.models import GrowingArea, Harvest
from places.heirs import heirs
from places.models import Succession, Unit
from portal.split_units import assign, records_of, split_units
from records.models import LogEntry
from tests.conftest import OLD, REFORM, make_unit

pytestmark = pytest.mark.django_db

REGISTRY = OfficerDuty.Duty.REGISTRY


@pytest.fixture
def split(old_commune, other_commune):
    """Xã Hải Thượng went to two: xã Hải Lăng and xã Hướng Phùng."""
    Succession.objects.filter(old=old_commune).update(whole=False)
    Succession.objects.create(old=old_commune, new=other_commune, whole=False)
    return old_commune


@pytest.fixture
def hoa(other_commune):
    """Hoa is the officer of the other part, for the registry and for codes."""
    user = User.objects.create_user("hoa", full_name="Lê Thị Hoa", is_demo=True)
    for duty in (REGISTRY, OfficerDuty.Duty.GROWING_AREA_CODES):
        OfficerDuty.objects.create(user=user, unit=other_commune, duty=duty, valid_from=REFORM)
    return user


@pytest.fixture
def old_records(split, coop, area, harvest):
    """The cooperative and its fields were entered when the old commune stood."""
    Organisation.objects.update(unit=split)
    GrowingArea.objects.update(unit=split)
    coop.refresh_from_db()
    area.refresh_from_db()
    return coop, area


def give(rows, unit):
    assign_successor(rows=rows, successor=unit, by="test", on=timezone.localdate())


class TestHeirs:
    def test_of_a_split_unit_are_its_parts(self, split, commune, other_commune, today):
        assert heirs([split.pk], today) == {split.pk: [other_commune, commune]}

    def test_of_a_unit_that_stands_is_itself(self, commune, today):
        assert heirs([commune.pk], today) == {commune.pk: [commune]}

    def test_are_found_through_several_reforms(self, split, commune, today, province):
        Unit.objects.filter(pk=commune.pk).update(valid_to="2026-01-01")
        new = make_unit("19999", "Mới", "xã", Unit.Level.COMMUNE, province, "2026-01-01")
        Succession.objects.create(old=commune, new=new, whole=True)
        assert new in heirs([split.pk], today)[split.pk]
        assert commune not in heirs([split.pk], today)[split.pk]

    def test_of_a_unit_that_lives_on_hold_itself(self, commune, other_commune, today):
        Succession.objects.create(old=commune, new=other_commune, whole=False)
        assert heirs([commune.pk], today)[commune.pk] == [other_commune, commune]

    def test_of_a_village_are_those_of_its_commune(self, split, today):
        village = make_unit(
            "19708-01", "Thượng Xá", "thôn", Unit.Level.VILLAGE, split, OLD, REFORM
        )
        assert len(heirs([village.pk], today)[village.pk]) == 2


class TestWhoSees:
    def sees(self, user):
        return [
            model.objects.visible_to(user).exists()
            for model in (Organisation, GrowingArea, Harvest)
        ]

    def test_both_parts_until_somebody_assigns(self, old_records, dung, hoa):
        assert self.sees(dung) == self.sees(hoa) == [True, True, True]

    def test_the_part_assigned_and_no_other_afterwards(self, old_records, dung, hoa, commune):
        give(old_records, commune)
        assert self.sees(dung) == [True, True, True]
        assert self.sees(hoa) == [False, False, False]

    def test_the_province_all_along(self, old_records, commune, province):
        user = User.objects.create_user("tinh")
        OfficerDuty.objects.create(user=user, unit=province, duty=REGISTRY, valid_from=REFORM)
        assert self.sees(user) == [True, True, True]
        give(old_records, commune)
        assert self.sees(user) == [True, True, True]

    def test_duties_follow(self, old_records, dung, hoa, other_commune, today):
        coop, area = old_records
        assert may_decide(dung, area, today)
        give([coop, area], other_commune)
        assert not may_decide(dung, area, today)
        assert may_decide(hoa, area, today)
        assert not has_duty(dung, REGISTRY, coop.place, today)

    def test_its_people_see_it_all_along(self, old_records, an, other_commune):
        give(old_records, other_commune)
        assert self.sees(an) == [True, True, True]


class TestAssigning:
    def waiting(self):
        today = timezone.localdate()
        return [
            of_split_units(model.objects.all(), today).count()
            for model in (Organisation, GrowingArea)
        ]

    def test_what_is_assigned_waits_no_more(self, old_records, commune):
        assert self.waiting() == [1, 1]
        give(old_records, commune)
        assert self.waiting() == [0, 0]

    def test_what_went_whole_to_one_never_waits(self, coop, old_commune):
        Organisation.objects.update(unit=old_commune)
        assert self.waiting() == [0, 0]

    def test_one_that_lives_on_may_be_chosen_itself(self, coop, commune, other_commune):
        Succession.objects.create(old=commune, new=other_commune, whole=False)
        assert self.waiting() == [1, 0]
        give([coop], commune)
        assert self.waiting() == [0, 0]

    def test_a_part_that_is_split_again_waits_again(
        self, old_records, commune, other_commune, province
    ):
        give(old_records, commune)
        Unit.objects.filter(pk=commune.pk).update(valid_to="2026-01-01")
        for code in ("19998", "19999"):
            new = make_unit(code, code, "xã", Unit.Level.COMMUNE, province, "2026-01-01")
            Succession.objects.create(old=commune, new=new, whole=False)
        assert self.waiting() == [1, 1]

    def test_another_unit_is_refused_and_nothing_is_assigned(self, old_records, province):
        strange = make_unit("19997", "Khác", "xã", Unit.Level.COMMUNE, province)
        with pytest.raises(BadInput) as refused:
            give(old_records, strange)
        assert refused.value.code == "cooperatives.not_an_heir"
        assert self.waiting() == [1, 1]

    def test_many_at_once_have_one_id_in_the_log(self, old_records, commune):
        give(old_records, commune)
        entries = LogEntry.objects.filter(action="cooperatives.successor_assigned")
        assert {entry.subject for entry in entries} == {row.key for row in old_records}
        assert len({entry.request for entry in entries}) == 1

    def test_moving_elsewhere_forgets_the_part(self, client, an, old_records, other_commune):
        coop, _area = old_records
        give([coop], other_commune)
        client.force_login(an)
        coop.refresh_from_db()
        fields = {"name": "HTX", "kind": "farm", "unit": "19702", "address": "Thôn 1"}
        client.post(f"/to-chuc/{coop.pk}/sua/", fields | {"version": coop.version})
        coop.refresh_from_db()
        assert coop.successor is None


class TestTheOffice:
    def test_sees_what_waits_in_its_territory(self, old_records, split, dung, today):
        found = split_units(dung, today)
        assert [(row.unit, row.waiting) for row in found] == [(split, 2)]
        assert {row.key for row in records_of(dung, split.pk, today)} == {
            row.key for row in old_records
        }

    def test_needs_the_registry(self, old_records, split, dung, today):
        OfficerDuty.objects.filter(duty=REGISTRY).delete()
        assert split_units(dung, today) == []

    def test_of_neither_part_may_not(self, old_records, split, chi, today, commune):
        with pytest.raises(BadInput):
            assign(
                user=chi,
                unit_id=split.pk,
                keys=[old_records[0].key],
                successor=commune,
                on=today,
            )

    def test_few_queries_where_nothing_was_split(
        self, coop, area, dung, today, django_assert_max_num_queries
    ):
        with django_assert_max_num_queries(3):
            assert split_units(dung, today) == []


class TestPages:
    @pytest.fixture(autouse=True)
    def setup(self, client, split):
        self.client, self.path = client, f"/dia-ban/chia-tach/{split.pk}/"

    def test_one_press_assigns_a_row(self, dung, hoa, old_records, commune):
        coop, area = old_records
        self.client.force_login(dung)
        assert "Xã Hải Thượng" in self.client.get("/dia-ban/chia-tach/").content.decode()
        assert area.name in self.client.get(self.path).content.decode()
        self.client.post(self.path, {"one": f"{coop.key} {commune.pk}"})
        coop.refresh_from_db()
        area.refresh_from_db()
        assert (coop.successor, area.successor) == (commune, None)

    def test_many_are_assigned_at_once(self, dung, old_records, other_commune):
        self.client.force_login(dung)
        keys = [row.key for row in old_records]
        response = self.client.post(self.path, {"row": keys, "successor": other_commune.pk})
        assert response.headers["Location"] == "/dia-ban/chia-tach/"
        assert GrowingArea.objects.get().successor == other_commune

    @pytest.mark.parametrize("sent", [{}, {"one": "x y"}, {"successor": "1"}])
    def test_nothing_chosen_is_said(self, dung, old_records, sent):
        self.client.force_login(dung)
        page = self.client.post(self.path, sent, follow=True).content.decode()
        assert "Chưa chọn hồ sơ nào" in page

    def test_the_desk_says_so(self, dung, old_records):
        self.client.force_login(dung)
        assert (
            "Hồ sơ của xã, phường đã chia" in self.client.get("/ban-lam-viec/").content.decode()
        )

    def test_a_manager_and_a_stranger_see_nothing(self, an, chi, old_records):
        for person in (an, chi):
            self.client.force_login(person)
            assert self.client.get(self.path).status_code == 404

    def test_without_a_sign_in_pages_lead_to_it(self, old_records):
        assert self.client.get(self.path).status_code == 302


class TestApi:
    @pytest.fixture(autouse=True)
    def setup(self, client, split):
        self.client, self.path = client, f"/api/v1/split-units/{split.pk}/records"

    def post(self, **body):
        return self.client.post(self.path, body, content_type="application/json")

    def test_they_are_listed_and_assigned(self, dung, old_records, commune):
        self.client.force_login(dung)
        (split,) = self.client.get("/api/v1/split-units").json()
        assert (split["waiting"], len(split["parts"])) == (2, 2)
        keys = [row["key"] for row in self.client.get(self.path).json()]
        assert self.post(keys=keys, commune=commune.code).json() == {"assigned": 2}

    def test_the_reason_for_a_refusal_is_given(self, dung, old_records, province):
        strange = make_unit("19997", "Khác", "xã", Unit.Level.COMMUNE, province)
        self.client.force_login(dung)
        response = self.post(keys=[old_records[0].key], commune=strange.code)
        assert response.json()["code"] == "cooperatives.not_an_heir"

    def test_a_stranger_sees_nothing(self, chi, old_records, commune):
        self.client.force_login(chi)
        assert self.client.get(self.path).status_code == 404
        assert self.post(keys=[], commune=commune.code).status_code == 404

    def test_nobody_gets_in_without_signing_in(self):
        assert self.client.get(self.path).status_code == 401

    def test_bad_shape_is_refused(self, dung, old_records):
        self.client.force_login(dung)
        assert self.post(keys="x").status_code == 422
