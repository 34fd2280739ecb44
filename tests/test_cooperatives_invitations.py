"""Inviting people to work for an organisation: who may, what the link does, and what not."""

import datetime

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts import invitations
from accounts.models import OfficerDuty, User
from common.errors import BadInput, RuleError
from cooperatives.access import MANAGERS, RECORDERS, has_role, invitable_roles
from cooperatives.models import Membership, MembershipInvitation
from cooperatives.services import (
    accept_invitation,
    change_role,
    invite_member,
    withdraw_invitation,
)
from records.models import LogEntry

pytestmark = pytest.mark.django_db

Role = Membership.Role
NEW_PERSON = {
    "username": "moi",
    "full_name": "Lý Thị Mời",
    "password1": "mat-khau-rieng-8",
    "password2": "mat-khau-rieng-8",
}


def invite(organisation, by, role=Role.MANAGER, **changes):
    values = {"full_name": "Lý Thị Mời", "now": timezone.now()} | changes
    return invite_member(organisation=organisation, role=role, by=by, **values)


@pytest.fixture
def invitation(coop, an):
    """An invites somebody to write down harvests."""
    return invite(coop, an, Role.RECORDER)


def refusal(service, **values):
    with pytest.raises(RuleError) as caught:
        service(**values)
    return caught.value


class TestWhoInvites:
    def test_a_manager_into_any_role(self, coop, an, today):
        assert invitable_roles(an, coop, today) == list(Role)

    def test_the_office_a_manager(self, coop, dung, today):
        assert invitable_roles(dung, coop, today) == [Role.MANAGER]

    def test_nobody_else(self, coop, binh, viewer, chi, today):
        for person in (binh, viewer, chi):
            assert invitable_roles(person, coop, today) == []

    def test_no_officer_without_the_duty(self, coop, dung, today):
        OfficerDuty.objects.filter(duty="registry").delete()
        assert invitable_roles(dung, coop, today) == []

    def test_a_name_is_needed(self, coop, an):
        with pytest.raises(BadInput) as refused:
            invite(coop, an, full_name="  ")
        assert refused.value.field == "full_name"


class TestAccepting:
    def accept(self, invitation, user):
        return accept_invitation(invitation=invitation, user=user, now=timezone.now())

    def test_the_person_works_there_from_now_on(self, coop, invitation, chi):
        self.accept(invitation, chi)
        assert has_role(chi, coop, *RECORDERS)
        invitation.refresh_from_db()
        assert invitation.accepted_by == chi

    def test_the_log_says_who_let_them_in_and_names_nobody(self, coop, an, invitation, chi):
        self.accept(invitation, chi)
        added = LogEntry.objects.filter(action="cooperatives.member_added").latest("number")
        assert added.by == an.key
        assert "Mời" not in str(list(LogEntry.objects.values_list("data", flat=True)))

    def test_it_works_once(self, invitation, chi, dung):
        self.accept(invitation, chi)
        refused = refusal(
            accept_invitation, invitation=invitation, user=dung, now=timezone.now()
        )
        assert refused.code == "accounts.invitation_accepted"

    def test_who_is_there_already_is_told_so_and_it_stays_open(self, invitation, an):
        refused = refusal(accept_invitation, invitation=invitation, user=an, now=timezone.now())
        assert refused.code == "cooperatives.already_member"
        invitation.refresh_from_db()
        assert invitation.accepted_at is None

    def test_when_the_inviter_may_invite_no_more_it_is_refused(self, coop, an, binh, chi):
        by_an = invite(coop, an)
        change_role(membership=coop.memberships.get(user=binh), role=Role.MANAGER, by="test")
        change_role(membership=coop.memberships.get(user=an), role=Role.VIEWER, by="test")
        refused = refusal(accept_invitation, invitation=by_an, user=chi, now=timezone.now())
        assert refused.code == "cooperatives.inviter_left"
        assert not has_role(chi, coop, *MANAGERS)

    def test_withdrawn_or_late_it_is_refused(self, coop, an, invitation, chi):
        withdraw_invitation(invitation=invitation, by=an.key, now=timezone.now())
        late = invite(coop, an)
        for shown, moment, code in (
            (invitation, timezone.now(), "accounts.invitation_withdrawn"),
            (
                late,
                timezone.now() + datetime.timedelta(days=15),
                "accounts.invitation_expired",
            ),
        ):
            refused = refusal(accept_invitation, invitation=shown, user=chi, now=moment)
            assert refused.code == code


@pytest.mark.parametrize(
    ("rule", "change"),
    [
        ("membership_invitation_role_known", {"role": "owner"}),
        ("membershipinvitation_accepted_by_somebody", {"accepted_at": timezone.now()}),
    ],
)
def test_a_row_that_cannot_be_is_refused(invitation, rule, change):
    with pytest.raises(IntegrityError, match=rule), transaction.atomic():
        MembershipInvitation.objects.update(**change)


