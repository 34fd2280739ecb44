"""What the tests of inspections share: the inspector, a short checklist, an inspection."""

import datetime
import io
import uuid

import pytest
from django.utils import timezone
from PIL import Image

from accounts.models import OfficerDuty, User
from growing_areas import services
from growing_areas.models import Checklist, ChecklistItem, Finding
from growing_areas.services import Answer, Capture, Closing, Plan
from tests.conftest import REFORM, make_officer

MINUTE = datetime.timedelta(minutes=1)


def make_checklist(**changes):
    """A list of one question of each kind, the first two about something that may be wrong."""
    checklist = Checklist.objects.create(
        **{
            "name": "Kiểm tra vùng trồng",
            "version": 1,
            "scope": "any",
            "kind": "growing_area",
            "minor_days": 15,
            "major_days": 7,
            "basis": "ví dụ",
            "certainty": "assumed",
            "valid_from": REFORM,
        }
        | changes
    )
    items = [
        {
            "code": "diary",
            "question": "Có nhật ký đồng ruộng không?",
            "kind": "yes_no",
            "required": True,
            "wrong": "no",
            "severity": "major",
            "finding": "Không có nhật ký đồng ruộng.",
        },
        {
            "code": "clean",
            "question": "Ruộng có sạch không?",
            "kind": "yes_no",
            "required": True,
            "wrong": "no",
            "severity": "minor",
            "finding": "Ruộng chưa được vệ sinh.",
        },
        {
            "code": "pests",
            "question": "Tỷ lệ cây bị hại",
            "kind": "measure",
            "unit": "%",
            "required": False,
            "at_most": 20,
            "severity": "minor",
            "finding": "Sâu bệnh nhiều hơn mức cho phép.",
        },
        {
            "code": "seen",
            "question": "Các hoạt chất đã thấy",
            "kind": "text",
            "required": False,
        },
        {"code": "photo", "question": "Ảnh chung", "kind": "photo", "required": False},
    ]
    ChecklistItem.objects.bulk_create(
        ChecklistItem(checklist=checklist, place=place, section="Nhật ký", **item)
        for place, item in enumerate(items, start=1)
    )
    return checklist


@pytest.fixture
def hoa(commune):
    """Hoa inspects for the commune."""
    return make_inspector(commune)


@pytest.fixture
def checklist(db):
    """The short list."""
    return make_checklist()


@pytest.fixture
def inspection(area, checklist, hoa, today):
    """One that Hoa makes today."""
    return planned(area, checklist, [hoa], today)


def planned(area, checklist, inspectors, day, **changes):
    """An inspection of `area`, planned for `day`; changes of its plan."""
    plan = Plan(checklist=checklist, planned_on=day, inspectors=inspectors, **changes)
    return services.plan_inspection(area=area, plan=plan, by="test", now=timezone.now())


def capture(minutes=0, by="test", client_id=None):
    """Something written down `minutes` after an hour ago."""
    now = timezone.now()
    return Capture(
        client_id=client_id or uuid.uuid4(),
        captured_at=now + (minutes - 60) * MINUTE,
        now=now,
        by=by,
    )


def answered(inspection, code, minutes=0, client_id=None, **says):
    """The answer to the question `code`."""
    return services.record_answer(
        inspection=inspection,
        item=inspection.checklist.items.get(code=code),
        answer=Answer(**says),
        capture=capture(minutes, client_id=client_id),
    )


def picture(name="anh.png", colour="green"):
    """A small picture, as a form or a phone brings it."""
    file = io.BytesIO()
    Image.new("RGB", (40, 30), colour).save(file, "PNG")
    file.seek(0)
    return name, file


def signed(inspection, minutes=50, **changes):
    """An signs on the screen."""
    values = {"name": "Nguyễn Thị An", "role": "giám đốc"} | changes
    return services.sign_inspection(
        inspection=inspection, picture=picture("ky.png"), capture=capture(minutes), **values
    )


def closed(inspection, by="test", **closing):
    """The findings of the inspection when it ends."""
    return services.close_inspection(
        inspection=inspection, closing=Closing(**closing), by=by, now=timezone.now()
    )


def done(inspection, diary="yes", clean="yes"):
    """All that must be answered, signed, and ended; its findings."""
    answered(inspection, "diary", choice=diary)
    answered(inspection, "clean", choice=clean)
    signed(inspection)
    return closed(inspection)


def inspections_of(area, today):
    """For tests that walk all pages: one inspection under way, one planned, a finding; the
    arguments of their addresses, and bodies for the API. Needs an inspector of the place."""
    duty = OfficerDuty.Duty.INSPECTION
    post = OfficerDuty.objects.filter(duty=duty, unit=area.unit).first()
    inspector = post.user if post else make_inspector(area.unit)
    checklist = make_checklist()
    under_way = planned(area, checklist, [inspector], today)
    answered(under_way, "diary", choice="no", note="Mất sổ.")
    answered(under_way, "clean", choice="yes")
    answered(under_way, "pests", measure=5)
    services.add_inspection_photo(inspection=under_way, photo=picture(), capture=capture())
    signed(under_way)
    waiting = planned(area, checklist, [inspector], today)
    finding = services.raise_finding(
        area=area,
        source=Finding.Source.OTHER,
        severity=Finding.Severity.MINOR,
        text="Bờ ruộng chưa phát cỏ.",
        by="test",
        now=timezone.now(),
        deadline=today,
    )
    services.answer_finding(finding=finding, answer="Đã phát.", by="test", now=timezone.now())
    plan = {
        "checklist_id": checklist.pk,
        "planned_on": str(today),
        "inspectors": [inspector.username],
    }
    known = {
        f"growing_areas:{page}:pk": finding.pk
        for page in ("finding", "answer_finding", "close_finding")
    }
    known |= {
        f"growing_areas:{page}:pk": under_way.pk
        for page in (
            "inspection",
            "inspection_report",
            "perform_inspection",
            "end_inspection",
        )
    }
    known |= {
        f"growing_areas:{page}:pk": waiting.pk
        for page in ("replan_inspection", "cancel_inspection")
    }
    known |= {
        "api:finding_id": finding.pk,
        "api:inspection_id": under_way.pk,
        "api:/inspections/{inspection_id}/plan:inspection_id": waiting.pk,
    }
    item = {
        "client_id": str(uuid.uuid4()),
        "captured_at": timezone.now().isoformat(),
        "kind": "answer",
        "item": "seen",
        "text": "abamectin",
    }
    bodies = {
        "POST /growing-areas/{area_id}/findings": {"text": "Cỏ rậm.", "severity": "minor"},
        "POST /findings/{finding_id}/answer": {"answer": "Đã phát cỏ."},
        "POST /findings/{finding_id}/close": {"reason": "Đã xem."},
        "POST /growing-areas/{area_id}/inspections": plan,
        "POST /inspections/plan": plan | {"area_ids": [area.pk]},
        "PUT /inspections/{inspection_id}/plan": plan,
        "POST /inspections/{inspection_id}/cancel": {"reason": "Mưa lũ"},
        "POST /inspections/{inspection_id}/close": {"conclusion": "Đạt"},
        "POST /inspections/{inspection_id}/items": {"items": [item]},
        "POST /inspections/{inspection_id}/announced": {"client_ids": []},
    }
    return known, bodies


def make_inspector(unit):
    """Hoa, where nobody inspects yet."""
    user = User.objects.create_user("hoa", password="hoa", full_name="Trần Thị Hoa")
    return make_officer(user, unit, OfficerDuty.Duty.INSPECTION)
