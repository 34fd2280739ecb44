"""Who works in an organisation: roles given, changed and ended; what each role may do."""

import datetime
from importlib import import_module

import pytest
from django.apps import apps
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.models import User
from common.errors import RuleError
from cooperatives.access import MANAGERS, RECORDERS, WORKERS, has_role, operable_by
from cooperatives.models import Membership, Organisation
from cooperatives.services import add_member, change_role, end_membership
from records.models import LogEntry
from tests.conftest import make_officer

pytestmark = pytest.mark.django_db

Role = Membership.Role


def place_of(user):
    """Where the person works now."""
    return Membership.objects.in_force().get(user=user)


def refusal(service, **values):
    with pytest.raises(RuleError) as caught:
        service(**values)
    return caught.value


class TestRoles:
    def test_a_person_is_added_once(self, coop, an):
        refused = refusal(add_member, organisation=coop, user=an, role=Role.VIEWER, by="test")
        assert refused.code == "cooperatives.already_member"

    def test_a_new_role_begins_where_the_old_one_ends(self, coop, binh):
        change_role(membership=place_of(binh), role=Role.RECORDER, by="test")
        old, new = Membership.objects.filter(user=binh).order_by("pk")
        assert (old.role, new.role) == (Role.OPERATOR, Role.RECORDER)
        assert old.ended_at == new.began_at
        assert new.ended_at is None

    def test_the_new_role_is_what_counts(self, coop, binh):
        change_role(membership=place_of(binh), role=Role.RECORDER, by="test")
        assert not has_role(binh, coop, *WORKERS)
        assert has_role(binh, coop, *RECORDERS)

    def test_the_log_says_from_what_to_what(self, coop, binh):
        change_role(membership=place_of(binh), role=Role.VIEWER, by="user:1")
        entry = LogEntry.objects.get(action="cooperatives.member_role_changed")
        assert entry.data["from"] == "operator"
        assert entry.data["role"] == "viewer"

    def test_the_same_role_is_refused(self, coop, binh):
        refused = refusal(change_role, membership=place_of(binh), role=Role.OPERATOR, by="test")
        assert refused.code == "cooperatives.same_role"


class TestLeaving:
    def test_who_left_sees_and_does_nothing(self, coop, binh):
        end_membership(membership=place_of(binh), by="test")
        assert not has_role(binh, coop, *RECORDERS)
        assert not operable_by(binh).exists()
        assert not Organisation.objects.visible_to(binh).exists()

    def test_the_row_is_kept(self, coop, binh):
        end_membership(membership=place_of(binh), by="test")
        assert Membership.objects.get(user=binh).ended_at is not None

    def test_who_left_may_come_back(self, coop, binh):
        end_membership(membership=place_of(binh), by="test")
        add_member(organisation=coop, user=binh, role=Role.VIEWER, by="test")
        assert Membership.objects.filter(user=binh).count() == 2

    def test_nobody_leaves_twice(self, coop, binh):
        place = place_of(binh)
        end_membership(membership=place, by="test")
        refused = refusal(end_membership, membership=place, by="test")
        assert refused.code == "cooperatives.membership_over"

    def test_the_last_manager_cannot_leave(self, coop, an, binh):
        refused = refusal(end_membership, membership=place_of(an), by="test")
        assert refused.code == "cooperatives.last_manager"
        assert "người quản lý duy nhất" in refused.message

    def test_the_last_manager_cannot_become_less(self, coop, an):
        refused = refusal(change_role, membership=place_of(an), role=Role.VIEWER, by="test")
        assert refused.code == "cooperatives.last_manager"
        assert has_role(an, coop, *MANAGERS)

    def test_with_another_manager_she_may(self, coop, an, binh):
        change_role(membership=place_of(binh), role=Role.MANAGER, by="test")
        end_membership(membership=place_of(an), by="test")
        assert not has_role(an, coop, *MANAGERS)


class TestConstraints:
    def test_nobody_is_there_twice_at_a_time(self, coop, an):
        with (
            pytest.raises(IntegrityError, match=r"membership_once_at_a_time|UNIQUE"),
            transaction.atomic(),
        ):
            Membership.objects.create(
                organisation=coop, user=an, role=Role.OPERATOR, began_at=timezone.now()
            )

    @pytest.mark.parametrize(
        ("rule", "columns"),
        [
            ("membership_role_known", {"role": "owner"}),
            (
                "membership_ends_after_it_begins",
                {"ended_at": datetime.datetime(2000, 1, 1, tzinfo=datetime.UTC)},
            ),
        ],
    )
    def test_a_row_that_cannot_be_is_refused(self, coop, rule, columns):
        with pytest.raises(IntegrityError, match=rule), transaction.atomic():
            Membership.objects.update(**columns)


