"""What the tests of audits share: a code with all that hangs on it."""

import datetime
from decimal import Decimal
from uuid import uuid4

import pytest
from django.utils import timezone

from accounts.models import OfficerDuty, User
from cooperatives.models import LinkageContract
from growing_areas import services
from growing_areas.models import ContractArea, Finding, PlotOverlap
from growing_areas.services import SeasonPlan
from tests.conftest import make_officer
from tests.diary_cast import DAY, do, spray
from tests.inspections_cast import done, make_checklist, planned
from trace.services import Input, make_batch, print_labels


@pytest.fixture
def nam(commune):
    """Nam keeps the commune's registry and nothing else."""
    user = User.objects.create_user("nam", password="nam", full_name="Hồ Văn Nam")
    return make_officer(user, commune, OfficerDuty.Duty.REGISTRY)


@pytest.fixture
def season(area, today):
    """The season that began eight weeks ago, and lasts."""
    start = today - datetime.timedelta(weeks=8)
    plan = SeasonPlan(name="Vụ thu đông", starts_on=start, last_day=today + 30 * DAY)
    return services.enter_season(area=area, plan=plan, by="test")


@pytest.fixture
def labelled(rice, harvest, code, today, work_off):
    """A lot of 900 kg of the harvest under the code, with twelve labels."""
    batch = make_batch(
        product=rice,
        lot="L1",
        produced_on=today,
        quantity=Decimal(900),
        unit="kg",
        inputs=[Input(harvest=harvest, quantity=Decimal(900), claimed_code=code)],
        by="test",
        today=today,
    )
    print_labels(batch=batch, count=12, sheet="a4-24", by="test", request=uuid4(), today=today)
    work_off()
    return batch


@pytest.fixture
def whole(season, labelled, code, area, coop, an, hoa, pesticide, today):
    """The code with a diary, an inspection that found something, and a contract."""
    spray(area, today - 40 * DAY, pesticide)
    do(area, "irrigation", today - 30 * DAY, operator="Ông Bảy", note="=1+1")
    done(planned(area, make_checklist(), [hoa], today), clean="no")
    contract = LinkageContract.objects.create(
        organisation=coop,
        buyer="Công ty Gạo Việt",
        commodity="lúa hữu cơ",
        valid_from=today,
        recorded_at=season.recorded_at,
    )
    ContractArea.objects.create(contract=contract, area=area)
    return code


def over_limit(area):
    """More was harvested than the land gives."""
    return services.raise_finding(
        area=area,
        source=Finding.Source.OVER_LIMIT,
        severity=Finding.Severity.MINOR,
        text="Thu hoạch nhiều hơn đất cho được.",
        by="system",
        now=timezone.now(),
    )


def overlap(area, other):
    """Two plots share half a hectare."""
    left, right = sorted([area.plots.get().pk, other.plots.get().pk])
    return PlotOverlap.objects.create(
        left_id=left, right_id=right, hectares="0.5", found_at=area.registered_at
    )
