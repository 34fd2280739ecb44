"""Pages of what an organisation does: the same three for every kind of record."""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.access import key_of
from common.forms import accepted, uploaded
from cooperatives import services
from cooperatives.forms import (
    ContractForm,
    DigitalUseForm,
    EndContractForm,
    EndForm,
    PropertyForm,
    RecordForm,
    YearForm,
)
from cooperatives.keeping import may_keep, require_keeper
from cooperatives.models import (
    DatedRecord,
    DigitalUse,
    IntellectualProperty,
    LinkageContract,
    OfOrganisation,
    Organisation,
    OrganisationRecord,
    YearFigures,
)


@dataclass(frozen=True)
class RecordPages:
    """What the pages of one kind of record differ in: its table, its form and its words."""

    model: type[OrganisationRecord]
    form: type[RecordForm]
    heading: str | Promise
    add: str | Promise
    change: str | Promise
    end: str | Promise = ""


PAGES: Mapping[str, RecordPages] = {
    "digital_use": RecordPages(
        DigitalUse,
        DigitalUseForm,
        gettext_lazy("Công nghệ số"),
        gettext_lazy("Thêm ứng dụng công nghệ số"),
        gettext_lazy("Sửa ứng dụng công nghệ số"),
        gettext_lazy("Kết thúc ứng dụng công nghệ số"),
    ),
    "linkage_contract": RecordPages(
        LinkageContract,
        ContractForm,
        gettext_lazy("Hợp đồng liên kết"),
        gettext_lazy("Thêm hợp đồng liên kết"),
        gettext_lazy("Sửa hợp đồng liên kết"),
        gettext_lazy("Chấm dứt hợp đồng liên kết"),
    ),
    "year_figures": RecordPages(
        YearFigures,
        YearForm,
        gettext_lazy("Lao động và doanh thu"),
        gettext_lazy("Thêm số liệu năm"),
        gettext_lazy("Sửa số liệu năm"),
    ),
    "intellectual_property": RecordPages(
        IntellectualProperty,
        PropertyForm,
        gettext_lazy("Thương hiệu, sở hữu trí tuệ"),
        gettext_lazy("Thêm thương hiệu, sở hữu trí tuệ"),
        gettext_lazy("Sửa thương hiệu, sở hữu trí tuệ"),
        gettext_lazy("Kết thúc thương hiệu, sở hữu trí tuệ"),
    ),
}


@dataclass(frozen=True)
class RecordRow:
    """A record on its organisation's page: the words and tone of how it stands today, and the
    addresses of the pages that change it, empty for who may not."""

    record: OrganisationRecord
    words: str
    tone: str
    change: str
    end: str


@dataclass(frozen=True)
class Section:
    """The records of one kind on the organisation's page."""

    word: str
    heading: str | Promise
    rows: list[RecordRow]
    add: str
    add_words: str | Promise


def sections(request: HttpRequest, organisation: Organisation) -> dict[str, object]:
    """What `cooperatives/activities.html` shows on the page of `organisation`."""
    today = timezone.localdate()
    keeps = may_keep(request.user, organisation, today)
    return {
        "activities": [
            Section(
                word,
                pages.heading,
                [
                    _row(record, pages, today, keeps=keeps)
                    for record in _rows(pages).filter(organisation=organisation)
                ],
                reverse(f"cooperatives:add_{word}", kwargs={"pk": organisation.pk})
                if keeps
                else "",
                pages.add,
            )
            for word, pages in PAGES.items()
        ]
    }


