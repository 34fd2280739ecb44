"""Officers: who gives them duties, how they are invited, and what a link does and does not."""

import datetime

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts import invitations
from accounts.access import has_duty, may_appoint
from accounts.models import InvitedDuty, OfficerDuty, OfficerInvitation, User
from accounts.services import (
    accept_officer_invitation,
    end_duty,
    give_duty,
    invite_officer,
    withdraw_officer_invitation,
)
from common.errors import BadInput, NotAllowed, RuleError
from records.models import LogEntry
from tests.conftest import make_officer

pytestmark = pytest.mark.django_db
Duty = OfficerDuty.Duty


@pytest.fixture
def lan(province):
    """Lan keeps the registry at the office of the province."""
    user = User.objects.create_user("lan", password="lan", full_name="Hồ Thị Lan")
    return make_officer(user, province, Duty.REGISTRY)


@pytest.fixture
def invitation(lan, commune):
    """Lan invites somebody to inspect in the commune."""
    return invite_officer(
        unit=commune,
        duties=[Duty.INSPECTION, Duty.TARGETS],
        full_name="Đỗ Văn Mời",
        by=lan,
        now=timezone.now(),
    )


NEW_PERSON = {
    "username": "moi",
    "full_name": "Đỗ Văn Mời",
    "password1": "mat-khau-rieng-8",
    "password2": "mat-khau-rieng-8",
}


class TestHelpWithAForgottenPassword:
    def test_a_province_helps_the_officers_of_its_communes(self, client, province, dung):
        officer = User.objects.create_user("tinh")
        make_officer(officer, province, OfficerDuty.Duty.REGISTRY)
        client.force_login(officer)
        assert "Quên mật khẩu" in client.get("/can-bo/").content.decode()
        assert client.get(f"/can-bo/{dung.pk}/giup/").status_code == 200
        page = client.post(f"/nguoi-dung/{dung.pk}/mat-khau/").content.decode()
        assert "/dat-lai-mat-khau/" in page

    def test_never_its_own_officers_nor_administrators_nor_others(
        self, client, province, dung, an, admin_user
    ):
        officer, other = (User.objects.create_user(name) for name in ("tinh", "tinh-2"))
        for one in (officer, other):
            make_officer(one, province, OfficerDuty.Duty.REGISTRY)
        client.force_login(officer)
        for one in (officer, other, an, admin_user):
            assert client.post(f"/nguoi-dung/{one.pk}/mat-khau/").status_code == 404
        client.force_login(dung)
        assert client.post(f"/nguoi-dung/{an.pk}/mat-khau/").status_code == 404


class TestWhoAppoints:
    def test_an_officer_of_the_province_does_for_its_communes(self, lan, commune, today):
        assert may_appoint(lan, commune, today)

    def test_nobody_does_for_their_own_office(self, lan, dung, province, commune, today):
        assert not may_appoint(lan, province, today)
        assert not may_appoint(dung, commune, today)

    def test_another_duty_of_the_province_is_not_enough(self, lan, commune, today):
        OfficerDuty.objects.update(duty=Duty.TARGETS)
        assert not may_appoint(lan, commune, today)

    def test_an_administrator_does_everywhere(self, admin_user, province, today):
        assert may_appoint(admin_user, province, today)


