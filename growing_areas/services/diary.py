"""Writing the field diary: entries as they arrive, their corrections, their photos."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from typing import IO
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from common.db import one_writer
from common.errors import BadInput, RuleError
from common.text import day, nfc
from growing_areas.cautions import bans_on
from growing_areas.models import (
    DiaryEntry,
    DiaryPhoto,
    DiaryPlot,
    Finding,
    GrowingArea,
    Harvest,
    Plot,
)
from growing_areas.models.rules import Certainty
from growing_areas.plot_sentences import called
from growing_areas.services.areas import record_harvest
from growing_areas.services.findings import raise_finding
from growing_areas.services.intervals import find_harvests_inside
from growing_areas.services.work import Job, Work
from records.documents import store_picture
from records.services import bump, log
from records.snapshots import snapshot

MOST_PHOTOS = 10


@dataclass(frozen=True)
class Recorded:
    """known: the entry had arrived before, and nothing was written now."""

    entry: DiaryEntry
    known: bool = False


def record_work(
    *,
    area: GrowingArea,
    plots: Sequence[Plot],
    work: Work,
    by: str,
    now: datetime.datetime,
    corrects: DiaryEntry | None = None,
) -> Recorded:
    """Enter a piece of work on `plots` of `area`; the same client_id again gives it as it is.

    corrects: the entry that this one replaces; it stays, struck through. A harvest is recorded
    as such; a spraying that turns out to precede a recorded harvest too closely, and an input
    that a market of the area's codes bans, raise findings.
    Raises BadInput or BrokenRules of `Work.checked`, "growing_areas.diary_without_plots";
    RuleError "growing_areas.diary_plot_of_another", "growing_areas.client_id_taken",
    "growing_areas.entry_corrected_before", "growing_areas.harvest_not_corrected_here", and
    what `record_harvest` raises.
    """
    chosen = sorted(set(plots), key=lambda plot: plot.pk)
    with transaction.atomic():
        one_writer(f"growing_areas.diary:{work.client_id}")
        known = DiaryEntry.objects.filter(client_id=work.client_id).first()
        if known is not None:
            return Recorded(_same_area(known, area), known=True)
        columns = work.checked(area, now)
        _check_plots(area, chosen)
        one_writer(f"{area.key}.harvests")
        _check_correction(area, work, corrects)
        entry = DiaryEntry.objects.create(
            **columns,
            client_id=work.client_id,
            area=area,
            harvest=_harvested(area, chosen, work, by, now),
            corrects=corrects,
            received_at=now,
            by=by,
        )
        DiaryPlot.objects.bulk_create(DiaryPlot(entry=entry, plot=plot) for plot in chosen)
        if entry.job == Job.SPRAYING:
            find_harvests_inside(entry, chosen, by)
        _find_bans(entry, by)
        _log(entry, chosen, by)
    return Recorded(entry)


def _same_area(known: DiaryEntry, area: GrowingArea) -> DiaryEntry:
    if known.area_id != area.pk:
        raise RuleError(
            "growing_areas.client_id_taken",
            "Mã của mục nhật ký này đã dùng cho một mục khác. Hãy ghi lại thành mục mới.",
        )
    return known


def _check_plots(area: GrowingArea, plots: Sequence[Plot]) -> None:
    if not plots:
        raise BadInput(
            "growing_areas.diary_without_plots",
            f"Chưa chọn thửa nào của {area.name}. Hãy chọn ít nhất một thửa.",
            field="plots",
        )
    strange = next((plot for plot in plots if plot.area_id != area.pk), None)
    if strange:
        raise RuleError(
            "growing_areas.diary_plot_of_another",
            f"{called(strange.name)} không thuộc vùng trồng {area.name}. "
            "Hãy chọn thửa của đúng vùng trồng.",
            field="plots",
        )


def _check_correction(area: GrowingArea, work: Work, corrects: DiaryEntry | None) -> None:
    if corrects is None:
        return
    _same_area(corrects, area)
    if Job.HARVEST in (corrects.job, work.job):
        raise RuleError(
            "growing_areas.harvest_not_corrected_here",
            "Lần thu hoạch đã thành nguồn của lô hàng nên không sửa ở nhật ký được. "
            "Nếu ghi sai, hãy ghi rõ ở ghi chú của một mục mới và báo cơ quan quản lý mã số.",
        )
    if DiaryEntry.objects.filter(corrects=corrects).exists():
        raise RuleError(
            "growing_areas.entry_corrected_before",
            f"Mục {corrects.get_job_display()} ngày {day(corrects.done_on)} đã được sửa rồi. "
            "Hãy mở mục mới nhất và sửa mục đó.",
        )


def _harvested(
    area: GrowingArea, plots: Sequence[Plot], work: Work, by: str, now: datetime.datetime
) -> Harvest | None:
    if work.kilograms is None:
        return None
    return record_harvest(
        area=area,
        plots=plots,
        harvested_on=work.done_on,
        kilograms=work.kilograms,
        note=work.note,
        override_reason=work.override_reason,
        # Its client_id tells it from another that looks the same.
        may_be_a_repeat=False,
        by=by,
        today=timezone.localdate(now),
    )


def _find_bans(entry: DiaryEntry, by: str) -> None:
    """A finding for the office when a market of the area's codes bans what was used."""
    bans = bans_on(entry)
    if not bans:
        return
    read = any(ban.rule.certainty == Certainty.READ for ban in bans)
    raise_finding(
        area=entry.area,
        source=Finding.Source.BANNED_INPUT,
        # Only a document that somebody read moves a code by itself.
        severity=Finding.Severity.MAJOR if read else Finding.Severity.MINOR,
        text=f"{entry} dùng {entry.input_name}. " + " ".join(ban.sentence for ban in bans),
        cause=entry.key,
        by=by,
        now=entry.received_at,
    )


