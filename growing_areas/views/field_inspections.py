"""The inspector's pages: answering in the field, and ending the inspection."""

import uuid

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.access import key_of
from common.errors import RuleError
from common.forms import accepted
from growing_areas import services
from growing_areas.access import require_inspector
from growing_areas.inspection_forms import EndForm, ItemForm, SignatureForm
from growing_areas.models import ChecklistItem, Inspection, InspectionAnswer
from growing_areas.services import Answer, Capture
from growing_areas.views.field import kept_on_the_phone
from growing_areas.views.inspections import visible_inspections
from records.documents import Upload

NOTHING = Answer()


def _inspection(request: HttpRequest, pk: int) -> Inspection:
    """The inspection, for who may make it."""
    inspection = get_object_or_404(visible_inspections(request), pk=pk)
    require_inspector(request.user, inspection.area, timezone.localdate())
    return inspection


@login_required
@kept_on_the_phone
def perform(request: HttpRequest, pk: int) -> HttpResponse:
    """All questions in one form, for a phone; with script each answer is sent by itself."""
    inspection = _inspection(request, pk)
    if not inspection.is_standing:
        return redirect("growing_areas:inspection", pk=pk)
    items = list(inspection.checklist.items.order_by("place"))
    signature = SignatureForm(request.POST or None, request.FILES or None)
    faults: dict[str, str] = {}
    if request.method == "POST":
        faults = _saved(request, inspection, items, signature)
        if not faults and signature.is_valid():
            messages.success(request, _("Đã lưu các câu trả lời."))
            if "end" in request.POST:
                return redirect("growing_areas:end_inspection", pk=pk)
            return redirect("growing_areas:perform_inspection", pk=pk)
    answers = {answer.item_id: answer for answer in services.current_answers(inspection)}
    photos = list(inspection.photos.select_related("document"))
    return render(
        request,
        "growing_areas/perform.html",
        {
            "inspection": inspection,
            "questions": [
                (
                    item,
                    answers.get(item.pk),
                    [photo for photo in photos if photo.item_id == item.pk],
                    faults.get(item.code, ""),
                )
                for item in items
            ],
            "other_photos": [photo for photo in photos if photo.item_id is None],
            "fault": faults.get("", ""),
            "signature_form": signature,
            "signature": inspection.signatures.select_related("document").last(),
            "position": inspection.positions.last(),
        },
    )


def _saved(
    request: HttpRequest,
    inspection: Inspection,
    items: list[ChecklistItem],
    signature: SignatureForm,
) -> dict[str, str]:
    """Keep what the form brought that is new; what could not be kept, by its question."""
    standing = {answer.item_id: answer for answer in services.current_answers(inspection)}
    faults: dict[str, str] = {}
    for item in items:
        form = ItemForm(request.POST, request.FILES, item=item)
        if not form.is_valid():
            faults[item.code] = " ".join(
                str(error) for errors in form.errors.values() for error in errors
            )
            continue
        answer, photo = form.answer(), form.cleaned_data["photo"]
        try:
            if answer != _as_said(standing.get(item.pk)):
                services.record_answer(
                    inspection=inspection, item=item, answer=answer, capture=_capture(request)
                )
            if photo:
                services.add_inspection_photo(
                    inspection=inspection,
                    item=item,
                    photo=_upload(photo),
                    capture=_capture(request),
                )
        except RuleError as error:
            faults[item.code] = error.message
    if signature.is_valid() and signature.cleaned_data["signature"]:
        said = signature.cleaned_data
        accepted(
            signature,
            services.sign_inspection,
            inspection=inspection,
            picture=_upload(said["signature"]),
            name=said["signer_name"],
            role=said["signer_role"],
            capture=_capture(request),
        )
    return faults


def _as_said(answer: InspectionAnswer | None) -> Answer:
    if answer is None:
        return NOTHING
    return Answer(
        choice=answer.choice, measure=answer.measure, text=answer.text, note=answer.note
    )


def _capture(request: HttpRequest) -> Capture:
    now = timezone.now()
    return Capture(client_id=uuid.uuid4(), captured_at=now, now=now, by=key_of(request.user))


def _upload(file: UploadedFile) -> Upload:
    return file.name or "", file


@login_required
def end(request: HttpRequest, pk: int) -> HttpResponse:
    """Look at what was found, and end the inspection."""
    inspection = _inspection(request, pk)
    form = EndForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        found = accepted(
            form,
            services.close_inspection,
            inspection=inspection,
            closing=form.closing(),
            by=key_of(request.user),
            now=timezone.now(),
        )
        if found is not None:
            messages.success(request, _("Đã kết thúc cuộc kiểm tra; tổ chức được báo."))
            return redirect("growing_areas:inspection", pk=pk)
        inspection.refresh_from_db()
    answers = services.current_answers(inspection)
    return render(
        request,
        "growing_areas/end_inspection.html",
        {
            "inspection": inspection,
            "form": form,
            "wrong": [answer for answer in answers if answer.is_wrong],
            "unanswered": services.unanswered_items(inspection),
            "missing": len(services.missing_items(inspection)),
            "signature": inspection.signatures.last(),
            "person": key_of(request.user),
        },
    )
