"""Tokens of the API: who makes them, what they are good for, and for how long."""

import datetime

import pytest
from allauth.mfa.models import Authenticator
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from accounts.models import ApiToken
from accounts.scopes import SCOPES
from accounts.services import make_token, revoke_token
from config.api import SUBJECTS, api
from records.models import LogEntry

pytestmark = pytest.mark.django_db


def token_of(user, *scopes, days=90):
    return make_token(user=user, name="Kho", scopes=scopes, days=days, now=timezone.now())


@pytest.fixture
def program():
    """A program: no cookies, and CSRF is asked where it counts."""
    return Client(enforce_csrf_checks=True)


def call(program, secret, path="products", method="get", body=None):
    return getattr(program, method)(
        f"/api/v1/{path}",
        body,
        content_type="application/json",
        headers={"authorization": f"Bearer {secret}"},
    )


PRODUCT = {"name": "Gạo", "net_content": 5, "content_unit": "kg"}


class TestCalling:
    def test_a_program_reads_what_its_person_sees(self, program, an, rice):
        token, secret = token_of(an, "read")
        assert call(program, secret).json()["items"][0]["name"] == rice.name
        token.refresh_from_db()
        assert token.last_used_at is not None

    def test_it_writes_without_a_csrf_token(self, program, an, coop):
        _token, secret = token_of(an, "products")
        body = PRODUCT | {"organisation_id": coop.pk}
        assert call(program, secret, method="post", body=body).status_code == 201

    def test_another_scope_is_not_enough(self, program, an, coop):
        _token, secret = token_of(an, "read", "trace")
        refused = call(program, secret, method="post", body=PRODUCT)
        assert refused.status_code == 403
        assert "không có phạm vi products" in refused.json()["message"]

    def test_writing_does_not_bring_reading(self, program, an):
        _token, secret = token_of(an, "products")
        assert call(program, secret).json()["code"] == "accounts.scope_missing"

    def test_a_stranger_sees_nothing_by_it(self, program, chi, rice):
        _token, secret = token_of(chi, "read")
        assert call(program, secret, f"products/{rice.pk}").status_code == 404

    def test_revoked_it_is_not_taken(self, program, an):
        token, secret = token_of(an, "read")
        revoke_token(token=token, now=timezone.now())
        refused = call(program, secret)
        assert (refused.status_code, refused.json()["code"]) == (401, "accounts.bad_token")

    def test_expired_it_is_not_taken(self, program, an):
        _token, secret = token_of(an, "read")
        ago = timezone.now() - datetime.timedelta(days=100)
        ApiToken.objects.update(created_at=ago, expires_at=ago + datetime.timedelta(days=90))
        refused = call(program, secret)
        assert refused.status_code == 401
        assert "“Kho” đã hết hạn" in refused.json()["message"]

    def test_a_guess_is_not_taken(self, program, an):
        assert call(program, "txns_guess").status_code == 401

    def test_whose_account_is_locked_calls_no_more(self, program, an):
        _token, secret = token_of(an, "read")
        an.is_active = False
        an.save()
        assert call(program, secret).status_code == 401

    def test_an_officer_needs_the_second_factor(self, program, dung):
        _token, secret = token_of(dung, "read")
        assert call(program, secret).status_code == 200
        Authenticator.objects.all().delete()
        assert call(program, secret).json()["code"] == "accounts.second_factor_needed"

    def test_a_token_makes_no_other_token(self, program, an):
        _token, secret = token_of(an, *SCOPES)
        assert call(program, secret, "tokens").status_code == 401

    def test_a_session_still_needs_the_csrf_token(self, program, an, coop):
        program.force_login(an)
        refused = program.post("/api/v1/products", PRODUCT, content_type="application/json")
        assert refused.json()["code"] == "csrf"

    def test_every_call_has_a_scope(self):
        firsts = {path.split("/")[3] for path in api.get_openapi_schema()["paths"]}
        assert firsts - SUBJECTS.keys() == set()
        assert set(SUBJECTS.values()) <= SCOPES.keys()