def _log(entry: DiaryEntry, plots: Sequence[Plot], by: str) -> None:
    old = entry.corrects
    log(
        chain=entry.area.organisation.key,
        action=f"growing_areas.diary_entry_{'corrected' if old else 'recorded'}",
        subject=entry.key,
        by=by,
        data={"area": entry.area.key} | ({"corrects": old.key} if old else {}),
        state=snapshot(entry, leave_out={"operator"}) | {"plots": [plot.key for plot in plots]},
        personal={f"{entry.key}:operator": {"name": entry.operator}}
        if entry.operator
        else None,
    )
    bump(entry.area.key)


@dataclass(frozen=True)
class KeptPhoto:
    """known: the photo had arrived before, and nothing was written now."""

    photo: DiaryPhoto
    known: bool = False


def add_photo(
    *,
    entry: DiaryEntry,
    client_id: UUID,
    name: str,
    content: IO[bytes],
    by: str,
    now: datetime.datetime,
) -> KeptPhoto:
    """Keep a photo of an entry, drawn anew without position data; once for each client_id.

    Raises BadInput when it is no picture; RuleError "growing_areas.too_many_photos",
    "growing_areas.client_id_taken".
    """
    with transaction.atomic():
        one_writer(f"growing_areas.diary:{client_id}")
        known = DiaryPhoto.objects.filter(client_id=client_id).first()
        if known is not None:
            if known.entry_id != entry.pk:
                raise RuleError(
                    "growing_areas.client_id_taken",
                    "Mã của ảnh này đã dùng cho một ảnh khác. Hãy chọn lại ảnh.",
                )
            return KeptPhoto(known, known=True)
        one_writer(f"{entry.key}.photos")
        if entry.photos.count() >= MOST_PHOTOS:
            raise RuleError(
                "growing_areas.too_many_photos",
                f"Mỗi mục nhật ký có nhiều nhất {MOST_PHOTOS} ảnh. Hãy bỏ bớt ảnh.",
                field="photos",
            )
        document = store_picture(
            owner=entry.key, name=nfc(name), content=content, by=by, field="photos"
        )
        photo = DiaryPhoto.objects.create(
            client_id=client_id, entry=entry, document=document, received_at=now
        )
        log(
            chain=entry.area.organisation.key,
            action="growing_areas.diary_photo_added",
            subject=entry.key,
            by=by,
            data={"document": str(document.pk), "sha256": document.sha256},
        )
    return KeptPhoto(photo)
