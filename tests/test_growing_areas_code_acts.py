"""The acts of a code's life through their service: who, from which state, with what."""

import datetime
import io

import pytest

from accounts.models import OfficerDuty, User
from common.errors import NotAllowed, RuleError
from cooperatives.models import Membership
from cooperatives.services import add_member
from growing_areas import code_life, services
from growing_areas.access import acts_open_to, offices_for
from growing_areas.code_life import ACTS, STATES, is_allowed
from growing_areas.models import CodeState, GrowingAreaCode, ProcedureRule
from growing_areas.services import code_acts
from records.models import LogEntry
from records.services import versions
from tests.conftest import REFORM, make_officer
from tests.growing_area_codes_cast import act, application, deed, draft, granted_here, put_into
from tests.growing_areas_cast import DAY, hill_of, refusal

pytestmark = pytest.mark.django_db


def rule(act, office="either", *, scope="any", working_days=None, **changes):
    """A rule of procedure, as a file would bring it."""
    return ProcedureRule.objects.create(
        **{
            "act": act,
            "scope": scope,
            "office": office,
            "working_days": working_days,
            "basis": "Văn bản mẫu",
            "certainty": "reported",
            "valid_from": REFORM,
        }
        | changes
    )


@pytest.fixture
def lien(province):
    """Liên is an officer for codes of the province."""
    user = User.objects.create_user("lien", password="lien", full_name="Bùi Thị Liên")
    return make_officer(user, province, OfficerDuty.Duty.GROWING_AREA_CODES)


@pytest.fixture
def submitted(area, an, today):
    """An application that waits for the office."""
    code = draft(area, today)
    act(code, "submit", an, today)
    return code


class TestEveryActAgainstEveryState:
    @pytest.fixture
    def in_state(self, area, code, today):
        """A code in any state: before granting an application, after it a granted one."""

        def in_state(state):
            if state in code_life.BEFORE_GRANTED:
                return put_into(draft(area, today), state, today)
            GrowingAreaCode.objects.filter(pk=code.pk).update(confirmation="confirmed")
            code.refresh_from_db()
            return put_into(code, state, today)

        return in_state

    @pytest.mark.parametrize("state", STATES)
    @pytest.mark.parametrize("what", [act for act in ACTS if act != "expire"])
    def test_it_leads_on_or_is_refused(self, in_state, an, dung, today, what, state):
        code = in_state(state)
        user = an if ACTS[what].doers == (code_life.HOLDER,) else dung
        granted_once = state not in code_life.BEFORE_GRANTED
        if is_allowed(what, state, granted_once=granted_once):
            change = act(code, what, user, today)
            assert (change.act, change.state) == (what, ACTS[what].target)
            assert code.state_on(today) == ACTS[what].target
            assert code.state_on(today - DAY) == state
        else:
            with pytest.raises(RuleError) as caught:
                act(code, what, user, today)
            assert caught.value.code == "growing_areas.act_not_now"
            assert code.states.count() == 1

    @pytest.mark.parametrize("state", STATES)
    def test_the_day_lets_run_out_what_can(self, in_state, today, state):
        code = in_state(state)
        if code.granted_on:
            GrowingAreaCode.objects.filter(pk=code.pk).update(expires_on=today)
        wanted = is_allowed("expire", state, granted_once=True)
        assert services.expire_codes(today) == int(wanted)
        assert code.states.count() == 1 + wanted

    @pytest.mark.parametrize("what", ACTS)
    def test_no_act_is_for_a_stranger(self, in_state, chi, today, what):
        act_ = ACTS[what]
        code = in_state(act_.sources[0])
        with pytest.raises(NotAllowed):
            act(code, what, chi, today)
        assert acts_open_to(chi, code, today) == []

    @pytest.mark.parametrize("state", STATES)
    def test_what_is_offered_is_what_is_allowed(self, in_state, an, dung, today, state):
        code = in_state(state)
        offered = {one.id for user in (an, dung) for one in acts_open_to(user, code, today)} | {
            "expire"
        }
        once = code.granted_once
        assert offered - {"expire"} == {
            what for what in ACTS if is_allowed(what, state, granted_once=once)
        } - {"expire"}


