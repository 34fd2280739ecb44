"""Whoever approves a code is not someone who prints that organisation's labels."""

from decimal import Decimal
from uuid import uuid4

import pytest

from accounts.models import OfficerDuty
from common.errors import RuleError
from cooperatives.models import Membership, Organisation
from cooperatives.services import add_member
from growing_areas.models import GrowingArea
from tests.conftest import make_officer
from trace.services import Input, make_batch, print_labels

pytestmark = pytest.mark.django_db

CODES = OfficerDuty.Duty.GROWING_AREA_CODES
DECISION = {"reason": "thử", "act_number": "1/QĐ"}


@pytest.fixture
def batch(rice, harvest, code, today):
    """A hundred bags of rice."""
    return make_batch(
        product=rice,
        lot="L1",
        produced_on=today,
        quantity=Decimal(500),
        unit="kg",
        inputs=[Input(harvest=harvest, quantity=Decimal(500), claimed_code=code)],
        by="test",
        today=today,
    )


@pytest.fixture
def both(dung, coop):
    """Dũng, who approves codes in the commune, now packs for the cooperative too."""
    add_member(organisation=coop, user=dung, role=Membership.Role.OPERATOR, by="test")
    return dung


class TestWhoIsBoth:
    @pytest.fixture(autouse=True)
    def _signed_in(self, client, both):
        client.force_login(both)

    def test_prints_no_labels(self, client, batch):
        response = client.get(f"/lo-hang/{batch.pk}/in-nhan/")
        assert response.status_code == 403
        assert "Người duyệt mã số không được in nhãn" in response.content.decode()

    def test_prints_no_labels_over_the_api(self, client, batch):
        response = client.post(
            f"/api/v1/batches/{batch.pk}/labels",
            {"count": 1},
            content_type="application/json",
        )
        assert response.status_code == 403
        assert response.json()["code"] == "cooperatives.two_hats"

    def test_asks_for_no_sheet_again(self, client, batch, today):
        run = print_labels(
            batch=batch, count=1, sheet="a4-24", by="test", request=uuid4(), today=today
        )
        assert client.post(f"/nhan/{run.pk}/in-lai/").status_code == 403

    def test_downloads_no_sheet(self, client, batch, today):
        run = print_labels(
            batch=batch, count=1, sheet="a4-24", by="test", request=uuid4(), today=today
        )
        for path in (f"/nhan/{run.pk}/nhan.pdf", f"/api/v1/label-runs/{run.pk}/sheet.pdf"):
            assert client.get(path).status_code == 403

    def test_decides_on_no_code(self, client, code, today):
        path = f"/ma-so-vung-trong/{code.pk}/viec/suspend/"
        client.post(path, DECISION)
        assert code.state_on(today) == "granted"
        assert client.get(path).status_code == 403

    def test_decides_on_no_code_over_the_api(self, client, code, today):
        response = client.post(
            f"/api/v1/growing-areas/{code.area_id}/codes/{code.pk}/acts",
            DECISION | {"act": "suspend"},
            content_type="application/json",
        )
        assert response.json()["code"] == "cooperatives.two_hats"

    def test_enters_no_code(self, client, both, coop, area):
        Membership.objects.filter(user=both).update(role=Membership.Role.MANAGER)
        assert client.get(f"/vung-trong/{area.pk}/ma-so/them/").status_code == 403
        response = client.post(
            f"/api/v1/growing-areas/{area.pk}/codes",
            {"code": "VN-1", "issuer": "Chi cục", "granted_on": "2026-01-01"},
            content_type="application/json",
        )
        assert response.json()["code"] == "cooperatives.two_hats"

    def test_counts_where_the_areas_lie_too(self, client, both, batch, other_commune):
        """The organisation sits elsewhere; its fields lie where he approves codes."""
        Organisation.objects.update(unit=other_commune)
        assert client.get(f"/lo-hang/{batch.pk}/in-nhan/").status_code == 403

    def test_prints_where_he_approves_nothing(self, client, both, batch, other_commune):
        Organisation.objects.update(unit=other_commune)
        GrowingArea.objects.update(unit=other_commune)
        assert client.get(f"/lo-hang/{batch.pk}/in-nhan/").status_code == 200

    def test_prints_again_once_the_duty_is_given_up(self, client, both, batch, today):
        both.duties.filter(duty=CODES).update(valid_to=today)
        assert client.get(f"/lo-hang/{batch.pk}/in-nhan/").status_code == 200


def test_a_viewer_may_approve(client, dung, coop, code):
    add_member(organisation=coop, user=dung, role=Membership.Role.VIEWER, by="test")
    client.force_login(dung)
    assert client.get(f"/ma-so-vung-trong/{code.pk}/viec/suspend/").status_code == 200


def test_another_duty_is_no_second_hat(client, an, commune, batch):
    make_officer(an, commune, OfficerDuty.Duty.REGISTRY)
    client.force_login(an)
    assert client.get(f"/lo-hang/{batch.pk}/in-nhan/").status_code == 200


class TestAnOrganisationThatIsNotConfirmed:
    @pytest.mark.parametrize(("state", "reason"), [("applied", ""), ("declined", "Thiếu giấy")])
    def test_gets_no_labels(self, batch, today, state, reason):
        Organisation.objects.update(state=state, state_reason=reason)
        batch.organisation.refresh_from_db()
        with pytest.raises(RuleError) as refusal:
            print_labels(
                batch=batch, count=1, sheet="a4-24", by="test", request=uuid4(), today=today
            )
        assert refusal.value.code == "trace.organisation_not_confirmed"
        assert "chưa được Xã Hải Lăng xác nhận" in refusal.value.message
        assert not batch.activations.exists()
