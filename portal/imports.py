"""Which kinds of files can be brought in, and the tasks that check, write and undo them."""

from collections import defaultdict
from collections.abc import Callable, Collection
from typing import IO, Any
from uuid import UUID

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django_tasks import task

from accounts.models import User
from common.errors import NotAllowed
from common.spreadsheets import Column, write_template, write_xlsx
from cooperatives.importing import (
    Households,
    Members,
    Organisations,
    Scope,
    scope_for,
    scopes_of,
)
from cooperatives.models import Organisation
from growing_areas.importing import GrowingAreas
from places.models import Unit
from products.importing import Products
from records import imports, jobs
from records.importing import ImportKind
from records.models import Import

KINDS: dict[str, ImportKind[Any]] = {
    kind.key: kind
    for kind in (Organisations(), Members(), GrowingAreas(), Products(), Households())
}


def kind_of(key: str) -> ImportKind[Any]:
    """The kind of files with this key; Http404 when there is none."""
    if key not in KINDS:
        raise Http404
    return KINDS[key]


def scopes_for(user: User) -> dict[str, Scope]:
    """For whom this person may bring files in, by key."""
    return scopes_of(user, timezone.now(), timezone.localdate())


def scope_named(user: User, owner: str) -> Scope:
    """The scope `owner` names; the only one there is when it is empty. Raises NotAllowed."""
    if not owner:
        only = list(scopes_for(user).values())
        if len(only) == 1:
            return only[0]
    return scope_for(user, owner, timezone.now(), timezone.localdate())


def scope_in(kind: ImportKind[Any], user: User, owner: str) -> Scope:
    """As `scope_named`, where files of `kind` may be brought in. Raises NotAllowed."""
    scope = scope_named(user, owner)
    if not kind.is_for(scope):
        raise NotAllowed("imports.not_of_this_kind", kind.refusal)
    return scope


def visible_import(user: Any, pk: int) -> Import:
    """An import that this person brought in; else Http404."""
    return get_object_or_404(
        Import.objects.visible_to(user).select_related("job", "document", "marked"), pk=pk
    )


def take_in(
    *, user: User, kind: ImportKind[Any], owner: str, name: str, content: IO[bytes]
) -> Import:
    """Take a file in for one organisation or office. Raises NotAllowed, BadInput."""
    scope = scope_in(kind, user, owner)
    return imports.start(kind=kind, owner=scope.owner, by=user.key, name=name, content=content)


def ask_check(source: Import, by: str) -> None:
    """Have a worker say what each row would do."""
    imports.ask_check(source=source, by=by, task=check_import)


def ask_apply(source: Import, by: str, *, all_or_nothing: bool) -> None:
    """Have a worker write the good rows."""
    imports.ask_apply(source=source, by=by, task=apply_import, all_or_nothing=all_or_nothing)


def ask_undo(source: Import, by: str) -> None:
    """Have a worker put back what was written."""
    imports.ask_undo(source=source, by=by, task=undo_import)


@task()
def check_import(job_id: str, import_id: int) -> None:
    """The worker's part of a check."""
    _run(job_id, import_id, imports.check)


@task()
def apply_import(job_id: str, import_id: int) -> None:
    """The worker's part of writing; taken up again where a killed worker stopped."""
    _run(job_id, import_id, imports.apply)


@task()
def undo_import(job_id: str, import_id: int) -> None:
    """The worker's part of undoing."""

    def undo(*, source: Import, kind: ImportKind[Any], scope: Scope, report: Any) -> None:
        imports.undo(source=source, kind=kind, report=report)

    _run(job_id, import_id, undo)


def _run(job_id: str, import_id: int, step: Callable[..., None]) -> None:
    def work(report: jobs.Report) -> None:
        source = Import.objects.select_related("job", "document").get(pk=import_id)
        # What the person may do is asked again: duties end.
        user = User.objects.get(pk=int(source.by.rpartition(":")[2]))
        scope = scope_for(user, source.owner, timezone.now(), timezone.localdate())
        step(source=source, kind=KINDS[source.kind], scope=scope, report=report)

    jobs.run(UUID(job_id), work)


def write_import_template(file: IO[bytes], kind: ImportKind[Any], scope: Scope) -> None:
    """An empty table of `kind` to fill in."""
    write_template(file, columns_for(kind, scope), lists=kind.lists(scope))


def write_export(file: IO[bytes], kind: ImportKind[Any], scope: Scope) -> None:
    """All rows in scope in the columns of the import: brought in again they change nothing."""
    write_xlsx(file, kind.all_columns, kind.export(scope), title=str(kind.title))


def columns_for(kind: ImportKind[Any], scope: Scope) -> list[Column]:
    """The columns of a template: without whose a row is where only one can be meant."""
    return [
        column
        for column in kind.columns
        if not (scope.organisation and column.key == "organisation")
    ]


def name_of_owner(owner: str, scopes: dict[str, Scope]) -> str:
    """For whom an import is, in words."""
    scope = scopes.get(owner)
    if scope is None:
        return owner
    return scope.organisation.name if scope.organisation else str(scope.office or "")


def names_of_owners(owners: Collection[str]) -> dict[str, str]:
    """For whom imports are, in words, by the keys of organisations and offices; two queries."""
    numbers: dict[str, set[int]] = defaultdict(set)
    for owner in owners:
        word, _colon, number = owner.partition(":")
        if number.isdigit():
            numbers[word].add(int(number))
    organisations = Organisation.objects.filter(pk__in=numbers["organisation"])
    offices = Unit.objects.filter(pk__in=numbers["unit"])
    names = {row.key: row.name for row in organisations}
    return names | {f"unit:{unit.pk}": unit.full_name for unit in offices}