class TestAnAct:
    def test_it_is_logged_with_everything_that_was_written(self, code, dung, today):
        act(code, "suspend", dung, today, reason="Dư lượng thuốc vượt mức.")
        entry = LogEntry.objects.filter(subject=code.key).latest("number")
        assert (entry.action, entry.by) == ("growing_areas.code_state_changed", dung.key)
        said = {
            name: entry.data[name] for name in ("act", "from", "to", "act_number", "reason")
        }
        assert said == {
            "act": "suspend",
            "from": "granted",
            "to": "suspended",
            "act_number": "12/QĐ-UBND",
            "reason": "Dư lượng thuốc vượt mức.",
        }

    def test_pages_behind_labels_hear_of_it(self, code, dung, today):
        before = versions([code.key])[code.key]
        act(code, "suspend", dung, today)
        assert versions([code.key])[code.key] == before + 1

    def test_its_row_keeps_who_did_it_and_the_paper(self, code, dung, today):
        paper = ("Quyết định.txt", io.BytesIO("Đình chỉ".encode()))
        row = act(code, "suspend", dung, today, document=paper)
        assert (row.done_by, row.document.owner) == (dung.key, code.key)

    def test_two_acts_of_one_day_leave_the_later_state(self, code, dung, today):
        act(code, "suspend", dung, today)
        act(code, "restore", dung, today)
        assert code.state_on(today) == "restored"
        assert [row.state for row in code.states.all()] == ["granted", "suspended", "restored"]

    def test_it_may_be_written_down_some_days_later(self, code, dung, today):
        act(code, "suspend", dung, today, on=today - 5 * DAY)
        assert code.state_on(today - 6 * DAY) == "granted"
        assert code.state_on(today - 5 * DAY) == "suspended"

    def test_not_before_the_last_change(self, code, dung, today):
        act(code, "suspend", dung, today, on=today - DAY)
        error = refusal(
            act, code=code, what="restore", user=dung, today=today, on=today - 2 * DAY
        )
        assert (error.code, error.field) == ("growing_areas.act_before_the_last", "on")

    def test_not_on_a_day_to_come(self, code, dung, today):
        error = refusal(act, code=code, what="suspend", user=dung, today=today, on=today + DAY)
        assert (error.code, error.field) == ("growing_areas.act_in_future", "on")

    def test_the_holder_acts_today(self, area, an, today):
        code = draft(area, today - 9 * DAY)
        error = refusal(act, code=code, what="submit", user=an, today=today, on=today - DAY)
        assert error.code == "growing_areas.act_not_today"

    @pytest.mark.parametrize(
        ("empty", "code_", "field"),
        [
            ({"reason": " "}, "growing_areas.act_without_reason", "reason"),
            ({"act_number": ""}, "growing_areas.act_without_number", "act_number"),
        ],
    )
    def test_what_it_needs_is_asked_for(self, code, dung, today, empty, code_, field):
        error = refusal(act, code=code, what="suspend", user=dung, today=today, **empty)
        assert (error.code, error.field) == (code_, field)

    def test_all_that_is_missing_is_said_at_once(self, code, dung, today):
        error = refusal(
            act, code=code, what="suspend", user=dung, today=today, reason="", act_number=""
        )
        assert {one.field for one in error.errors} == {"reason", "act_number"}

    @pytest.mark.parametrize(
        ("deadline", "said"),
        [(None, "act_without_deadline"), (REFORM, "deadline_too_early")],
    )
    def test_a_correction_has_a_deadline(self, code, dung, today, deadline, said):
        error = refusal(
            act, code=code, what="require_correction", user=dung, today=today, deadline=deadline
        )
        assert (error.code, error.field) == (f"growing_areas.{said}", "deadline")

    def test_an_unknown_act_is_refused(self, code, dung, today):
        error = refusal(act, code=code, what="praise", user=dung, today=today)
        assert error.code == "growing_areas.act_unknown"