class TestMaking:
    def test_the_secret_is_not_kept(self, an):
        token, secret = token_of(an, "read")
        kept = {str(value) for value in vars(token).values()}
        assert secret not in kept
        assert secret.startswith(token.prefix)

    def test_it_is_shown_once_and_written_down(self, client, an):
        client.force_login(an)
        client.post("/tai-khoan/xac-nhan/", {"password": "an"})
        fields = {"name": "Kho", "scopes": ["read"], "days": 30}
        page = client.post("/tai-khoan/ma-truy-cap/them/", fields).content.decode()
        token = ApiToken.objects.get()
        assert f">{token.prefix}" in page
        assert token.digest not in page
        assert LogEntry.objects.get(action="accounts.token_made").subject == an.key
        client.post(f"/tai-khoan/ma-truy-cap/{token.pk}/thu-hoi/")
        assert "đã thu hồi" in client.get("/tai-khoan/ma-truy-cap/").content.decode()
        assert LogEntry.objects.filter(action="accounts.token_revoked").count() == 1

    def test_making_one_asks_for_the_password_once_more(self, client, an):
        client.force_login(an)
        fields = {"name": "Kho", "scopes": ["read"], "days": 30}
        client.post("/tai-khoan/ma-truy-cap/them/", fields)
        assert not ApiToken.objects.exists()

    def test_anothers_is_not_to_be_found(self, client, an, chi):
        token, _secret = token_of(an, "read")
        client.force_login(chi)
        path = f"/tai-khoan/ma-truy-cap/{token.pk}/thu-hoi/"
        assert client.post(path).status_code == 404
        assert client.post(f"/api/v1/tokens/{token.pk}/revoke").status_code == 404

    @pytest.mark.parametrize(
        ("changes", "code"),
        [
            ({"days": 366}, "accounts.bad_token_days"),
            ({"scopes": []}, "accounts.bad_scopes"),
            ({"scopes": ["everything"]}, "accounts.bad_scopes"),
            ({"name": " "}, "accounts.no_token_name"),
        ],
    )
    def test_what_cannot_be_is_refused(self, client, an, changes, code):
        client.force_login(an)
        body = {"name": "Kho", "scopes": ["read"], "days": 30} | changes
        answer = client.post("/api/v1/tokens", body, content_type="application/json")
        assert (answer.status_code, answer.json()["code"]) == (422, code)

    def test_the_api_makes_lists_and_revokes(self, client, an):
        client.force_login(an)
        body = {"name": "Kho", "scopes": ["read", "trace"]}
        made = client.post("/api/v1/tokens", body, content_type="application/json").json()
        assert made["scopes"] == ["read", "trace"]
        listed = client.get("/api/v1/tokens").json()["items"]
        assert "secret" not in listed[0]
        revoked = client.post(f"/api/v1/tokens/{made['id']}/revoke").json()
        assert revoked["revoked_at"] is not None

    def test_without_a_sign_in_there_is_nothing(self, client, db):
        assert client.get("/api/v1/tokens").status_code == 401
        assert client.get("/tai-khoan/ma-truy-cap/").status_code == 302

    @pytest.mark.parametrize(
        ("rule", "change"),
        [
            ("api_token_is_good_for_something", {"scopes": ""}),
            (
                "api_token_lives_at_most_a_year",
                {"created_at": datetime.datetime(2020, 1, 1, tzinfo=datetime.UTC)},
            ),
        ],
    )
    def test_the_database_holds_its_rules(self, an, rule, change):
        token_of(an, "read")
        with pytest.raises(IntegrityError, match=rule), transaction.atomic():
            ApiToken.objects.update(**change)


class TestHowOften:
    @pytest.fixture(autouse=True)
    def _few(self, settings):
        settings.API_CALLS_A_MINUTE = {"signed_in": 3, "anonymous": 2, "label_check": 4}

    def answers(self, client, path, count):
        return [client.get(path).status_code for _call in range(count)]

    def test_a_person_is_counted_whatever_they_call_with(self, client, program, an):
        client.force_login(an)
        _token, secret = token_of(an, "read")
        assert self.answers(client, "/api/v1/products", 2) == [200, 200]
        assert call(program, secret).status_code == 200
        refused = call(program, secret)
        assert refused.status_code == 429
        assert refused.json()["code"] == "too_many_calls"
        assert 0 < int(refused.headers["Retry-After"]) <= 60

    def test_one_person_does_not_stop_another(self, client, an, chi):
        client.force_login(an)
        self.answers(client, "/api/v1/products", 4)
        client.force_login(chi)
        assert client.get("/api/v1/products").status_code == 200

    def test_without_a_sign_in_an_address_is_counted(self, client, db):
        assert self.answers(client, "/api/v1/units", 3) == [200, 200, 429]

    def test_checking_labels_has_room_of_its_own(self, client, db):
        path = "/api/v1/labels/ZZZZZZZZZZZZZZZZ"
        assert self.answers(client, path, 5) == [200, 200, 200, 200, 429]
        assert client.get("/api/v1/units").status_code == 200