def test_who_was_there_before_spans_began_when_the_organisation_was_registered(coop, an):
    # What the schema now refuses cannot be put back; the rest of the move can.
    fill = import_module("cooperatives.migrations.0004_moments_of_before").fill
    before = Membership.objects.get(user=an).began_at
    fill(apps, None)
    assert Membership.objects.get(user=an).began_at == before


class TestWhatARecorderMayDo:
    def test_record_a_harvest_on_the_page(self, client, recorder, area, today):
        client.force_login(recorder)
        path = f"/vung-trong/{area.pk}/thu-hoach/them/"
        plot = area.plots.get()
        sent = {"plots": [plot.pk], "harvested_on": today.isoformat(), "kilograms": "12"}
        client.post(path, sent)
        assert area.harvests.get().kilograms == 12

    def test_record_a_harvest_over_the_api(self, client, recorder, area, today):
        client.force_login(recorder)
        response = client.post(
            f"/api/v1/growing-areas/{area.pk}/harvests",
            {"plot_ids": [area.plots.get().pk], "harvested_on": str(today), "kilograms": "12"},
            content_type="application/json",
        )
        assert response.status_code == 201

    @pytest.mark.parametrize(
        "path", ["thua/them/", "ma-so/them/"], ids=["add-a-plot", "add-a-code"]
    )
    def test_nothing_else_of_the_area(self, client, recorder, area, path):
        client.force_login(recorder)
        assert client.get(f"/vung-trong/{area.pk}/{path}").status_code == 403

    def test_the_page_of_the_area_offers_the_harvest_alone(self, client, recorder, area):
        client.force_login(recorder)
        told = client.get(f"/vung-trong/{area.pk}/").content.decode()
        assert "thu-hoach/them/" in told
        assert "thua/them/" not in told

    def test_the_desk_leads_to_the_harvest(self, client, recorder, area):
        client.force_login(recorder)
        page = client.get("/ban-lam-viec/")
        assert page.context["next"].key == "harvests"

    def test_a_viewer_records_nothing(self, client, viewer, area):
        client.force_login(viewer)
        assert client.get(f"/vung-trong/{area.pk}/thu-hoach/them/").status_code == 403


class TestPages:
    def test_a_manager_lets_another_person_work(self, client, an, chi, coop):
        client.force_login(an)
        path = f"/to-chuc/{coop.pk}/nguoi/them/"
        client.post(path, {"username": "chi", "role": "operator"})
        assert has_role(chi, coop, *WORKERS)
        again = client.post(path, {"username": "chi", "role": "viewer"})
        nobody = client.post(path, {"username": "nobody", "role": "viewer"})
        assert "đã là người của" in again.context["form"].errors["username"][0]
        assert "Chưa có tài khoản nào" in nobody.context["form"].errors["username"][0]

    def test_an_operator_adds_nobody(self, client, binh, chi, coop):
        client.force_login(binh)
        assert client.get(f"/to-chuc/{coop.pk}/nguoi/them/").status_code == 403
        client.force_login(chi)
        assert client.get(f"/to-chuc/{coop.pk}/nguoi/them/").status_code == 404

    def test_a_manager_changes_a_role(self, client, an, binh, coop):
        client.force_login(an)
        path = f"/nguoi-cua-to-chuc/{place_of(binh).pk}/"
        assert binh.full_name in client.get(path).content.decode()
        client.post(path, {"role": "viewer"})
        assert place_of(binh).role == Role.VIEWER

    def test_a_refusal_stands_on_the_form(self, client, an, coop):
        client.force_login(an)
        page = client.post(f"/nguoi-cua-to-chuc/{place_of(an).pk}/", {"role": "viewer"})
        assert "người quản lý duy nhất" in page.content.decode()

    def test_a_manager_ends_it(self, client, an, binh, coop):
        client.force_login(an)
        response = client.post(f"/nguoi-cua-to-chuc/{place_of(binh).pk}/thoi/")
        assert response.headers["Location"] == f"/to-chuc/{coop.pk}/"
        assert not has_role(binh, coop, *RECORDERS)

    def test_who_ends_their_own_is_led_where_they_may_be(self, client, an, binh, coop):
        change_role(membership=place_of(binh), role=Role.MANAGER, by="test")
        client.force_login(an)
        response = client.post(f"/nguoi-cua-to-chuc/{place_of(an).pk}/thoi/")
        assert response.headers["Location"] == "/to-chuc/"

    def test_who_left_is_no_longer_shown(self, client, an, binh, coop):
        end_membership(membership=place_of(binh), by="test")
        client.force_login(an)
        assert binh.full_name not in client.get(f"/to-chuc/{coop.pk}/").content.decode()

    @pytest.mark.parametrize("path", ["", "thoi/"])
    def test_an_operator_may_not(self, client, an, binh, coop, path):
        client.force_login(binh)
        response = client.post(f"/nguoi-cua-to-chuc/{place_of(an).pk}/{path}")
        assert response.status_code == 403

    @pytest.mark.parametrize("path", ["", "thoi/"])
    def test_a_stranger_sees_nothing(self, client, an, chi, coop, path):
        client.force_login(chi)
        response = client.post(f"/nguoi-cua-to-chuc/{place_of(an).pk}/{path}")
        assert response.status_code == 404


