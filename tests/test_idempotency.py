"""A creating call that is sent twice is done once."""

import datetime
import json
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from cooperatives.models import Organisation
from products.models import Product
from records.idempotency import forget_old_answers
from records.models import KeptAnswer
from tests.test_races import together


def make(client, coop, key, **changes):
    body = {"organisation_id": coop.pk, "name": "Gạo", "net_content": 5, "content_unit": "kg"}
    return client.post(
        "/api/v1/products",
        body | changes,
        content_type="application/json",
        headers={"Idempotency-Key": str(key)},
    )


@pytest.mark.django_db
class TestTheSameKey:
    @pytest.fixture(autouse=True)
    def _signed_in(self, client, an, coop):
        client.force_login(an)

    def test_gives_the_first_answer_again(self, client, coop):
        key = uuid4()
        first, second = make(client, coop, key), make(client, coop, key)
        assert (first.status_code, first.json()) == (second.status_code, second.json())
        assert second.headers["Idempotent-Replay"] == "true"
        assert Product.objects.count() == 1

    def test_with_other_content_is_refused(self, client, coop):
        key = uuid4()
        make(client, coop, key)
        refused = make(client, coop, key, name="Nếp")
        assert (refused.status_code, refused.json()["code"]) == (422, "records.key_reused")
        assert Product.objects.count() == 1

    def test_with_another_call_is_refused(self, client, coop):
        key = uuid4()
        make(client, coop, key)
        other = client.post(
            f"/api/v1/organisations/{coop.pk}/nothing", headers={"Idempotency-Key": str(key)}
        )
        assert other.status_code in (404, 405)
        made = client.post(
            "/api/v1/tokens",
            {"name": "Kho", "scopes": ["read"]},
            content_type="application/json",
            headers={"Idempotency-Key": str(key)},
        )
        assert made.json()["code"] == "records.key_reused"

    def test_of_another_person_is_another_key(self, client, coop, chi, other_coop):
        key = uuid4()
        make(client, coop, key)
        client.force_login(chi)
        assert make(client, other_coop, key).status_code == 201
        assert Product.objects.count() == 2

    def test_errors_are_not_kept(self, client, coop):
        key = uuid4()
        assert make(client, coop, key, net_content=-1).status_code == 422
        assert make(client, coop, key).status_code == 201

    def test_another_key_does_it_again(self, client, coop):
        make(client, coop, uuid4())
        assert make(client, coop, uuid4()).status_code == 201

    def test_what_is_no_uuid_is_refused(self, client, coop):
        refused = make(client, coop, "abc")
        assert (refused.status_code, refused.json()["code"]) == (422, "records.bad_key")
        assert not Product.objects.exists()

    def test_who_may_no_longer_call_gets_no_kept_answer(self, client, coop):
        key = uuid4()
        make(client, coop, key)
        client.logout()
        assert make(client, coop, key).status_code == 401

    def test_a_crash_leaves_neither_the_work_nor_the_answer(self, client, coop, monkeypatch):
        def crash(*args, **kwargs):
            raise KeyboardInterrupt

        key = uuid4()
        with monkeypatch.context() as patch:
            patch.setattr("config.once.keep_answer", crash)
            with pytest.raises(KeyboardInterrupt):
                make(client, coop, key)
        assert not Product.objects.exists()
        assert make(client, coop, key).status_code == 201

    def test_answers_are_forgotten_after_a_week(self, client, coop, today):
        make(client, coop, uuid4())
        forget_old_answers(today)
        assert KeptAnswer.objects.count() == 1
        KeptAnswer.objects.update(created_at=timezone.now() - datetime.timedelta(days=9))
        forget_old_answers(today)
        assert not KeptAnswer.objects.exists()

    def test_the_description_tells_of_it(self, client):
        told = client.get("/api/v1/openapi.json").json()
        named = {one["name"] for one in told["paths"]["/api/v1/products"]["post"]["parameters"]}
        assert "Idempotency-Key" in named
        assert client.get("/api/v1/docs").status_code == 200

    def test_an_error_cannot_be_kept(self, client, coop):
        make(client, coop, uuid4())
        with (
            pytest.raises(IntegrityError, match="kept_answer_is_no_error"),
            transaction.atomic(),
        ):
            KeptAnswer.objects.update(status=409)


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_the_same_call_at_the_same_moment_is_done_once(an, commune):
    key, answers = uuid4(), []

    def call():
        client = Client()
        client.force_login(an)
        body = {
            "name": "HTX Mới",
            "kind": "cooperative",
            "commune": commune.code,
            "address": "Thôn 1",
        }
        answer = client.post(
            "/api/v1/organisations",
            json.dumps(body),
            content_type="application/json",
            headers={"Idempotency-Key": str(key)},
        )
        answers.append((answer.status_code, answer.json()["id"]))

    together(call, call, call)
    assert Organisation.objects.count() == 1
    assert len(set(answers)) == 1
    assert len(answers) == 3
