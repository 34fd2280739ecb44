"""One of each thing, and the arguments of every address: for tests that walk all pages."""

import io
import re
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from typing import Any
from uuid import uuid4

from django.db import transaction
from django.urls import URLPattern, URLResolver, get_resolver
from django.utils import timezone

from accounts import invitations, sign_in_urls
from accounts.models import Notice, OfficerDuty
from accounts.saved_views import save_view
from accounts.services import Telling, invite_officer, make_token, tell
from config.api import api
from cooperatives.models import Membership, Organisation
from cooperatives.services import (
    Household,
    KeyProductPaper,
    add_key_product,
    invite_member,
    make_roster,
    publish_definition,
    record_households,
    register_organisation,
)
from growing_areas.services import Work, record_work
from labels.models import LabelRun
from labels.services import ask_file, label_at
from places.models import Succession, Unit
from places.outline_loading import take_in_outlines
from portal.audit.bundle import ask as ask_bundle
from portal.imports import KINDS, take_in
from records.documents import store_upload
from records.services import News, log_many
from tests.activities_cast import record_bodies, records_of
from tests.conftest import OLD, REFORM, make_unit, particulars
from tests.growing_area_codes_cast import draft
from tests.inspections_cast import inspections_of
from tests.kept_cast import one_record_of_each
from tests.outlines_cast import SOURCE, outline, outlines_file
from tests.papers_cast import DESIGN, PRINTER, SHEET, sheet_and_printer, template_of
from tests.season_cast import SEASON_BODY, season_of
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
    """What `one_of_each` made.

    known: a value for each argument of our addresses. bodies: what to send to an operation of
    the API, by "POST /batches", so that it works for somebody who may.
    """

    known: dict[str, object]
    bodies: dict[str, Any]
    run: LabelRun
    serial: str