class TestWhoActs:
    def test_an_operator_does_not_submit(self, area, binh, today):
        with pytest.raises(NotAllowed) as caught:
            act(draft(area, today), "submit", binh, today)
        assert caught.value.code == "cooperatives.not_allowed"

    def test_the_organisation_does_not_grant_itself_a_code(self, submitted, an, today):
        with pytest.raises(NotAllowed) as caught:
            act(submitted, "check", an, today)
        assert caught.value.code == "growing_areas.not_an_officer_for_codes"

    def test_an_officer_of_another_place_does_not(self, coop, submitted, other_commune, today):
        other = User.objects.create_user("khoa")
        make_officer(other, other_commune, OfficerDuty.Duty.GROWING_AREA_CODES)
        with pytest.raises(NotAllowed):
            act(submitted, "check", other, today)

    def test_an_officer_with_another_duty_does_not(self, submitted, dung, today):
        OfficerDuty.objects.filter(duty="growing_area_codes").delete()
        with pytest.raises(NotAllowed):
            act(submitted, "check", dung, today)

    def test_nobody_does_what_the_day_does(self, code, dung, today):
        with pytest.raises(NotAllowed) as caught:
            act(code, "expire", dung, today)
        assert caught.value.code == "growing_areas.act_of_the_day"

    def test_nobody_approves_what_they_print(self, coop, submitted, dung, today):
        add_member(organisation=coop, user=dung, role=Membership.Role.OPERATOR, by="test")
        with pytest.raises(NotAllowed) as caught:
            act(submitted, "check", dung, today)
        assert caught.value.code == "cooperatives.two_hats"
        assert acts_open_to(dung, submitted, today) == []

    @pytest.mark.parametrize(
        ("office", "of_commune", "of_province"),
        [
            pytest.param("commune", True, False),
            pytest.param("province", False, True),
            pytest.param("either", True, True),
        ],
    )
    def test_the_rule_of_the_day_names_the_office(
        self, submitted, dung, lien, today, office, of_commune, of_province
    ):
        rule("check", office)
        for user, allowed in ((dung, of_commune), (lien, of_province)):
            offered = {one.id for one in acts_open_to(user, submitted, today)}
            assert ("check" in offered) is allowed
            if not allowed:
                with pytest.raises(NotAllowed) as caught:
                    act(submitted, "check", user, today)
                assert caught.value.code == "growing_areas.another_office_decides"
                assert "Văn bản mẫu" in caught.value.message

    def test_the_rule_for_the_market_goes_before_the_one_for_any(
        self, submitted, dung, lien, today
    ):
        rule("check", "commune")
        rule("check", "province", scope="domestic")
        rule("check", "commune", scope="export")
        assert act(submitted, "check", lien, today).state == "checked"

    def test_a_rule_that_has_ended_says_nothing(self, submitted, dung, today):
        rule("check", "province", valid_to=today)
        assert act(submitted, "check", dung, today).state == "checked"

    def test_offices_are_those_of_the_duties(self, area, dung, lien, an, today):
        assert offices_for(dung, area, today) == {"commune"}
        assert offices_for(lien, area, today) == {"province"}
        assert offices_for(an, area, today) == frozenset()


