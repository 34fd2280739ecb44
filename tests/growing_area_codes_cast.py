"""What the tests of a code's life share: applications, acts, a code in any state."""

import datetime
from decimal import Decimal

from accounts.models import User
from growing_areas import code_life, services
from growing_areas.models import CodeState
from tests.growing_areas_cast import DAY

BEFORE_GRANTED = code_life.BEFORE_GRANTED


def application(**changes):
    """A whole application for a growing-area code, with `changes`."""
    return services.Application(
        **{
            "kind": "growing_area",
            "market": "VN",
            "variety": "Khang Dân",
            "standard": "VietGAP",
            "households": 12,
            "expected_kilograms": Decimal(60000),
            "harvest_from": datetime.date(2027, 5, 1),
            "harvest_to": datetime.date(2027, 6, 15),
        }
        | changes
    )


def draft(area, today, **changes):
    """An application of the area, just drawn up."""
    return services.apply_for_code(
        area=area, application=application(**changes), by="test", today=today
    )


def deed(**changes):
    """All that any act asks for, with `changes`."""
    return services.Deed(
        **{
            "reason": "Kiểm tra định kỳ.",
            "act_number": "12/QĐ-UBND",
            "deadline": datetime.date(2100, 1, 1),
            "code": "VN-QTOR-0007",
            "issuer": "UBND xã Hải Lăng",
        }
        | changes
    )


def act(code, what, user, today, **changes):
    """Do `what` to the code, with all that any act asks for."""
    return services.act(code=code, act=what, deed=deed(**changes), user=user, today=today)


def decide(code, what, day):
    """The office does `what` to the code on `day`: somebody of it, no matter who."""
    office, _made = User.objects.get_or_create(username="van-phong", is_superuser=True)
    return act(code, what, office, day)


def put_into(code, state, today):
    """The code has been in `state` since ten days ago, however it came there."""
    CodeState.objects.filter(code=code).delete()
    CodeState.objects.create(code=code, state=state, valid_from=today - 10 * DAY)
    return code


def granted_here(area, an, officer, today, **changes):
    """A code that went the whole way here: applied for, checked, granted today."""
    code = draft(area, today)
    act(code, "submit", an, today)
    act(code, "check", officer, today)
    act(code, "grant", officer, today, **changes)
    return code