def one_of_each(coop, rice, harvest, code, today, work_off, *, officer) -> Everything:
    """One of each thing of the cooperative, and an application of its manager.

    work_off: the fixture that does what waits for a worker. officer: who invites another.
    An argument of a new address goes into `known`, under "room:page:argument",
    "room:argument" or "argument"; of the API under "api:path:argument", "api:argument" or
    "argument", and what must stand behind its path under "api:path?".
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
    waiting = print_labels(**printing, request=uuid4())  # for a worker
    sheet, printer = sheet_and_printer(coop)
    template, label_file = template_of(coop), ask_file(run=run, kind="csv", by="test")
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
    to_organisation = invite_member(
        organisation=coop,
        role=Membership.Role.MANAGER,
        full_name="Lý Thị Mời",
        by=manager.user,
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
    document = store_upload(
        owner=coop.key,
        name="ghi-chu.txt",
        content=io.BytesIO("Ghi chú".encode()),
        by="test",
        field="document",
    )
    operator = coop.memberships.exclude(role=Membership.Role.MANAGER).first() or manager
    news = News("system", "products.product_changed", rice.key, state={"name": rice.name})
    with transaction.atomic():
        log_many([news], by=manager.user.key, request="nhap-1")
    telling = Telling(
        person=manager.user,
        about="products.certificate:1",
        page=rice.key,
        kind=Notice.Kind.CERTIFICATE_ENDS,
        milestone="60",
        text="Giấy VietGAP sắp hết giá trị.",
        text_en="The VietGAP certificate ends soon.",
    )
    tell([telling], now=timezone.now())
    token, _secret = make_token(
        user=officer, name="Kho", scopes=["read"], days=90, now=timezone.now()
    )
    serial = label_at(run, 0).serial
    split = _of_a_split_unit(coop)
    season = season_of(harvest.area, today)
    take_in_outlines(
        content=outlines_file(outline({"ma": coop.unit.code})),
        units=[coop.unit],
        source=SOURCE,
        by="test",
        now=timezone.now(),
    )
    inspecting, inspecting_bodies = inspections_of(harvest.area, today)
    known = {
        "organisation_id": coop.pk,
        "product_id": rice.pk,
        "serial": serial,
        "cooperatives:pk": coop.pk,
        "cooperatives:application:pk": application.pk,
        "cooperatives:confirm:pk": application.pk,
        "cooperatives:decline:pk": application.pk,
        "cooperatives:member:pk": manager.pk,
        "cooperatives:password_link:pk": manager.pk,
        "cooperatives:end_membership:pk": manager.pk,
        "cooperatives:invitation:pk": to_organisation.pk,
        "cooperatives:withdraw_invitation:pk": to_organisation.pk,
        "cooperatives:accept_member:token": invitations.token_of(to_organisation),
        "accounts:pk": coop.unit_id,
        "accounts:change_view:pk": view.pk,
        "token_id": token.pk,
        "accounts:person:pk": manager.user_id,
        "accounts:password_link:pk": officer.pk,
        "accounts:help_officer:pk": officer.pk,
        "accounts:remove_factor:pk": manager.user_id,
        "accounts:revoke_token:pk": token.pk,
        "accounts:end_duty:pk": OfficerDuty.objects.filter(unit=coop.unit).earliest("pk").pk,
        "accounts:officer_invitation:pk": invitation.pk,
        "accounts:withdraw_officer:pk": invitation.pk,
        "accounts:accept_officer:token": invitations.token_of(invitation),
        "growing_areas:pk": harvest.area_id,
        **_codes(harvest.area, code, today, manager.user),
        "growing_areas:season:pk": season.pk,
        "growing_areas:change_season:pk": season.pk,
        "growing_areas:close_season:pk": season.pk,
        "season_id": season.pk,
        "products:pk": rice.pk,
        "labels:pk": run.pk,
        "labels:change_sheet:pk": sheet.pk,
        "labels:retire_sheet:pk": sheet.pk,
        "labels:change_printer:pk": printer.pk,
        "labels:ruler_page:pk": printer.pk,
        "labels:retire_printer:pk": printer.pk,
        "api:sheet_id": sheet.pk,
        "labels:change_template:pk": template.pk,
        "labels:retire_template:pk": template.pk,
        "labels:file:pk": label_file.pk,
        "labels:stop_file:pk": label_file.pk,
        "labels:number": 1,
        "api:template_id": template.pk,
        "api:file_id": label_file.pk,
        "api:number": 1,
        "api:/label-runs/{run_id}/labels/{number}.{kind}:kind": "png",
        "api:printer_id": printer.pk,
        "trace:pk": batch.pk,
        "trace:correct_sale:pk": sale.pk,
        "gtin": rice.gtin,
        "lot": batch.lot,
        "portal:pk": source.pk,
        "portal:split_unit:pk": split.pk,
        "api:unit_id": split.pk,
        **dict.fromkeys(
            [
                *("portal:job:pk", "portal:job_progress:pk", "portal:cancel_job:pk"),
                *("portal:ask_job_again:pk", "api:job_id"),
            ],
            waiting.job_id,
        ),
        "kind": "san-pham",
        "import_id": source.pk,
        "key": rice.key,
        "request_id": "nhap-1",
        "portal:picture:pk": uuid4(),
        "portal:document:pk": document.pk,
        "width": 480,
        **inspecting,
        **records_of(coop, today),
        **_of_the_commune(coop.unit, today),
        **one_record_of_each(coop, harvest.area, rice, today, timezone.now()),
    }
    certificate = f"cooperatives.certificate:{known['cooperatives:correct_certificate:pk']}"
    entry = _diary_entry(harvest, today)
    known |= {
        "slug": "tia-canh",
        "growing_areas:diary_entry:pk": entry.pk,
        "growing_areas:correct_entry:pk": entry.pk,
        "growing_areas:let_through:pk": harvest.pk,
        "api:entry_id": entry.pk,
        "api:entry_client_id": entry.client_id,
        "api:harvest_id": harvest.pk,
        "api:/certificates?": f"?owner={coop.key}",
        "api:/certificates/{key}:key": certificate,
        "api:/certificates/{key}/withdrawal:key": certificate,
        "api:member_id": known["cooperatives:change_member:pk"],
        "api:code": coop.unit.code,
        "api:duty_id": known["accounts:end_duty:pk"],
        "api:invitation_id": invitation.pk,
        "api:/organisations/{organisation_id}/confirm:organisation_id": application.pk,
        "api:/organisations/{organisation_id}/decline:organisation_id": application.pk,
        (
            "api:/organisations/{organisation_id}/invitations/{invitation_id}/withdraw"
            ":invitation_id"
        ): to_organisation.pk,
        "api:person_id": operator.pk,
        "api:area_id": harvest.area_id,
        "api:code_id": code.pk,
        "api:batch_id": batch.pk,
        "api:sale_id": sale.pk,
        "api:run_id": run.pk,
        "api:document_id": document.pk,
        "api:day": str(today),
    }
    return Everything(
        known, _bodies(coop, rice, harvest, today) | inspecting_bodies, run, serial
    )


def _codes(area, code, today, manager) -> dict[str, object]:
    """A code, an application for another that is still a draft, and a manager's bundle."""
    asked = draft(area, today, market="KR").pk
    bundle = ask_bundle(code=code, user=manager)
    return {
        "growing_areas:code:pk": code.pk,
        "portal:dossier:pk": code.pk,
        "portal:ask_bundle:pk": code.pk,
        "portal:bundle:pk": bundle.pk,
        "portal:bundle_progress:pk": bundle.pk,
        "api:bundle_id": bundle.pk,
        "growing_areas:act:pk": code.pk,
        "growing_areas:act:act": "suspend",
        "growing_areas:confirm_code:pk": code.pk,
        "growing_areas:change_application:pk": asked,
        "api:/growing-areas/{area_id}/codes/{code_id}/application:code_id": asked,
    }