class TestApplying:
    def test_a_draft_has_no_text_of_a_code_yet(self, area, today):
        code = draft(area, today)
        assert (code.code, code.granted_on, code.confirmation) == ("", None, "awaited")
        assert code.state_on(today) == "draft"
        assert code.application.variety == "Khang Dân"

    def test_one_application_for_a_kind_and_market_at_a_time(self, area, today):
        draft(area, today)
        error = refusal(draft, area=area, today=today)
        assert (error.code, error.field) == ("growing_areas.application_under_way", "market")
        assert draft(area, today, market="CN").pk
        assert draft(area, today, kind="packing_house").pk

    def test_after_one_was_withdrawn_another_may_be_drawn_up(self, area, an, today):
        act(draft(area, today), "withdraw", an, today)
        assert draft(area, today).pk

    @pytest.mark.parametrize(
        ("changes", "code", "field"),
        [
            ({"market": "Tàu"}, "growing_areas.bad_market", "market"),
            ({"households": 0}, "growing_areas.bad_households", "households"),
            (
                {"expected_kilograms": 0},
                "growing_areas.bad_expected_kilograms",
                "expected_kilograms",
            ),
            ({"harvest_to": REFORM}, "growing_areas.harvest_ends_too_early", "harvest_to"),
            ({"variety": "x" * 151}, "growing_areas.text_too_long", "variety"),
        ],
    )
    def test_what_cannot_be_right_is_refused(self, area, today, changes, code, field):
        if changes.get("expected_kilograms") == 0:
            changes = {"expected_kilograms": application().expected_kilograms * 0}
        error = refusal(draft, area=area, today=today, **changes)
        assert (error.code, error.field) == (code, field)
        assert not GrowingAreaCode.objects.exists()

    def test_a_draft_is_changed_a_submitted_one_is_not(self, area, an, today):
        code = draft(area, today)
        new = application(variety="Nếp", market="CN")
        services.change_application(code=code, application=new, by="test", today=today)
        code.refresh_from_db()
        assert (code.market, code.application.variety) == ("CN", "Nếp")
        act(code, "submit", an, today)
        error = refusal(
            services.change_application, code=code, application=new, by="test", today=today
        )
        assert error.code == "growing_areas.application_not_a_draft"

    def test_an_incomplete_one_is_not_submitted_and_says_what_is_missing(
        self, coop, other_coop, other_commune, area, an, chi, today
    ):
        code = draft(area, today, variety="", expected_kilograms=None)
        error = refusal(act, code=code, what="submit", user=an, today=today)
        assert error.code == "growing_areas.application_incomplete"
        assert "giống, sản lượng dự kiến" in error.message

    def test_a_packing_house_says_its_name_and_address(self, area, an, today):
        code = draft(area, today, kind="packing_house", variety="", standard="")
        error = refusal(act, code=code, what="submit", user=an, today=today)
        assert "tên cơ sở đóng gói, địa chỉ" in error.message

    def test_a_refused_application_goes_back_with_the_reason(self, submitted, an, dung, today):
        row = act(submitted, "send_back", dung, today, reason="Thiếu sơ đồ thửa.")
        assert (row.state, row.reason) == ("draft", "Thiếu sơ đồ thửa.")
        assert act(submitted, "submit", an, today).state == "submitted"


class TestGranting:
    def test_it_gives_the_code_its_text_office_and_days(self, area, an, dung, today):
        code = granted_here(area, an, dung, today, expires_on=today + 365 * DAY)
        code = GrowingAreaCode.objects.get(pk=code.pk)
        assert (code.code, code.issuer, code.granted_on, code.confirmation) == (
            "VN-QTOR-0007",
            "UBND xã Hải Lăng",
            today,
            "confirmed",
        )
        assert (code.legal_basis, code.is_valid_on(today)) == ("12/QĐ-UBND", True)

    @pytest.mark.parametrize(
        ("changes", "said"),
        [
            ({"code": " "}, "growing_areas.bad_code"),
            ({"issuer": ""}, "growing_areas.no_issuer"),
            ({"expires_on": REFORM}, "growing_areas.expires_too_early"),
        ],
    )
    def test_a_bad_paper_is_refused_and_nothing_saved(
        self, submitted, dung, today, changes, said
    ):
        act(submitted, "check", dung, today)
        error = refusal(
            services.act,
            code=submitted,
            act="grant",
            deed=deed(**changes),
            user=dung,
            today=today,
        )
        assert error.code == said
        assert GrowingAreaCode.objects.get(pk=submitted.pk).state_on(today) == "checked"

    def test_a_code_that_stands_in_the_register_is_not_given_twice(
        self, code, submitted, dung, today
    ):
        act(submitted, "check", dung, today)
        error = refusal(
            services.act,
            code=submitted,
            act="grant",
            deed=deed(code=code.code),
            user=dung,
            today=today,
        )
        assert error.code == "growing_areas.code_taken"

    def test_granting_again_keeps_the_text_and_gives_new_days(self, code, dung, today):
        GrowingAreaCode.objects.update(expires_on=today - DAY)
        assert services.expire_codes(today) == 1
        later = today + 100 * DAY
        act(code, "grant_again", dung, today, issuer="", expires_on=later)
        code = GrowingAreaCode.objects.get()
        assert (code.code, code.expires_on) == ("VN-45-470-19708-00-24", later)
        assert (code.state_on(today - DAY), code.state_on(today)) == ("expired", "granted")

    def test_a_withdrawn_application_is_not_granted_again(self, area, an, dung, today):
        code = draft(area, today)
        act(code, "withdraw", an, today)
        error = refusal(act, code=code, what="grant_again", user=dung, today=today)
        assert error.code == "growing_areas.act_not_now"