class TestApi:
    @pytest.fixture(autouse=True)
    def setup(self, client, coop, an, binh):
        self.client, self.people = client, f"/api/v1/organisations/{coop.pk}/people"
        self.place = place_of(binh)
        client.force_login(an)

    def send(self, method, path="", **body):
        call = getattr(self.client, method)
        return call(f"{self.people}{path}", body, content_type="application/json")

    def test_they_are_listed(self, binh):
        items = self.client.get(self.people).json()["items"]
        assert {item["name"] for item in items} == {"Nguyễn Thị An", "Trần Văn Bình"}

    def test_a_person_is_added_by_sign_in(self, chi, coop):
        assert self.send("post", username="chi", role="recorder").status_code == 201
        assert has_role(chi, coop, *RECORDERS)

    def test_nobody_of_that_name_is_refused_with_the_reason(self):
        response = self.send("post", username="ai-do", role="recorder")
        assert response.json()["code"] == "cooperatives.unknown_person"

    def test_a_role_is_changed(self, binh):
        response = self.send("put", f"/{self.place.pk}", role="viewer")
        assert (response.status_code, response.json()["role"]) == (200, "viewer")
        assert place_of(binh).role == Role.VIEWER

    def test_it_is_ended(self, binh, coop):
        response = self.send("post", f"/{self.place.pk}/end")
        assert response.json()["ended_at"]
        assert not has_role(binh, coop, *RECORDERS)

    def test_the_reason_for_a_refusal_is_given(self, an):
        response = self.send("post", f"/{place_of(an).pk}/end")
        assert response.status_code == 409
        assert response.json()["code"] == "cooperatives.last_manager"

    def test_an_operator_may_look_and_not_change(self, binh):
        self.client.force_login(binh)
        assert self.client.get(self.people).status_code == 200
        assert self.send("put", f"/{self.place.pk}", role="manager").status_code == 403

    def test_a_stranger_cannot_tell_that_they_exist(self, chi):
        self.client.force_login(chi)
        assert self.client.get(self.people).status_code == 404
        assert self.send("post", f"/{self.place.pk}/end").status_code == 404

    def test_nobody_gets_in_without_signing_in(self):
        self.client.logout()
        assert self.client.get(self.people).status_code == 401

    def test_bad_shape_is_refused(self):
        assert self.send("post", username="chi", role="owner").status_code == 422


class TestHelpWithAForgottenPassword:
    def post(self, client, manager, person):
        client.force_login(manager)
        return client.post(f"/nguoi-cua-to-chuc/{place_of(person).pk}/mat-khau/")

    def test_a_manager_makes_a_link_for_who_has_no_e_mail(self, client, an, binh):
        page = self.post(client, an, binh)
        assert "https://truyxuat.example.vn/dat-lai-mat-khau/" in page.content.decode()
        assert LogEntry.objects.get(action="accounts.password_link_made").by == an.key

    def test_not_for_who_works_elsewhere_too(self, client, an, binh, other_coop):
        add_member(organisation=other_coop, user=binh, role=Role.VIEWER, by="test")
        place = Membership.objects.in_force().get(user=binh, organisation__memberships__user=an)
        client.force_login(an)
        assert client.post(f"/nguoi-cua-to-chuc/{place.pk}/mat-khau/").status_code == 403

    def test_not_for_officers_administrators_or_other_managers(self, client, an, binh, commune):
        make_officer(binh, commune, "registry")
        assert self.post(client, an, binh).status_code == 403
        assert self.post(client, an, an).status_code == 403

    def test_not_for_who_has_an_e_mail_address(self, client, an, binh):
        binh.email = "binh@example.vn"
        binh.save()
        assert self.post(client, an, binh).status_code == 403

    def test_the_office_of_the_place_helps_managers_too(
        self, client, dung, province, an, binh, other_commune
    ):
        officer = User.objects.create_user("tinh")
        make_officer(officer, province, "registry")
        assert self.post(client, dung, binh).status_code == 200
        assert self.post(client, officer, an).status_code == 200
        elsewhere = User.objects.create_user("noi-khac")
        make_officer(elsewhere, other_commune, "registry")
        assert self.post(client, elsewhere, an).status_code == 404

    def test_an_operator_helps_nobody_and_a_stranger_finds_nobody(
        self, client, binh, viewer, chi
    ):
        assert self.post(client, binh, viewer).status_code == 403
        assert self.post(client, chi, viewer).status_code == 404
