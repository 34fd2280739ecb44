"""An installation of its own whose workers may be killed: `python -m tests.killing <what>`.

The functions below run in that installation; each answers with one line of JSON.
"""

import hashlib
import io
import json
import sys
from collections.abc import Callable
from decimal import Decimal
from uuid import uuid4

import django
from django.conf import settings

django.setup()  # before anything with tables is imported

from django.db import transaction  # noqa: E402
from django.utils import timezone  # noqa: E402

from accounts.models import User  # noqa: E402
from cooperatives.models import Membership, Organisation  # noqa: E402
from cooperatives.services import Particulars, register_organisation  # noqa: E402
from growing_areas.models import Crop, DiaryEntry, GrowingAreaCode  # noqa: E402
from growing_areas.services import CodePaper, register_area, register_code  # noqa: E402
from labels.layout import LabelText  # noqa: E402
from labels.models import LabelRun  # noqa: E402
from labels.pdf import Setup, write_sheets  # noqa: E402
from labels.services import issue_run, labels_of, start_printing  # noqa: E402
from places.models import Unit  # noqa: E402
from portal import imports  # noqa: E402
from portal.audit import bundle as bundles  # noqa: E402
from products.models import Product  # noqa: E402
from products.services import Description, add_product  # noqa: E402
from records import jobs, working  # noqa: E402
from records.imports import set_mapping  # noqa: E402
from records.models import Document, Import, LogEntry  # noqa: E402
from records.verification import first_broken_link, stored_entries  # noqa: E402
from tests.conftest import make_unit  # noqa: E402
from tests.tasks import count_once  # noqa: E402

TEXT = LabelText(name="Gạo", organisation="HTX Lúa Hải Lăng")


def _organisation():
    """A cooperative of a commune."""
    province = make_unit("44", "Quảng Trị", "tỉnh", Unit.Level.PROVINCE, None)
    commune = make_unit("19702", "Hải Lăng", "xã", Unit.Level.COMMUNE, province)
    return register_organisation(
        particulars=Particulars(
            name="HTX Lúa Hải Lăng",
            kind=Organisation.Kind.COOPERATIVE,
            unit=commune,
            address="",
        ),
        manager=None,
        by="test",
        now=timezone.now(),
    )


def ask_count(gate, result):
    """Ask for the counting job."""
    job = jobs.ask(
        kind="test",
        owner="test:1",
        by="test",
        total=10,
        task=count_once,
        arguments=[gate, result],
    )
    return {"job": str(job.pk)}


def ask_sheet(count):
    """Ask for the sheet of a run of `count` labels."""
    organisation = _organisation()
    product = add_product(
        organisation=organisation,
        description=Description(name="Gạo", net_content=Decimal(5), content_unit="kg"),
        by="test",
    )
    with transaction.atomic():
        run = issue_run(
            product=product,
            count=int(count),
            sheet="a4-24",
            text=TEXT,
            lot="",
            by="test",
            request=uuid4(),
        )
        job = start_printing(run=run, by="test")
    return {"job": str(job.pk), "run": run.pk}


def sheets(run_id):
    """The digests of the sheets that are kept of a run, and of one drawn now."""
    run = LabelRun.objects.get(pk=run_id)
    drawn = io.BytesIO()
    write_sheets(
        drawn,
        setup=Setup(run.paper, LabelText(**run.text)),
        labels=((label.serial, label.link) for label in labels_of(run)),
        count=run.count,
        fonts=settings.LABEL_FONT_DIR,
    )
    return {
        "kept": list(Document.objects.filter(owner=run.key).values_list("sha256", flat=True)),
        "drawn": hashlib.sha256(drawn.getvalue()).hexdigest(),
    }


def ask_import(count):
    """Ask for the writing of a file of `count` products that was checked."""
    organisation = _organisation()
    user = User.objects.create_user("an")
    Membership.objects.create(
        organisation=organisation,
        user=user,
        role=Membership.Role.MANAGER,
        began_at=timezone.now(),
    )
    kind = imports.KINDS["san-pham"]
    lines = "\n".join(f"R{number},Hàng {number},1,kg" for number in range(int(count)))
    header = "Mã riêng,Tên sản phẩm,Khối lượng tịnh,Đơn vị"
    file = io.BytesIO(f"{header}\n{lines}\n".encode())
    source = imports.take_in(user=user, kind=kind, owner="", name="sp.csv", content=file)
    set_mapping(source=source, kind=kind, mapping=source.mapping, by=user.key)
    imports.ask_check(source, user.key)
    working.do_now(source.job)
    source.refresh_from_db()
    imports.ask_apply(source, user.key, all_or_nothing=False)
    return {"job": str(source.job_id), "import": source.pk}


def imported(import_id):
    """How an import stands: its state, what there is of it, and the first broken link."""
    source = Import.objects.get(pk=import_id)
    told = LogEntry.objects.filter(action="products.product_added")
    return {
        "state": source.state,
        "products": Product.objects.count(),
        "applied": source.rows.filter(applied=True).count(),
        "told": told.count(),
        "told_once": told.values("subject").distinct().count(),
        "ended": LogEntry.objects.filter(action="records.import_applied").count(),
        "broken": str(first_broken_link(stored_entries())),
    }


def ask_bundle(count):
    """Ask for the whole audit file of a code whose diary has `count` entries."""
    organisation = _organisation()
    today, now = timezone.localdate(), timezone.now()
    crop = Crop.objects.create(code="lua", name="lúa", name_en="rice", perennial=False)
    area = register_area(
        organisation=organisation,
        name="Đồng",
        crop=crop,
        unit=organisation.unit,
        by="test",
        today=today,
    )
    paper = CodePaper(code="VN-X", issuer="Chi cục", granted_on=today)
    code = register_code(area=area, paper=paper, by="test", today=today)
    DiaryEntry.objects.bulk_create(
        DiaryEntry(
            client_id=uuid4(),
            area=area,
            job="irrigation",
            done_on=today,
            captured_at=now,
            received_at=now,
            note=f"Lần {number}",
            by="test",
        )
        for number in range(int(count))
    )
    user = User.objects.create_superuser("kiem-tra", password="kiem-tra")
    bundle = bundles.ask(code=code, user=user)
    return {"job": str(bundle.job_id), "code": code.pk}


def bundles_of(code_id):
    """The digests of the audit files that are kept of a code, and of one made now."""
    code = GrowingAreaCode.objects.get(pk=code_id)
    kept = list(code.audit_bundles.values_list("document__sha256", flat=True))
    bundle = bundles.ask(code=code, user=User.objects.get())
    working.do_now(bundle.job)
    bundle.refresh_from_db()
    return {"kept": kept, "made": bundle.document.sha256}


ANSWERS: dict[str, Callable[..., dict]] = {
    "ask_bundle": ask_bundle,
    "ask_count": ask_count,
    "bundles_of": bundles_of,
    "ask_import": ask_import,
    "ask_sheet": ask_sheet,
    "imported": imported,
    "sheets": sheets,
}

if __name__ == "__main__":
    sys.stdout.write(json.dumps(ANSWERS[sys.argv[1]](*sys.argv[2:])))
