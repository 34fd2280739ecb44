"""Bringing files of rows in, over the API."""

import io
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from ninja import Field, File, Form, Router, Schema, Status, UploadedFile
from ninja.pagination import paginate

from accounts.models import User
from common.list_api import listed
from common.spreadsheets import XLSX_TYPE
from portal import imports
from portal.lists import IMPORTS
from records.imports import set_mapping
from records.models import Import, ImportRow

router = Router(tags=["imports"])


class JobOut(Schema):
    """How far the work is."""

    id: UUID
    state: str
    done: int
    total: int
    error: str


class ImportOut(Schema):
    """An import. mapping: for each column its place in the file, from 0; the counts are those
    of the last check, or of what was written; marked_id: the document to mend; kept_until: the
    last day on which it can be undone, after which what the file says goes (cleared_at)."""

    id: int
    kind: str
    owner: str
    state: Import.State
    headers: list[str]
    notes: list[str]
    mapping: dict[str, int]
    problem: str
    new: int
    changed: int
    unchanged: int
    conflict: int
    error: int
    job: JobOut | None
    marked_id: UUID | None
    created_at: datetime
    kept_until: date
    cleared_at: datetime | None


class MappingIn(Schema):
    """For each column the place of the file's column, from 0; null leaves the column out."""

    mapping: dict[str, int | None] = Field(max_length=100)


class ApplyIn(Schema):
    """all_or_nothing: write only when every row of the file is good."""

    all_or_nothing: bool = False


class RowOut(Schema):
    """One row of a file. findings: what is wrong, each with column, value, code, message.
    left_because: why undoing left it."""

    number: int
    outcome: ImportRow.Outcome
    values: dict[str, str]
    findings: list[dict[str, str]]
    subject: str
    applied: bool
    undone: str
    left_because: str


class KindOut(Schema):
    """A kind of files: its columns, and for whom the caller may bring them in."""

    key: str
    columns: list[dict[str, Any]]
    owners: list[str]


def _user(request: HttpRequest) -> User:
    assert isinstance(request.user, User)  # the API is private: somebody is signed in
    return request.user


@router.get("/kinds", response=list[KindOut])
def list_kinds(request: HttpRequest) -> list[KindOut]:
    """What can be brought in, in which columns, and for whom by the caller."""
    scopes = imports.scopes_for(_user(request))
    return [
        KindOut(
            key=kind.key,
            columns=[
                {"key": column.key, "header": column.header, "required": column.required}
                for column in kind.all_columns
            ],
            owners=[owner for owner, scope in scopes.items() if kind.is_for(scope)],
        )
        for kind in imports.KINDS.values()
    ]


@router.get("", response=list[ImportOut])
@paginate
@listed(IMPORTS)
def list_imports(request: HttpRequest) -> QuerySet[Import]:
    """What the caller brought in, newest first."""
    return Import.objects.visible_to(request.user).select_related("job")


@router.post("", response={201: ImportOut})
def upload(
    request: HttpRequest, kind: Form[str], file: File[UploadedFile], owner: Form[str] = ""
) -> Status:
    """Send a file, XLSX or CSV; answers with a guess of which column is which.

    owner: "organisation:12" or "unit:33"; may be left out by who has only one.
    """
    source = imports.take_in(
        user=_user(request),
        kind=imports.kind_of(kind),
        owner=owner,
        name=file.name or "",
        content=file,
    )
    return Status(201, source)


@router.get("/{import_id}", response=ImportOut)
def read_import(request: HttpRequest, import_id: int) -> Import:
    """One import and how far it is."""
    return imports.visible_import(request.user, import_id)


@router.put("/{import_id}/mapping", response={202: ImportOut})
def choose_mapping(request: HttpRequest, import_id: int, payload: MappingIn) -> Status:
    """Say which column is which, and have the file checked; nothing is written yet."""
    source = imports.visible_import(request.user, import_id)
    by = _user(request).key
    kind = imports.kind_of(source.kind)
    set_mapping(source=source, kind=kind, mapping=payload.mapping, by=by)
    imports.ask_check(source, by)
    return Status(202, source)


@router.post("/{import_id}/apply", response={202: ImportOut})
def apply(request: HttpRequest, import_id: int, payload: ApplyIn) -> Status:
    """Write what the check found good."""
    source = imports.visible_import(request.user, import_id)
    imports.ask_apply(source, _user(request).key, all_or_nothing=payload.all_or_nothing)
    return Status(202, source)


@router.post("/{import_id}/undo", response={202: ImportOut})
def undo(request: HttpRequest, import_id: int) -> Status:
    """Put back what the import wrote."""
    source = imports.visible_import(request.user, import_id)
    imports.ask_undo(source, _user(request).key)
    return Status(202, source)


@router.get("/{import_id}/rows", response=list[RowOut])
@paginate
def list_rows(
    request: HttpRequest, import_id: int, outcome: ImportRow.Outcome | None = None
) -> QuerySet[ImportRow]:
    """The rows of a file and what is wrong with them."""
    rows = imports.visible_import(request.user, import_id).rows.all()
    return rows.filter(outcome=outcome) if outcome else rows


@router.get("/kinds/{kind}/export")
def export(request: HttpRequest, kind: str, owner: str = "") -> HttpResponse:
    """Everything in scope as XLSX in the columns of the import."""
    wanted = imports.kind_of(kind)
    scope = imports.scope_in(wanted, _user(request), owner)
    content = io.BytesIO()
    imports.write_export(content, wanted, scope)
    return HttpResponse(content.getvalue(), content_type=XLSX_TYPE)