class TestGivingAndEndingADuty:
    def give(self, user, unit, **changes):
        values = {"duty": Duty.INSPECTION, "by": "test", "valid_from": timezone.localdate()}
        return give_duty(user=user, unit=unit, **values | changes)

    def test_it_is_in_force_from_its_day_and_in_the_log(self, an, commune, today):
        self.give(an, commune)
        assert has_duty(an, Duty.INSPECTION, commune, today)
        assert LogEntry.objects.get(action="accounts.duty_given").subject == an.key

    def test_twice_at_a_time_is_refused(self, an, commune):
        self.give(an, commune)
        with pytest.raises(RuleError, match="đã có nhiệm vụ kiểm tra ở Xã Hải Lăng"):
            self.give(an, commune)

    def test_a_unit_that_ended_has_no_office(self, an, old_commune):
        with pytest.raises(BadInput) as refused:
            self.give(an, old_commune)
        assert refused.value.code == "accounts.no_office"

    def test_days_turned_round_are_refused(self, an, commune, today):
        with pytest.raises(BadInput) as refused:
            self.give(an, commune, valid_to=today)
        assert refused.value.field == "valid_to"

    def test_nobody_gives_one_to_themselves(self, lan, commune):
        with pytest.raises(NotAllowed):
            self.give(lan, commune, by=lan.key)

    def test_a_duty_that_ends_keeps_its_row(self, dung, commune, today):
        duty = OfficerDuty.objects.of(dung).get(duty=Duty.REGISTRY)
        end_duty(duty=duty, on=today, by="test")
        assert not has_duty(dung, Duty.REGISTRY, commune, today)
        assert OfficerDuty.objects.get(pk=duty.pk).valid_to == today

    def test_one_given_today_and_ended_today_is_gone_at_once(self, an, commune, today):
        end_duty(duty=self.give(an, commune), on=today, by="test")
        assert not OfficerDuty.objects.of(an).exists()
        assert LogEntry.objects.filter(action="accounts.duty_ended").count() == 1

    def test_ending_twice_is_refused(self, dung, today):
        duty = OfficerDuty.objects.of(dung).first()
        end_duty(duty=duty, on=today, by="test")
        with pytest.raises(RuleError, match="đã kết thúc rồi"):
            end_duty(duty=duty, on=today, by="test")


class TestTheLinkOfAnInvitation:
    def path(self, invitation):
        return f"/loi-moi/can-bo/{invitations.token_of(invitation)}/"

    def test_it_is_the_same_whenever_it_is_shown(self, invitation):
        assert invitations.link_of(invitation) == invitations.link_of(invitation)
        assert invitations.link_of(invitation).startswith("https://truyxuat.example.vn/loi-moi")

    def test_a_preview_shows_what_it_is_and_uses_nothing_up(self, client, invitation, commune):
        for _preview in range(2):
            page = client.get(self.path(invitation)).content.decode()
            assert commune.full_name in page
            assert "kiểm tra" in page
        invitation.refresh_from_db()
        assert invitation.accepted_at is None

    def test_the_button_with_a_new_account_accepts(self, client, invitation, commune, today):
        response = client.post(self.path(invitation), NEW_PERSON)
        assert response.status_code == 302
        person = User.objects.get(username="moi")
        assert has_duty(person, Duty.INSPECTION, commune, today)
        assert has_duty(person, Duty.TARGETS, commune, today)
        invitation.refresh_from_db()
        assert invitation.accepted_by == person

    def test_the_button_of_who_is_signed_in_accepts(self, client, invitation, an, commune):
        client.force_login(an)
        assert an.get_full_name() in client.get(self.path(invitation)).content.decode()
        client.post(self.path(invitation))
        assert OfficerDuty.objects.of(an).count() == 2

    def test_a_second_time_it_is_refused(self, client, invitation, an, chi):
        client.force_login(an)
        client.post(self.path(invitation))
        client.force_login(chi)
        response = client.post(self.path(invitation))
        assert response.status_code == 409
        assert "đã được dùng" in response.content.decode()
        assert not OfficerDuty.objects.of(chi).exists()

    def test_after_its_time_it_is_refused_and_nobody_is_made(self, client, invitation):
        OfficerInvitation.objects.update(
            created_at=timezone.now() - datetime.timedelta(days=20),
            expires_at=timezone.now() - datetime.timedelta(days=1),
        )
        invitation.refresh_from_db()
        response = client.post(self.path(invitation), NEW_PERSON)
        assert "đã hết hạn" in response.content.decode()
        assert not User.objects.filter(username="moi").exists()

    def test_withdrawn_it_is_refused(self, client, invitation, lan):
        withdraw_officer_invitation(invitation=invitation, by=lan.key, now=timezone.now())
        response = client.get(self.path(invitation))
        assert response.status_code == 409
        assert "thu hồi" in response.content.decode()

    def test_one_that_somebody_wrote_themselves_is_refused(self, client, invitation):
        assert client.get("/loi-moi/can-bo/abc:def:ghi/").status_code == 422

    def test_when_the_inviter_may_appoint_no_more_it_is_refused(self, invitation, an, today):
        OfficerDuty.objects.filter(user=invitation.invited_by).update(valid_to=today)
        with pytest.raises(RuleError) as refused:
            accept_officer_invitation(invitation=invitation, user=an, now=timezone.now())
        assert refused.value.code == "accounts.inviter_left"
        invitation.refresh_from_db()
        assert invitation.accepted_at is None

    def test_a_weak_password_makes_no_account_and_leaves_it_open(self, client, invitation):
        page = client.post(
            self.path(invitation), NEW_PERSON | {"password1": "1234", "password2": "1234"}
        )
        assert page.context["form"].errors
        invitation.refresh_from_db()
        assert invitation.accepted_at is None

    def test_names_in_the_log_are_not_readable(self, invitation):
        told = str(LogEntry.objects.get(action="accounts.officer_invited").data)
        assert "Mời" not in told