class TestDueDates:
    FRIDAY = datetime.date(2026, 11, 20)  # Tuesday 24/11 is a holiday

    def submit(self, area, an, market="VN", on=FRIDAY):
        code = draft(area, on, market=market)
        return act(code, "submit", an, on)

    def test_the_office_has_the_working_days_of_the_rule(self, area, an):
        rule("grant", scope="domestic", working_days=3)
        rule("grant", scope="export", working_days=10)
        row = self.submit(area, an)
        assert (row.due_on, row.rule.basis) == (datetime.date(2026, 11, 26), "Văn bản mẫu")
        assert self.submit(area, an, "CN").due_on == datetime.date(2026, 12, 7)

    def test_without_a_rule_nothing_is_due(self, area, an):
        assert self.submit(area, an).due_on is None

    def test_checking_does_not_move_the_due_day(self, area, an, dung):
        rule("grant", working_days=3)
        due = self.submit(area, an)
        row = act(due.code, "check", dung, self.FRIDAY + 3 * DAY)
        assert (row.due_on, row.rule) == (due.due_on, due.rule)

    def test_it_is_overdue_the_day_after(self, area, an):
        rule("grant", working_days=3)
        row = self.submit(area, an)
        assert not row.is_overdue(row.due_on)
        assert row.is_overdue(row.due_on + DAY)

    def test_a_correction_is_due_on_its_deadline(self, code, dung, today):
        row = act(code, "require_correction", dung, today, deadline=today + 9 * DAY)
        assert row.due_on == today + 9 * DAY


class TestRunningOut:
    @pytest.fixture(autouse=True)
    def setup(self, code, today):
        GrowingAreaCode.objects.update(expires_on=today - 3 * DAY)

    def test_it_is_written_from_its_own_day_and_once(self, code, today):
        assert [services.expire_codes(today) for _ in range(2)] == [1, 0]
        row = code.states.last()
        assert (row.state, row.valid_from, row.done_by) == (
            "expired",
            today - 3 * DAY,
            "system",
        )

    def test_not_before_its_day(self, today):
        assert services.expire_codes(today - 4 * DAY) == 0

    def test_it_is_logged_and_pages_hear_of_it(self, code, today):
        before = versions([code.key])[code.key]
        services.expire_codes(today)
        entry = LogEntry.objects.filter(subject=code.key).latest("number")
        assert (entry.by, entry.data["act"]) == ("system", "expire")
        assert versions([code.key])[code.key] == before + 1

    def test_killed_half_way_it_goes_on_with_the_rest(self, code, area, today, monkeypatch):
        paper = services.CodePaper(
            code="VN-QTOR-0001",
            issuer="Chi cục",
            granted_on=REFORM,
            market="CN",
            expires_on=today,
        )
        services.register_code(area=area, paper=paper, by="test", today=today)
        done = code_acts._expired

        def killed_at_the_second(pk, on):
            if pk != code.pk:
                raise KeyboardInterrupt
            return done(pk, on)

        with monkeypatch.context() as patch:
            patch.setattr(code_acts, "_expired", killed_at_the_second)
            with pytest.raises(KeyboardInterrupt):
                services.expire_codes(today)
        assert CodeState.objects.filter(state="expired").count() == 1
        assert services.expire_codes(today) == 1
        assert CodeState.objects.filter(state="expired").count() == 2

    def test_an_act_after_the_last_day_finds_it_run_out(self, code, dung, today):
        error = refusal(act, code=code, what="suspend", user=dung, today=today)
        assert error.code == "growing_areas.act_not_now"
        act(code, "revoke", dung, today)
        assert [row.state for row in code.states.all()] == ["granted", "expired", "revoked"]

    def test_an_act_dated_before_the_last_day_counts(self, code, dung, today):
        act(code, "suspend", dung, today, on=today - 5 * DAY)
        services.expire_codes(today)
        assert [row.state for row in code.states.all()] == ["granted", "suspended", "expired"]

    def test_running_out_lifts_no_suspension(self, code, dung, today):
        act(code, "suspend", dung, today, on=today - 5 * DAY)
        services.expire_codes(today)
        assert code.bars_labels_on(today)
        assert not code.bars_labels_on(today - 6 * DAY)