def _diary_entry(harvest, today):
    """An entry of the diary of the harvest's area."""
    work = Work(
        client_id=uuid4(),
        job="pruning",
        done_on=today,
        captured_at=timezone.now(),
        operator="Bà Tư",
    )
    plots = harvest.area.plots.all()
    return record_work(
        area=harvest.area, plots=plots, work=work, by="test", now=timezone.now()
    ).entry


def _of_a_split_unit(coop) -> Unit:
    """A commune of before that went to two of today, with an organisation that waits."""
    province = coop.unit.parent
    old = make_unit("19796", "Hải Cũ", "xã", Unit.Level.COMMUNE, province, OLD, REFORM)
    other = make_unit("19797", "Hải Khác", "xã", Unit.Level.COMMUNE, province)
    for new in (coop.unit, other):
        Succession.objects.create(old=old, new=new, whole=False)
    waiting = register_organisation(
        particulars=particulars(coop.unit, name="HTX Xã cũ"),
        manager=None,
        confirmed=True,
        by="test",
        now=timezone.now(),
    )
    Organisation.objects.filter(pk=waiting.pk).update(unit=old)
    return old


def _of_the_commune(unit, today) -> dict[str, object]:
    """What the office keeps of a commune, and what its province counts as digital."""
    named = KeyProductPaper(name="Lúa hữu cơ", legal_basis="Quyết định mẫu", valid_from=today)
    product = add_key_product(unit=unit, paper=named, by="test")
    roster = make_roster(unit=unit, kind="producing", counted_on=today, by="test", today=today)
    households = [Household("H-001", "trồng lúa", "Nguyễn Văn Hộ", today)]
    record_households(roster=roster, households=households, by="test", today=today)
    household = roster.households.get()
    publish_definition(
        province=unit.parent,
        kinds=["traceability", "e_invoice"],
        at_least=1,
        legal_basis="Văn bản mẫu",
        source_text="Lời mẫu",
        valid_from=today,
        by="test",
    )
    return {
        "cooperatives:key_products:pk": unit.pk,
        "cooperatives:rosters:pk": unit.pk,
        "cooperatives:correct_key_product:pk": product.pk,
        "cooperatives:end_key_product:pk": product.pk,
        "cooperatives:roster:pk": roster.pk,
        "cooperatives:change_household:pk": household.pk,
        "api:household_id": household.pk,
        "api:/units/{code}/key-products/{product_id}:product_id": product.pk,
        "api:/units/{code}/key-products/{product_id}/end:product_id": product.pk,
        "api:roster_id": roster.pk,
    }


