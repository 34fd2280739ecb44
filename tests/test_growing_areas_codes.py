"""Codes: how they are entered, the states they go through, who decides about them."""

from importlib import import_module

import pytest
from django.apps import apps

from accounts.models import OfficerDuty, User
from common.errors import BadInput, NotAllowed
from growing_areas import services
from growing_areas.access import may_decide, require_decider
from growing_areas.models import (
    VALID_STATES,
    CodeState,
    Crop,
    GrowingAreaCode,
)
from records.models import LogEntry
from records.services import versions
from tests.conftest import REFORM
from tests.growing_area_codes_cast import decide
from tests.growing_areas_cast import DAY, hill_of, refusal

pytestmark = pytest.mark.django_db


@pytest.fixture
def other_area(area, other_coop, other_commune, today):
    """Chi's hill."""
    return hill_of(other_coop, other_commune, today)


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
        assert LogEntry.objects.get(subject=code.key).data["state"]["code"] == code.code
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

    def test_a_revoked_code_stays_revoked_when_it_would_have_expired(self, code, today):
        code.expires_on = today
        code.save()
        decide(code, "revoke", today - DAY)
        assert code.state_on(today) == "revoked"

    def test_asking_a_loaded_code_takes_no_query(self, code, today, django_assert_num_queries):
        decide(code, "suspend", today)
        loaded = GrowingAreaCode.objects.prefetch_related("states").get()
        with django_assert_num_queries(0):
            assert loaded.state_on(today) == "suspended"


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


def test_standing_codes_get_their_crop_and_their_first_act(code, today):
    """The data move that came with acts, done once more."""
    move = import_module("growing_areas.migrations.0018_acts_of_standing_codes")
    decide(code, "suspend", today)
    CodeState.objects.filter(code=code).update(act="")
    other = Crop.objects.create(code="ngo", name="ngô", name_en="maize", perennial=False)
    GrowingAreaCode.objects.update(crop=other)
    move.complete_codes(apps, None)
    code.refresh_from_db()
    assert code.crop == code.area.crop
    assert [row.act for row in code.states.all()] == ["declare", ""]