class TestDemandedByAFinding:
    def test_it_moves_the_code_without_a_person(self, code, today):
        row = services.require_correction(
            code=code, reason="Lỗi nặng.", deadline=today, by="user:9", today=today
        )
        assert (row.state, row.due_on, row.done_by) == ("corrective_action", today, "user:9")

    def test_a_code_that_is_not_in_force_stays_as_it_is(self, code, dung, today):
        act(code, "suspend", dung, today)
        assert (
            services.require_correction(
                code=GrowingAreaCode.objects.get(),
                reason="Lỗi nặng.",
                deadline=today,
                by="user:9",
                today=today,
            )
            is None
        )


class TestDeclaredCodes:
    def test_a_code_from_paper_is_declared(self, code):
        assert code.confirmation == "declared"
        assert code.states.get().act == "declare"

    def test_the_office_confirms_it(self, code, dung, today):
        services.confirm_code(code=code, user=dung, today=today)
        assert GrowingAreaCode.objects.get().confirmation == "confirmed"
        assert LogEntry.objects.filter(action="growing_areas.code_confirmed").count() == 1

    def test_the_office_refuses_it_with_a_reason(self, code, dung, today):
        row = services.refuse_code(code=code, reason="Không có.", user=dung, today=today)
        code = GrowingAreaCode.objects.get()
        assert (code.confirmation, row.state, row.act) == ("refused", "cancelled", "refuse")
        assert not code.is_valid_on(today - 30 * DAY)
        assert not GrowingAreaCode.objects.valid_on(today - 30 * DAY).exists()
        assert code.bars_labels_on(today)

    def test_without_a_reason_it_is_not_refused(self, code, dung, today):
        error = refusal(services.refuse_code, code=code, reason=" ", user=dung, today=today)
        assert error.code == "growing_areas.act_without_reason"

    def test_its_text_is_free_for_whom_it_belongs_to(
        self, code, dung, other_coop, other_commune, today
    ):
        services.refuse_code(code=code, reason="Không có.", user=dung, today=today)
        hill = hill_of(other_coop, other_commune, today)
        paper = services.CodePaper(code=code.code, issuer="Chi cục", granted_on=REFORM)
        assert services.register_code(area=hill, paper=paper, by="test", today=today).pk

    def test_only_what_waits_is_answered(self, code, dung, today):
        services.confirm_code(code=code, user=dung, today=today)
        error = refusal(services.confirm_code, code=code, user=dung, today=today)
        assert error.code == "growing_areas.code_not_declared"

    def test_the_organisation_does_not_confirm_its_own(self, code, an, today):
        with pytest.raises(NotAllowed):
            services.confirm_code(code=code, user=an, today=today)

    def test_what_was_refused_is_not_granted_again(self, code, dung, today):
        services.refuse_code(code=code, reason="Không có.", user=dung, today=today)
        error = refusal(
            act, code=GrowingAreaCode.objects.get(), what="grant_again", user=dung, today=today
        )
        assert error.code == "growing_areas.act_not_now"


def test_the_tables_know_the_same_acts_and_needs():
    field = dict(CodeState._meta.get_field("act").choices)
    assert set(field) == set(code_life.NAMES)