class TestRulesInTheDatabase:
    @pytest.mark.parametrize(
        ("rule", "change"),
        [
            ("officerinvitation_accepted_by_somebody", {"accepted_at": timezone.now()}),
            (
                "officerinvitation_expires_after_it_is_made",
                {"expires_at": datetime.datetime(2020, 1, 1, tzinfo=datetime.UTC)},
            ),
        ],
    )
    def test_an_invitation_is_whole(self, invitation, rule, change):
        with pytest.raises(IntegrityError, match=rule), transaction.atomic():
            OfficerInvitation.objects.update(**change)

    def test_it_is_accepted_or_withdrawn_never_both(self, invitation, an):
        now = timezone.now()
        with (
            pytest.raises(IntegrityError, match="officerinvitation_accepted_or_withdrawn"),
            transaction.atomic(),
        ):
            OfficerInvitation.objects.update(accepted_at=now, accepted_by=an, withdrawn_at=now)

    def test_a_duty_is_promised_once(self, invitation):
        with pytest.raises(IntegrityError), transaction.atomic():
            InvitedDuty.objects.create(invitation=invitation, duty=Duty.INSPECTION)

    def test_a_promised_duty_is_a_known_one(self, invitation):
        with pytest.raises(IntegrityError, match="invited_duty_known"), transaction.atomic():
            InvitedDuty.objects.create(invitation=invitation, duty="king")


class TestPages:
    def test_an_officer_of_the_province_invites(self, client, lan, commune):
        client.force_login(lan)
        response = client.post(
            "/can-bo/moi/",
            {"full_name": "Đỗ Văn Mời", "unit": commune.code, "duties": ["inspection"]},
        )
        page = client.get(response.headers["Location"]).content.decode()
        assert invitations.link_of(OfficerInvitation.objects.get()) in page
        assert "Đỗ Văn Mời" in client.get("/can-bo/").content.decode()

    def test_an_invitation_is_withdrawn(self, client, lan, invitation):
        client.force_login(lan)
        client.post(f"/can-bo/loi-moi/{invitation.pk}/thu-hoi/")
        invitation.refresh_from_db()
        assert invitation.withdrawn_at is not None

    def test_the_office_above_is_out_of_reach(self, client, lan, province):
        client.force_login(lan)
        fields = {"full_name": "Mời", "unit": province.code, "duties": ["inspection"]}
        assert client.post("/can-bo/moi/", fields).status_code == 403
        assert not OfficerInvitation.objects.exists()

    def test_a_duty_is_given_and_ended(self, client, lan, an, commune, today):
        client.force_login(lan)
        client.post(
            "/can-bo/nhiem-vu/them/",
            {"user": "an", "unit": commune.code, "duty": "targets", "valid_from": today},
        )
        duty = OfficerDuty.objects.of(an).get()
        assert client.get(f"/can-bo/nhiem-vu/{duty.pk}/ket-thuc/").status_code == 200
        client.post(f"/can-bo/nhiem-vu/{duty.pk}/ket-thuc/")
        assert not OfficerDuty.objects.of(an).exists()

    def test_a_refusal_stands_on_the_form(self, client, lan, dung, commune, today):
        client.force_login(lan)
        fields = {"user": "dung", "unit": commune.code, "duty": "registry", "valid_from": today}
        page = client.post("/can-bo/nhiem-vu/them/", fields)
        assert "đã có nhiệm vụ" in page.content.decode()

    def test_offices_are_found_as_one_types(self, client, lan, commune, province):
        client.force_login(lan)
        found = client.get("/can-bo/dia-ban/?unit=hai").content.decode()
        assert commune.full_name in found
        assert client.get("/can-bo/dia-ban/?unit=quang").content.decode().strip() == ""

    def test_who_appoints_nobody_sees_their_own_duties_alone(self, client, dung, lan):
        client.force_login(dung)
        page = client.get("/can-bo/").content.decode()
        assert dung.get_full_name() in page
        assert lan.get_full_name() not in page
        assert client.get("/can-bo/moi/").status_code == 403

    def test_strangers_find_no_invitation(self, client, chi, invitation):
        client.force_login(chi)
        assert client.get(f"/can-bo/loi-moi/{invitation.pk}/").status_code == 404

    def test_without_a_sign_in_pages_lead_to_it(self, client, invitation):
        for path in ("/can-bo/", "/can-bo/moi/", f"/can-bo/loi-moi/{invitation.pk}/"):
            assert client.get(path).status_code == 302

    def test_the_list_asks_the_same_however_long_it_is(
        self, client, lan, dung, invitation, django_assert_max_num_queries
    ):
        client.force_login(lan)
        with django_assert_max_num_queries(10):
            client.get("/can-bo/")