@login_required
def add(request: HttpRequest, pk: int, word: str) -> HttpResponse:
    """Enter a record of an organisation; for who keeps its records."""
    organisation = get_object_or_404(Organisation.objects.visible_to(request.user), pk=pk)
    require_keeper(request.user, organisation, timezone.localdate())
    pages = PAGES[word]
    form = pages.form(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        record = accepted(
            form,
            services.add_record,
            organisation=organisation,
            facts=form.facts(),
            document=uploaded(form),
            by=key_of(request.user),
            now=timezone.now(),
        )
        if record:
            return _done(request, organisation, _("Đã ghi vào hồ sơ của tổ chức."))
    return _form_page(request, form, organisation, pages.add)


@login_required
def change(request: HttpRequest, pk: int, word: str) -> HttpResponse:
    """Put a record right; its history keeps how it stood."""
    pages = PAGES[word]
    record = _kept(request, pages, pk)
    form = pages.form(request.POST or None, request.FILES or None, row=record)
    if request.method == "POST" and form.is_valid():
        changed = accepted(
            form,
            services.change_record,
            record=record,
            facts=form.facts(),
            version=form.version,
            document=uploaded(form),
            by=key_of(request.user),
        )
        if changed:
            return _done(request, record.organisation, _("Đã lưu thay đổi."))
    lead = _("Bản trước khi sửa vẫn còn trong lịch sử. Không chọn tệp thì tệp cũ được giữ.")
    return _form_page(request, form, record.organisation, pages.change, lead)


@login_required
def end(request: HttpRequest, pk: int, word: str) -> HttpResponse:
    """Say on which day a record held for the last time; of a contract also why."""
    pages = PAGES[word]
    record = _kept(request, pages, pk)
    is_contract = isinstance(record, LinkageContract)
    form = (EndContractForm if is_contract else EndForm)(request.POST or None)
    if request.method == "POST" and form.is_valid():
        named = {"contract" if is_contract else "record": record}
        done: DatedRecord | None = accepted(
            form,
            services.end_contract if is_contract else services.end_record,
            **named,
            **form.cleaned_data,
            by=key_of(request.user),
        )
        if done:
            return _done(request, record.organisation, _("Đã ghi ngày cuối cùng."))
    return _form_page(request, form, record.organisation, pages.end, str(record))


def _rows(pages: RecordPages) -> OfOrganisation:
    rows = pages.model._default_manager.select_related("organisation")
    assert isinstance(rows, OfOrganisation)
    return rows


def _row(
    record: OrganisationRecord, pages: RecordPages, today: datetime.date, *, keeps: bool
) -> RecordRow:
    words, tone = _standing(record, today)
    names = {"change": keeps, "end": keeps and bool(pages.end) and tone != "bad"}
    addresses = [
        reverse(f"cooperatives:{name}_{record.word}", kwargs={"pk": record.pk}) if may else ""
        for name, may in names.items()
    ]
    return RecordRow(record, words, tone, *addresses)


def _standing(record: OrganisationRecord, today: datetime.date) -> tuple[str, str]:
    """How a dated record stands today, in words and as a tone; empty for figures of a year."""
    if not isinstance(record, DatedRecord):
        return "", ""
    if isinstance(record, LinkageContract) and record.ended_on and record.ended_on <= today:
        return _("chấm dứt trước hạn"), "bad"
    if record.valid_to and record.valid_to <= today:
        return _("đã kết thúc"), "bad"
    if record.valid_from > today:
        return _("chưa đến ngày"), "wait"
    return _("đang có hiệu lực"), "good"


def _kept(request: HttpRequest, pages: RecordPages, pk: int) -> OrganisationRecord:
    """The record, when the person may see it; only for who keeps the records."""
    record = get_object_or_404(_rows(pages).visible_to(request.user), pk=pk)
    require_keeper(request.user, record.organisation, timezone.localdate())
    return record


def _done(request: HttpRequest, organisation: Organisation, said: str) -> HttpResponse:
    messages.success(request, said)
    return redirect("cooperatives:detail", pk=organisation.pk)


def _form_page(
    request: HttpRequest,
    form: RecordForm | EndForm,
    organisation: Organisation,
    title: str | Promise,
    lead: str = "",
) -> HttpResponse:
    return render(
        request,
        "cooperatives/record_form.html",
        {"form": form, "organisation": organisation, "title": title, "lead": lead},
    )