class TestPages:
    def link(self, invitation):
        return f"/loi-moi/to-chuc/{invitations.token_of(invitation)}/"

    def test_a_manager_invites_and_gets_the_link(self, client, an, coop):
        client.force_login(an)
        response = client.post(
            f"/to-chuc/{coop.pk}/nguoi/moi/", {"full_name": "Hoa", "role": "operator"}
        )
        page = client.get(response.headers["Location"]).content.decode()
        assert invitations.link_of(MembershipInvitation.objects.get()) in page
        assert "Hoa" in client.get(f"/to-chuc/{coop.pk}/").content.decode()

    def test_the_office_invites_a_manager_and_nobody_else(self, client, dung, coop):
        client.force_login(dung)
        path = f"/to-chuc/{coop.pk}/nguoi/moi/"
        refused = client.post(path, {"full_name": "Hoa", "role": "operator"})
        assert refused.context["form"].errors["role"]
        client.post(path, {"full_name": "Hoa", "role": "manager"})
        assert MembershipInvitation.objects.get().role == Role.MANAGER

    def test_the_office_does_not_see_what_a_manager_sent_to_others(
        self, client, dung, invitation
    ):
        client.force_login(dung)
        assert client.get(f"/to-chuc/loi-moi/{invitation.pk}/").status_code == 404

    def test_opening_the_link_uses_nothing_up(self, client, invitation, coop):
        assert coop.name in client.get(self.link(invitation)).content.decode()
        invitation.refresh_from_db()
        assert invitation.accepted_at is None

    def test_the_button_makes_an_account_and_accepts(self, client, invitation, coop):
        response = client.post(self.link(invitation), NEW_PERSON)
        assert response.headers["Location"] == "/to-chuc/"
        assert has_role(User.objects.get(username="moi"), coop, *RECORDERS)

    def test_the_button_of_who_is_signed_in_accepts(self, client, invitation, coop, chi):
        client.force_login(chi)
        client.post(self.link(invitation))
        assert has_role(chi, coop, *RECORDERS)

    def test_it_is_withdrawn(self, client, an, invitation, chi):
        client.force_login(an)
        client.post(f"/to-chuc/loi-moi/{invitation.pk}/thu-hoi/")
        client.force_login(chi)
        assert client.get(self.link(invitation)).status_code == 409

    def test_an_operator_may_not(self, client, binh, coop, invitation):
        client.force_login(binh)
        assert client.get(f"/to-chuc/{coop.pk}/nguoi/moi/").status_code == 403
        assert client.get(f"/to-chuc/loi-moi/{invitation.pk}/").status_code == 404

    def test_a_stranger_sees_nothing(self, client, chi, coop, invitation):
        client.force_login(chi)
        assert client.get(f"/to-chuc/{coop.pk}/nguoi/moi/").status_code == 404
        assert client.post(f"/to-chuc/loi-moi/{invitation.pk}/thu-hoi/").status_code == 404

    def test_without_a_sign_in_pages_lead_to_it(self, client, coop):
        response = client.get(f"/to-chuc/{coop.pk}/nguoi/moi/")
        assert response.headers["Location"].startswith("/dang-nhap/")

    def test_a_link_of_another_kind_is_refused(self, client, invitation):
        path = f"/loi-moi/can-bo/{invitations.token_of(invitation)}/"
        assert client.get(path).status_code == 422


class TestApi:
    @pytest.fixture(autouse=True)
    def setup(self, client, coop):
        self.client, self.path = client, f"/api/v1/organisations/{coop.pk}/invitations"

    def post(self, path="", **body):
        return self.client.post(f"{self.path}{path}", body, content_type="application/json")

    def test_it_is_made_listed_and_withdrawn(self, an):
        self.client.force_login(an)
        made = self.post(full_name="Hoa", role="recorder")
        assert made.status_code == 201
        assert made.json()["link"].startswith("https://truyxuat.example.vn/loi-moi/to-chuc/")
        assert len(self.client.get(self.path).json()["items"]) == 1
        withdrawn = self.post(f"/{made.json()['id']}/withdraw").json()
        assert (withdrawn["state"], withdrawn["link"]) == ("withdrawn", None)

    def test_the_reason_for_a_refusal_is_given(self, dung):
        self.client.force_login(dung)
        response = self.post(full_name="Hoa", role="operator")
        assert response.status_code == 403
        assert response.json()["code"] == "cooperatives.may_not_invite"

    def test_a_stranger_cannot_tell_that_they_exist(self, chi, invitation):
        self.client.force_login(chi)
        assert self.client.get(self.path).status_code == 404
        assert self.post(f"/{invitation.pk}/withdraw").status_code == 404

    def test_nobody_gets_in_without_signing_in(self):
        assert self.client.get(self.path).status_code == 401

    def test_bad_shape_is_refused(self, an):
        self.client.force_login(an)
        assert self.post(full_name="Hoa", role="owner").status_code == 422
