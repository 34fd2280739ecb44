"""Received materials: rules and API."""

import datetime
from decimal import Decimal

import pytest
from django.utils import timezone

from common.errors import BadInput
from products.services import Description, add_product
from records.models import LogEntry
from tests.trace_cast import delivery
from trace.models import ReceivedMaterial
from trace.services import (
    Input,
    make_batch,
    receive_material,
)
from trace.sources import open_sources

pytestmark = pytest.mark.django_db


class TestMaterials:
    def test_receiving_is_written_into_the_log(self, coop, honey):
        entry = LogEntry.objects.filter(chain=coop.key).last()
        assert (entry.action, entry.data["state"]["quantity"]) == (
            "trace.material_received",
            "30",
        )

    @pytest.mark.parametrize(
        ("changes", "code"),
        [
            ({"quantity": Decimal(0)}, "trace.bad_quantity"),
            ({"supplier": " "}, "trace.missing_field"),
            ({"received_on": datetime.date(2099, 1, 1)}, "trace.received_in_future"),
        ],
    )
    def test_what_cannot_be_right_is_refused(self, coop, changes, code):
        with pytest.raises(BadInput) as refusal:
            receive_material(
                organisation=coop,
                delivery=delivery(**changes),
                by="test",
                today=timezone.localdate(),
            )
        assert refusal.value.code == code
        assert not ReceivedMaterial.objects.exists()

    def test_a_batch_of_honey_is_made_from_it(self, coop, honey, today):
        product = add_product(
            organisation=coop,
            description=Description(
                name="Mật ong", net_content=Decimal(500), content_unit="ml"
            ),
            by="test",
        )
        batch = make_batch(
            product=product,
            lot="M1",
            produced_on=today,
            quantity=Decimal(30),
            unit="l",
            inputs=[Input(material=honey, quantity=Decimal(30))],
            by="test",
            today=today,
        )
        assert batch.packages == 60
        assert open_sources(coop) == []


class TestMaterialApi:
    @pytest.fixture(autouse=True)
    def setup(self, client, coop, today):
        self.client = client
        self.body = {
            "organisation_id": coop.pk,
            "name": "Mật ong",
            "kind": "honey",
            "supplier": "Hộ nuôi ong",
            "origin": "Hướng Phùng",
            "received_on": str(today),
            "quantity": "30",
            "unit": "l",
        }

    def post(self, **changes):
        return self.client.post(
            "/api/v1/received-materials", self.body | changes, content_type="application/json"
        )

    def test_it_works(self, binh):
        self.client.force_login(binh)
        assert self.post().status_code == 201

    def test_the_reason_for_a_refusal_is_given(self, an):
        self.client.force_login(an)
        response = self.post(received_on="2099-01-01")
        assert response.json()["code"] == "trace.received_in_future"

    def test_a_stranger_cannot_tell_that_the_organisation_exists(self, chi):
        self.client.force_login(chi)
        assert self.post().status_code == 404

    def test_nobody_gets_in_without_signing_in(self):
        assert self.post().status_code == 401

    def test_bad_shape_is_refused(self, an):
        self.client.force_login(an)
        assert self.post(quantity="0").status_code == 422
