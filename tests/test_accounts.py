"""Signing up and in; what officers see of their places, and the villages they enter."""

import pytest
from django.core.checks import run_checks

from accounts.models import User
from places.models import Unit

pytestmark = pytest.mark.django_db


class TestSigningUp:
    def fields(self, **changes):
        return {
            "username": "moi",
            "full_name": "Người Mới",
            "password1": "mat-khau-rieng-8",
            "password2": "mat-khau-rieng-8",
        } | changes

    def test_a_new_person_goes_on_to_register_an_organisation(self, client):
        response = client.post("/tao-tai-khoan/", self.fields())
        assert response.headers["Location"] == "/to-chuc/dang-ky/"
        assert User.objects.get().get_full_name() == "Người Mới"

    def test_a_weak_password_is_refused_and_nobody_is_made(self, client):
        client.post("/tao-tai-khoan/", self.fields(password1="12345678", password2="12345678"))
        assert not User.objects.exists()

    def test_signing_in_and_out(self, client, an):
        response = client.post("/dang-nhap/", {"login": "an", "password": "an"})
        assert response.headers["Location"] == "/ban-lam-viec/"
        client.post("/dang-xuat/")
        assert client.get("/ban-lam-viec/").status_code == 302


class TestDeploymentChecks:
    def found(self):
        return [problem.id for problem in run_checks(include_deployment_checks=True)]

    def test_demo_accounts_are_refused(self):
        User.objects.create_user("htx.demo", is_demo=True)
        assert "accounts.E001" in self.found()

    def test_without_them_there_is_nothing_to_say(self, an):
        assert "accounts.E001" not in self.found()


class TestVillagesOverTheApi:
    def post(self, client, commune, **changes):
        body = {"name": "Thượng Xá", "kind": "thôn", "on": "2026-01-01"} | changes
        return client.post(
            f"/api/v1/units/{commune.code}/villages", body, content_type="application/json"
        )

    def test_it_works(self, client, dung, commune):
        client.force_login(dung)
        response = self.post(client, commune)
        assert response.status_code == 201
        assert response.json()["code"] == "19702-01"

    def test_the_reason_for_a_refusal_is_given(self, client, dung, commune):
        client.force_login(dung)
        self.post(client, commune)
        response = self.post(client, commune)
        assert response.status_code == 409
        assert response.json()["code"] == "places.village_already_there"

    def test_the_officer_of_another_place_may_not(self, client, dung, other_commune):
        client.force_login(dung)
        assert self.post(client, other_commune).status_code == 403

    def test_nobody_gets_in_without_signing_in(self, client, commune):
        assert self.post(client, commune).status_code == 401

    def test_bad_shape_is_refused(self, client, dung, commune):
        client.force_login(dung)
        assert self.post(client, commune, on="yesterday").status_code == 422


class TestVillagesOnThePages:
    def test_an_officer_adds_one(self, client, dung, commune):
        client.force_login(dung)
        assert commune.full_name in client.get("/dia-ban/?tim=hai").content.decode()
        client.post(
            f"/dia-ban/{commune.pk}/",
            {"kind": "thôn", "name": "Đại An Khê", "on": "2026-01-01"},
        )
        village = Unit.objects.get(level=Unit.Level.VILLAGE)
        assert village.full_name in client.get(f"/dia-ban/{commune.pk}/").content.decode()

    def test_a_refusal_stands_on_the_form(self, client, dung, commune):
        client.force_login(dung)
        fields = {"kind": "thôn", "name": "Đại An Khê", "on": "2020-01-01"}
        page = client.post(f"/dia-ban/{commune.pk}/", fields)
        assert page.context["form"].errors
        assert not Unit.objects.filter(level=Unit.Level.VILLAGE).exists()

    def test_who_is_no_officer_there_sees_nothing(self, client, an, coop, dung, other_commune):
        client.force_login(an)
        assert client.get(f"/dia-ban/{coop.unit_id}/").status_code == 404
        client.force_login(dung)
        assert client.get(f"/dia-ban/{other_commune.pk}/").status_code == 404

    def test_without_a_sign_in_pages_lead_to_it(self, client, commune):
        assert client.get(f"/dia-ban/{commune.pk}/").status_code == 302
