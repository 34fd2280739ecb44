"""One of each thing, and the arguments of every address: for tests that walk all pages."""

import re
from dataclasses import dataclass
from decimal import Decimal
from uuid import uuid4

from django.urls import URLPattern, URLResolver, get_resolver
from django.utils import timezone

from accounts import invitations
from accounts.models import OfficerDuty
from accounts.saved_views import save_view
from accounts.services import invite_officer
from cooperatives.models import Membership
from cooperatives.services import register_organisation
from labels.models import LabelRun
from labels.services import label_at
from portal.imports import KINDS, take_in
from tests.conftest import particulars
from tests.test_spreadsheets import xlsx
from tests.test_translation import ROOMS
from trace.models import ReceivedMaterial
from trace.services import (
    Delivery,
    Input,
    Sold,
    make_batch,
    print_labels,
    receive_material,
    record_sale,
)


@dataclass(frozen=True)
class Everything:
    """What `one_of_each` made. known: a value for each argument of our addresses."""

    known: dict[str, object]
    run: LabelRun
    serial: str


def one_of_each(coop, rice, harvest, code, today, work_off, *, officer) -> Everything:
    """One of each thing of the cooperative, and an application of its manager.

    work_off: the fixture that does what waits for a worker. officer: who invites another.
    An argument of a new address goes into `known`, under "room:page:argument",
    "room:argument" or "argument".
    """
    manager = coop.memberships.get(role=Membership.Role.MANAGER)
    application = register_organisation(
        particulars=particulars(coop.unit, name="HTX Mới thành lập"),
        manager=manager.user,
        by="test",
        now=timezone.now(),
    )
    material = receive_material(
        organisation=coop,
        delivery=Delivery(
            name="Mật ong rừng",
            kind=ReceivedMaterial.Kind.HONEY,
            supplier="Hộ ông Bảy",
            origin="xã Hướng Phùng, tỉnh Quảng Trị",
            received_on=today,
            quantity=Decimal("12.5"),
            unit="kg",
        ),
        by="test",
        today=today,
    )
    batch = make_batch(
        product=rice,
        lot="L1",
        produced_on=today,
        quantity=Decimal(900),
        unit="kg",
        inputs=[
            Input(harvest=harvest, quantity=Decimal(900), claimed_code=code),
            Input(material=material, quantity=Decimal(2)),
        ],
        by="test",
        today=today,
    )
    printing = {"batch": batch, "count": 2, "sheet": "a4-24", "by": "test", "today": today}
    run = print_labels(**printing, request=uuid4())
    work_off()
    run.refresh_from_db()
    print_labels(**printing, request=uuid4())  # which waits for a worker
    sale = record_sale(
        batch=batch,
        sold=Sold(packages=3, sold_on=today, buyer="Chợ Hải Lăng"),
        by="test",
        request=uuid4(),
        today=today,
    )
    invitation = invite_officer(
        unit=coop.unit,
        duties=[OfficerDuty.Duty.INSPECTION],
        full_name="Trần Thị Mời",
        email="moi@example.vn",
        by=officer,
        now=timezone.now(),
    )
    view = save_view(
        user=manager.user,
        list_name="cooperatives.organisations",
        name="HTX lúa",
        query="tim=lua",
    )
    source = take_in(
        user=manager.user,
        kind=KINDS["san-pham"],
        owner=coop.key,
        name="products.xlsx",
        content=xlsx(["name", "net_content", "other"], ["Rice", 1, 2]),
    )
    serial = label_at(run, 0).serial
    known = {
        "organisation_id": coop.pk,
        "product_id": rice.pk,
        "serial": serial,
        "cooperatives:pk": coop.pk,
        "cooperatives:application:pk": application.pk,
        "cooperatives:confirm:pk": application.pk,
        "cooperatives:decline:pk": application.pk,
        "cooperatives:member:pk": manager.pk,
        "cooperatives:end_membership:pk": manager.pk,
        "accounts:pk": coop.unit_id,
        "accounts:change_view:pk": view.pk,
        "accounts:end_duty:pk": officer.duties.order_by("pk").first().pk,
        "accounts:officer_invitation:pk": invitation.pk,
        "accounts:withdraw_officer:pk": invitation.pk,
        "accounts:accept_officer:token": invitations.token_of(invitation),
        "growing_areas:pk": harvest.area_id,
        "growing_areas:change_state:pk": code.pk,
        "products:pk": rice.pk,
        "labels:pk": run.pk,
        "trace:pk": batch.pk,
        "trace:correct_sale:pk": sale.pk,
        "trace:material_document:pk": material.pk,
        "gtin": rice.gtin,
        "lot": batch.lot,
        "portal:pk": source.pk,
        "kind": "san-pham",
        "import_id": source.pk,
        "portal:picture:pk": uuid4(),
        "portal:document:pk": uuid4(),
        "width": 480,
    }
    return Everything(known, run, serial)


def page_arguments(route: str, name: str, known: dict[str, object]) -> dict[str, object]:
    """A value for each argument of an address, by "room:page:argument" or a shorter key."""
    room = name.split(":")[0]
    return {
        argument: next(
            known[key]
            for key in (f"{name}:{argument}", f"{room}:{argument}", argument)
            if key in known
        )
        for argument in re.findall(r"<\w+:(\w+)>", route)
    }


def pages() -> list[tuple[str, str]]:
    """Name and route of every address of our rooms."""
    return [
        (f"{room.namespace}:{page.name}", str(page.pattern))
        for room in get_resolver().url_patterns
        if isinstance(room, URLResolver) and room.namespace in ROOMS
        for page in room.url_patterns
        if isinstance(page, URLPattern) and page.name
    ]
