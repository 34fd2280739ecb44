"""Organisations that people sign up themselves: waiting, confirmed, declined, applied again."""

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.models import OfficerDuty, User
from common.errors import RuleError
from cooperatives.access import may_decide_application
from cooperatives.models import Membership, Organisation
from cooperatives.services import (
    add_member,
    apply_again,
    confirm_organisation,
    decline_organisation,
    register_organisation,
)
from records.history import history_of
from records.models import LogEntry
from tests.conftest import REFORM, particulars

pytestmark = pytest.mark.django_db

State = Organisation.State


@pytest.fixture
def application(commune, an):
    """What An signed up herself."""
    return register_organisation(
        particulars=particulars(commune), manager=an, by=an.key, now=timezone.now()
    )


def confirm(organisation):
    return confirm_organisation(organisation=organisation, by="test", now=timezone.now())


def decline(organisation, reason="Thiếu giấy đăng ký."):
    return decline_organisation(
        organisation=organisation, reason=reason, by="test", now=timezone.now()
    )


def refusal(service, *args, **values):
    with pytest.raises(RuleError) as caught:
        service(*args, **values)
    return caught.value


class TestDeciding:
    def test_confirming_says_who_and_when(self, application):
        now = timezone.now()
        confirm_organisation(organisation=application, by="user:7", now=now)
        application.refresh_from_db()
        assert (application.state, application.state_by) == (State.CONFIRMED, "user:7")
        assert application.state_at == now

    def test_declining_says_why(self, application):
        decline(application, "  Địa chỉ ở xã khác. ")
        application.refresh_from_db()
        assert (application.state, application.state_reason) == (
            State.DECLINED,
            "Địa chỉ ở xã khác.",
        )

    def test_the_decision_and_its_reason_stand_in_the_log(self, application):
        decline(application)
        entry = LogEntry.objects.get(action="cooperatives.organisation_declined")
        assert entry.data["reason"] == "Thiếu giấy đăng ký."

    def test_the_history_tells_from_what_to_what(self, application):
        decline(application)
        newest = history_of(application.key, with_personal=False)[0]
        changed = {change.field: (change.before, change.after) for change in newest.changes}
        assert changed["state"] == ("applied", "declined")

    @pytest.mark.parametrize("reason", ["", "  ", "x" * 1001], ids=["none", "blank", "long"])
    def test_a_reason_is_a_reason(self, application, reason):
        assert refusal(decline, application, reason).field == "reason"
        application.refresh_from_db()
        assert application.state == State.APPLIED

    def test_it_is_decided_once(self, application):
        confirm(application)
        assert refusal(decline, application).code == "cooperatives.not_waiting"
        assert "đã xác nhận" in refusal(confirm, application).message

    def test_after_a_refusal_one_applies_again(self, application):
        decline(application)
        apply_again(organisation=application, by="test", now=timezone.now())
        application.refresh_from_db()
        assert (application.state, application.state_reason) == (State.APPLIED, "")

    def test_without_a_refusal_there_is_nothing_to_apply_for(self, application):
        refused = refusal(apply_again, organisation=application, by="test", now=timezone.now())
        assert refused.code == "cooperatives.not_declined"


class TestConstraints:
    @pytest.mark.parametrize(
        ("rule", "columns"),
        [
            ("organisation_state_known", {"state": "lost"}),
            ("organisation_state_names_who_decided", {"state_by": ""}),
            ("organisation_reason_given_when_declined", {"state": "declined"}),
            ("organisation_reason_given_when_declined", {"state_reason": "Vì vậy"}),
        ],
    )
    def test_a_row_that_cannot_be_is_refused(self, application, rule, columns):
        with pytest.raises(IntegrityError, match=rule), transaction.atomic():
            Organisation.objects.update(**columns)


class TestWhoDecides:
    def decides(self, user, organisation):
        on = timezone.localdate()
        waiting = Organisation.objects.waiting_for(user, on).filter(pk=organisation.pk)
        allowed = may_decide_application(user, organisation, on)
        assert waiting.exists() == allowed
        return allowed

    def officer_of(self, unit, duty):
        user = User.objects.create_user("hoa")
        OfficerDuty.objects.create(user=user, unit=unit, duty=duty, valid_from=REFORM)
        return user

    def test_the_officer_of_its_commune(self, application, dung):
        assert self.decides(dung, application)

    def test_the_officer_of_its_province(self, application, province):
        assert self.decides(self.officer_of(province, "registry"), application)

    def test_an_administrator(self, application, admin_user):
        assert self.decides(admin_user, application)

    def test_not_the_officer_of_another_commune(self, application, other_commune):
        assert not self.decides(self.officer_of(other_commune, "registry"), application)

    def test_not_an_officer_with_another_duty(self, application, commune):
        assert not self.decides(self.officer_of(commune, "inspection"), application)

    def test_not_its_manager(self, application, an):
        assert not self.decides(an, application)

    def test_not_an_officer_who_belongs_to_it(self, application, dung):
        add_member(organisation=application, user=dung, role=Membership.Role.VIEWER, by="test")
        assert not self.decides(dung, application)

    def test_the_list_takes_two_queries(self, application, dung, django_assert_num_queries):
        with django_assert_num_queries(2):
            list(Organisation.objects.waiting_for(dung, timezone.localdate()))


