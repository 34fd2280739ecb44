"""What the tests of an organisation's records share."""

import datetime

from cooperatives.models import OrganisationCertificate
from cooperatives.services import (
    CertificatePaper,
    MemberPaper,
    add_certificate,
    record_member,
)
from growing_areas.models import AreaCertificate
from products.models import ProductCertificate

DAY = datetime.timedelta(days=1)


def paper(today, **changes):
    """A certificate that began a month ago and is good for 30 more days, today among them."""
    return CertificatePaper(
        **{
            "kind": "vietgap",
            "number": "VietGAP-TT-01",
            "issuer": "Trung tâm chứng nhận (ví dụ)",
            "valid_from": today - 30 * DAY,
            "last_day": today + 29 * DAY,
        }
        | changes
    )


def certified(owner, today, now, model=OrganisationCertificate, document=None, **changes):
    """A certificate of `owner`."""
    return add_certificate(
        kind=model,
        owner=owner,
        paper=paper(today, **changes),
        by="test",
        now=now,
        document=document,
    )


def one_record_of_each(coop, area, rice, today, now):
    """One record of every kind, by the names that the test of English pages asks for."""
    member = recorded_member(coop, today, now)
    members = {
        "cooperatives:change_member:pk": member.pk,
        "cooperatives:mark_left:pk": member.pk,
    }
    return members | {
        f"{room}:{page}_certificate:pk": certificate.pk
        for room, certificate in (
            ("cooperatives", certified(coop, today, now)),
            ("growing_areas", certified(area, today, now, model=AreaCertificate)),
            ("products", certified(rice, today, now, model=ProductCertificate)),
        )
        for page in ("correct", "withdraw")
    }


def member_paper(today, **changes):
    """What a list says of a member who joined a year ago."""
    return MemberPaper(
        **{
            "full_name": "Hồ Thị Lan",
            "sex": "female",
            "ethnicity": "Bru - Vân Kiều",
            "birth_year": 1980,
            "phone": "0900000001",
            "personal_number": "001199000001",
            "village": "Thôn Ví Dụ",
            "joined_on": today - 365 * DAY,
            "capital_vnd": 500_000,
            "note": "Tổ trưởng",
        }
        | changes
    )


def recorded_member(coop, today, now, **changes):
    """A member of `coop`."""
    return record_member(
        organisation=coop, paper=member_paper(today, **changes), by="test", now=now, today=today
    )