def _bodies(coop, rice, harvest, today) -> dict[str, Any]:
    place, day = coop.unit.code, str(today)
    plots = list(harvest.plots.values_list("pk", flat=True))
    organisation = {"name": "HTX A", "kind": "farm", "commune": place, "address": "Thôn 1"}
    package = {"name": "Gạo nếp", "net_content": "1", "content_unit": "kg"}
    amount = {"quantity": "5", "unit": "kg"}
    square = [[107.30, 16.69], [107.301, 16.69], [107.301, 16.691], [107.30, 16.69]]
    plot = {"type": "Polygon", "coordinates": [square]}
    certificate = {
        "kind": "vietgap",
        "number": "VG-2",
        "issuer": "Trung tâm",
        "valid_from": day,
    }
    return record_bodies(today, harvest.area) | {
        "POST /certificates": certificate | {"owner": coop.key},
        "PUT /certificates/{key}": certificate,
        "POST /certificates/{key}/withdrawal": {"withdrawn_on": day, "reason": "Hết hạn"},
        "POST /units/{code}/villages": {"name": "Đông", "on": "2026-01-01"},
        "POST /officers/duties": {"username": "chi", "unit": place, "duty": "targets"},
        "POST /officers/invitations": {
            "full_name": "Hoa",
            "unit": place,
            "duties": ["targets"],
        },
        "POST /organisations": organisation,
        "POST /units/{code}/key-products": {
            "name": "Ném",
            "legal_basis": "Quyết định mẫu",
            "valid_from": day,
        },
        "PUT /units/{code}/key-products/{product_id}": {
            "name": "Lúa",
            "legal_basis": "Quyết định mẫu",
            "valid_from": day,
            "reason": "Ghi sai tên",
            "version": 1,
        },
        "POST /units/{code}/key-products/{product_id}/end": {"last_day": day},
        "POST /units/{code}/rosters": {"kind": "trading", "counted_on": day},
        "PUT /units/{code}/rosters/{roster_id}/households/{household_id}": {
            "what": "lúa",
            "version": 1,
        },
        "POST /units/{code}/rosters/{roster_id}/households": [{"code": "H-2", "what": "ném"}],
        "POST /digital-definitions": {
            "province": coop.unit.parent.code,
            "kinds": ["website"],
            "at_least": 1,
            "legal_basis": "Văn bản mẫu",
            "valid_from": str(today + timedelta(days=1)),
        },
        "PUT /organisations/{organisation_id}": organisation | {"version": 1},
        "PUT /organisations/{organisation_id}/reference": {"reference": "T-1", "version": 1},
        "POST /organisations/{organisation_id}/decline": {"reason": "Thiếu giấy"},
        "POST /organisations/{organisation_id}/people": {"username": "chi", "role": "viewer"},
        "PUT /organisations/{organisation_id}/people/{person_id}": {"role": "viewer"},
        "POST /organisations/{organisation_id}/members": {"full_name": "Hồ Văn Nam"},
        "PUT /organisations/{organisation_id}/members/{member_id}": {
            "full_name": "Hồ Nam",
            "version": 1,
        },
        "POST /organisations/{organisation_id}/members/{member_id}/left": {"left_on": day},
        "POST /organisations/{organisation_id}/invitations": {
            "full_name": "Hoa",
            "role": "manager",
        },
        "POST /growing-areas": {
            "organisation_id": coop.pk,
            "name": "Đồng mới",
            "crop": harvest.area.crop.code,
            "unit": place,
        },
        "PUT /growing-areas/{area_id}": {
            "name": "Đồng lớn",
            "crop": harvest.area.crop.code,
            "unit": place,
            "version": 1,
        },
        "POST /growing-areas/{area_id}/plots": {"geometry": plot},
        "POST /growing-areas/{area_id}/plots/collection": {
            "type": "FeatureCollection",
            "features": [{"type": "Feature", "properties": {"name": "X"}, "geometry": plot}],
        },
        "POST /growing-areas/{area_id}/codes": {
            "code": "VN-X",
            "issuer": "Chi cục",
            "granted_on": day,
        },
        "POST /growing-areas/{area_id}/codes/applications": {"market": "JP"},
        "PUT /growing-areas/{area_id}/codes/{code_id}/application": {"market": "US"},
        "POST /growing-areas/{area_id}/codes/{code_id}/acts": {
            "act": "suspend",
            "act_number": "12/QĐ",
            "reason": "Vi phạm",
        },
        "POST /growing-areas/{area_id}/codes/{code_id}/confirmation": {"confirmed": True},
        "POST /growing-areas/{area_id}/harvests": {
            "plot_ids": plots,
            "harvested_on": day,
            "kilograms": "7",
        },
        "POST /growing-areas/{area_id}/diary": {
            "entries": [
                {
                    "client_id": str(uuid4()),
                    "captured_at": f"{day}T00:00:00+07:00",
                    "job": "pruning",
                    "done_on": day,
                    "plot_ids": plots,
                }
            ]
        },
        "POST /growing-areas/{area_id}/harvests/{harvest_id}/override": {"reason": "Mẫu đạt"},
        "POST /growing-areas/{area_id}/seasons": SEASON_BODY,
        "PUT /seasons/{season_id}": SEASON_BODY | {"version": 1},
        "POST /seasons/{season_id}/closing": {
            "real_kilograms": "900",
            "note": "Hao hụt",
            "version": 1,
        },
        "POST /products": package | {"organisation_id": coop.pk},
        "PUT /products/{product_id}": package | {"version": 1},
        "POST /received-materials": amount
        | {
            "organisation_id": coop.pk,
            "name": "Mật ong",
            "kind": "honey",
            "supplier": "Hộ ông Bảy",
            "origin": "xã Hải Lăng",
            "received_on": day,
        },
        "POST /batches": amount
        | {
            "product_id": rice.pk,
            "lot": "L9",
            "produced_on": day,
            "inputs": [{"harvest_id": harvest.pk, "quantity": "5"}],
        },
        "POST /batches/{batch_id}/labels": {"count": 1},
        "POST /batches/{batch_id}/sales": {"packages": 1, "sold_on": day},
        "POST /label-sheets": SHEET | {"organisation_id": coop.pk, "name": "Tờ khác"},
        "PUT /label-sheets/{sheet_id}": SHEET,
        "POST /label-templates": {
            "organisation_id": coop.pk,
            "name": "Mẫu B",
            "design": DESIGN,
        },
        "PUT /label-templates/{template_id}": {"name": "Mẫu A", "design": DESIGN},
        "POST /label-templates/preview": {"design": DESIGN},
        "POST /label-runs/{run_id}/files": {"kind": "xlsx"},
        "POST /printers": PRINTER | {"organisation_id": coop.pk, "name": "Máy khác"},
        "PUT /printers/{printer_id}": PRINTER,
        "POST /split-units/{unit_id}/records": {
            "keys": [Organisation.objects.get(unit__code="19796").key],
            "commune": place,
        },
        "PUT /imports/{import_id}/mapping": {"mapping": {"name": 0, "net_content": 1}},
        "POST /imports/{import_id}/apply": {},
        "POST /notices/read": {},
        "POST /sales/{sale_id}/correction": {"packages": 1, "sold_on": day},
    }


def operations() -> list[tuple[str, str]]:
    """Method and path of every operation of the API: ("GET", "/batches/{batch_id}")."""
    paths = api.get_openapi_schema()["paths"]
    return [
        (method.upper(), path.removeprefix("/api/v1"))
        for path, methods in paths.items()
        for method in methods
    ]


def operation_path(path: str, known: dict[str, object]) -> str:
    """The whole address of an operation, its arguments filled in."""
    values = {
        argument: next(
            known[key]
            for key in (f"api:{path}:{argument}", f"api:{argument}", argument)
            if key in known
        )
        for argument in re.findall(r"{(\w+)}", path)
    }
    return "/api/v1" + path.format(**values) + str(known.get(f"api:{path}?", ""))


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
        (f"{room.namespace}:{page.name}" if room.namespace else page.name, str(page.pattern))
        for room in get_resolver().url_patterns
        if isinstance(room, URLResolver)
        and (room.namespace in ROOMS or room.urlconf_name is sign_in_urls)
        for page in room.url_patterns
        # The page behind a link for a new password is opened by tests/test_sign_in.py.
        if isinstance(page, URLPattern)
        and page.name not in (None, "account_reset_password_from_key")
    ]
