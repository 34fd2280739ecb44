"""Batches and their labels over the API."""

from decimal import Decimal
from uuid import UUID

import pytest

from labels.models import LabelRun
from products.services import Description, add_product

pytestmark = pytest.mark.django_db


class TestBatchApi:
    @pytest.fixture(autouse=True)
    def setup(self, client, rice, harvest, code, today):
        self.client = client
        self.body = {
            "product_id": rice.pk,
            "lot": "L1",
            "produced_on": str(today),
            "quantity": "100",
            "unit": "kg",
            "inputs": [
                {"harvest_id": harvest.pk, "claimed_code_id": code.pk, "quantity": "120"}
            ],
        }

    def post(self, path="/api/v1/batches", **changes):
        return self.client.post(path, self.body | changes, content_type="application/json")

    def test_it_works(self, binh):
        self.client.force_login(binh)
        response = self.post()
        assert response.status_code == 201
        assert response.json()["packages"] == 20

    def test_the_reason_for_a_refusal_is_given(self, an):
        self.client.force_login(an)
        inputs = [{**self.body["inputs"][0], "quantity": "1001"}]
        response = self.post(inputs=inputs)
        assert response.status_code == 409
        assert response.json()["code"] == "trace.too_much"

    def test_a_stranger_cannot_tell_that_the_product_exists(self, chi):
        self.client.force_login(chi)
        assert self.post().status_code == 404

    def test_the_harvest_of_another_cannot_be_named(self, chi, other_coop):
        self.client.force_login(chi)
        product = add_product(
            organisation=other_coop,
            description=Description(name="Gạo", net_content=Decimal(1), content_unit="kg"),
            by="test",
        )
        assert self.post(product_id=product.pk).status_code == 404

    def test_nobody_gets_in_without_signing_in(self):
        assert self.post().status_code == 401

    def test_bad_shape_is_refused(self, an):
        self.client.force_login(an)
        assert self.post(quantity="many").status_code == 422

    def test_a_viewer_may_not(self, viewer):
        self.client.force_login(viewer)
        assert self.post().status_code == 403


class TestLabelApi:
    @pytest.fixture(autouse=True)
    def setup(self, client, batch):
        self.client, self.path = client, f"/api/v1/batches/{batch.pk}/labels"

    def post(self, headers=None, **body):
        return self.client.post(
            self.path, body, content_type="application/json", headers=headers or {}
        )

    def test_it_works(self, binh):
        self.client.force_login(binh)
        response = self.post(count=20, sheet="a4-65")
        assert response.status_code == 201
        assert response.json()["count"] == 20

    def test_a_lost_answer_does_not_print_twice(self, an):
        self.client.force_login(an)
        headers = {"Idempotency-Key": str(UUID(int=7))}
        answers = [self.post(headers, count=5).json()["id"] for _ in range(2)]
        assert answers[0] == answers[1]
        assert LabelRun.objects.count() == 1

    def test_the_reason_for_a_refusal_is_given(self, an):
        self.client.force_login(an)
        assert self.post(count=0).json()["code"] == "labels.bad_count"

    def test_a_stranger_cannot_tell_that_the_batch_exists(self, chi):
        self.client.force_login(chi)
        assert self.post(count=1).status_code == 404

    def test_nobody_gets_in_without_signing_in(self):
        assert self.post(count=1).status_code == 401

    def test_bad_shape_is_refused(self, an):
        self.client.force_login(an)
        assert self.post(count="many").status_code == 422

    def test_a_viewer_may_not(self, viewer):
        self.client.force_login(viewer)
        assert self.post(count=1).status_code == 403