class TestApi:
    def post(self, client, path, body=None):
        return client.post(f"/api/v1/officers/{path}", body, content_type="application/json")

    def test_a_duty_is_given_listed_and_ended(self, client, lan, an, commune):
        client.force_login(lan)
        body = {"username": "an", "unit": commune.code, "duty": "inspection"}
        made = self.post(client, "duties", body)
        assert made.status_code == 201
        listed = client.get("/api/v1/officers/duties").json()["items"]
        assert {duty["user"]["username"] for duty in listed} == {"an", "lan"}
        assert self.post(client, f"duties/{made.json()['id']}/end").status_code == 204

    def test_the_reason_for_a_refusal_is_given(self, client, lan, dung, commune):
        client.force_login(lan)
        body = {"username": "dung", "unit": commune.code, "duty": "registry"}
        assert self.post(client, "duties", body).json()["code"] == (
            "accounts.duty_given_already"
        )

    def test_who_appoints_nobody_there_may_not(self, client, dung, an, commune):
        client.force_login(dung)
        body = {"username": "an", "unit": commune.code, "duty": "inspection"}
        assert self.post(client, "duties", body).status_code == 403

    def test_an_invitation_is_made_and_withdrawn(self, client, lan, commune):
        client.force_login(lan)
        body = {"full_name": "Đỗ Văn Mời", "unit": commune.code, "duties": ["inspection"]}
        made = self.post(client, "invitations", body).json()
        assert made["link"].startswith("https://truyxuat.example.vn/loi-moi/can-bo/")
        withdrawn = self.post(client, f"invitations/{made['id']}/withdraw").json()
        assert (withdrawn["state"], withdrawn["link"]) == ("withdrawn", None)

    def test_a_stranger_sees_nothing_of_it(self, client, chi, dung, invitation):
        client.force_login(chi)
        assert client.get("/api/v1/officers/duties").json()["items"] == []
        assert client.get("/api/v1/officers/invitations").json()["items"] == []
        duty = OfficerDuty.objects.first()
        assert self.post(client, f"duties/{duty.pk}/end").status_code == 404
        assert self.post(client, f"invitations/{invitation.pk}/withdraw").status_code == 404

    def test_nobody_gets_in_without_signing_in(self, client):
        assert self.post(client, "duties", {}).status_code == 401
        assert client.get("/api/v1/officers/invitations").status_code == 401

    def test_bad_shape_is_refused(self, client, lan, commune):
        client.force_login(lan)
        body = {"username": "an", "unit": commune.code, "duty": "king"}
        assert self.post(client, "duties", body).status_code == 422