class TestPages:
    def test_who_signs_up_is_told_to_wait(self, client, an, application):
        client.force_login(an)
        told = client.get(f"/to-chuc/{application.pk}/").content.decode()
        assert "đang chờ Xã Hải Lăng xác nhận" in told

    def test_an_officer_registers_for_others_and_it_is_confirmed(self, client, dung, commune):
        client.force_login(dung)
        client.post(
            "/to-chuc/dang-ky/",
            {"name": "Hộ A", "kind": "farm", "unit": commune.code, "address": "Thôn 1"},
        )
        organisation = Organisation.objects.get()
        assert (organisation.state, organisation.state_by) == (State.CONFIRMED, dung.key)
        assert not organisation.memberships.exists()

    def test_an_officer_elsewhere_applies_like_everybody(self, client, dung, other_commune):
        client.force_login(dung)
        client.post(
            "/to-chuc/dang-ky/",
            {"name": "Hộ A", "kind": "farm", "unit": other_commune.code, "address": "Thôn 1"},
        )
        organisation = Organisation.objects.get()
        assert organisation.state == State.APPLIED
        assert organisation.memberships.get().user == dung

    def test_the_officer_finds_it_and_confirms(self, client, dung, application):
        client.force_login(dung)
        assert application.name in client.get("/to-chuc/cho-xac-nhan/").content.decode()
        assert "Xác nhận" in client.get(f"/to-chuc/{application.pk}/xet/").content.decode()
        client.post(f"/to-chuc/{application.pk}/xac-nhan/")
        application.refresh_from_db()
        assert application.state_by == dung.key
        assert application.is_confirmed

    def test_the_officer_declines_and_its_manager_reads_why(
        self, client, an, dung, application
    ):
        client.force_login(dung)
        client.post(f"/to-chuc/{application.pk}/tu-choi/", {"reason": "Sai địa chỉ"})
        client.force_login(an)
        told = client.get(f"/to-chuc/{application.pk}/").content.decode()
        assert "Sai địa chỉ" in told
        assert "Nộp lại" in told

    def test_a_refusal_without_a_reason_stands_at_its_field(self, client, dung, application):
        client.force_login(dung)
        page = client.post(f"/to-chuc/{application.pk}/tu-choi/", {"reason": " "})
        assert page.context["form"].errors["reason"]

    def test_its_manager_applies_again(self, client, an, application):
        decline(application)
        client.force_login(an)
        client.post(f"/to-chuc/{application.pk}/nop-lai/")
        application.refresh_from_db()
        assert application.state == State.APPLIED

    @pytest.mark.parametrize("path", ["xet/", "xac-nhan/", "tu-choi/"])
    def test_its_manager_does_not_decide(self, client, an, application, path):
        client.force_login(an)
        response = client.post(f"/to-chuc/{application.pk}/{path}")
        assert response.status_code == 403
        assert "không tự xác nhận" in response.content.decode()

    @pytest.mark.parametrize("path", ["xet/", "xac-nhan/", "tu-choi/", "nop-lai/"])
    def test_a_stranger_sees_nothing(self, client, chi, application, path):
        client.force_login(chi)
        assert client.post(f"/to-chuc/{application.pk}/{path}").status_code == 404

    @pytest.mark.parametrize("path", ["xet/", "xac-nhan/", "tu-choi/", "nop-lai/"])
    def test_without_a_sign_in_pages_lead_to_it(self, client, application, path):
        response = client.post(f"/to-chuc/{application.pk}/{path}")
        assert response.headers["Location"].startswith("/dang-nhap/")

    def test_the_list_takes_few_queries(
        self, client, dung, application, django_assert_max_num_queries
    ):
        client.force_login(dung)
        with django_assert_max_num_queries(8):
            client.get("/to-chuc/cho-xac-nhan/")


class TestApi:
    @pytest.fixture(autouse=True)
    def setup(self, client, application):
        self.client, self.path = client, f"/api/v1/organisations/{application.pk}"

    def post(self, path, **body):
        return self.client.post(f"{self.path}{path}", body, content_type="application/json")

    def test_it_is_found_and_confirmed(self, dung):
        self.client.force_login(dung)
        items = self.client.get("/api/v1/organisations/applications").json()["items"]
        assert [item["state"] for item in items] == ["applied"]
        assert self.post("/confirm").json()["state"] == "confirmed"

    def test_it_is_declined_and_applied_for_again(self, dung, an):
        self.client.force_login(dung)
        assert self.post("/decline", reason="Sai tên").json()["state_reason"] == "Sai tên"
        self.client.force_login(an)
        assert self.post("/apply").json()["state"] == "applied"

    def test_the_reason_for_a_refusal_is_given(self, dung):
        self.client.force_login(dung)
        self.post("/confirm")
        response = self.post("/confirm")
        assert response.status_code == 409
        assert response.json()["code"] == "cooperatives.not_waiting"

    def test_its_manager_does_not_decide(self, an):
        self.client.force_login(an)
        assert self.post("/confirm").json()["code"] == "cooperatives.own_application"

    def test_a_stranger_cannot_tell_that_it_exists(self, chi):
        self.client.force_login(chi)
        assert self.post("/confirm").status_code == 404

    def test_nobody_gets_in_without_signing_in(self):
        assert self.post("/confirm").status_code == 401

    def test_bad_shape_is_refused(self, dung):
        self.client.force_login(dung)
        assert self.post("/decline").status_code == 422

    def test_what_an_officer_enters_for_others_is_confirmed(self, dung, commune):
        self.client.force_login(dung)
        response = self.client.post(
            "/api/v1/organisations",
            {"name": "Hộ B", "kind": "farm", "commune": commune.code, "address": "Thôn 1"},
            content_type="application/json",
        )
        assert response.json()["state"] == "confirmed"
