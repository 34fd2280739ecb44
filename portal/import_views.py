import io
from collections.abc import Callable
from typing import IO, Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import FileResponse, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from accounts.list_pages import list_page
from accounts.models import User
from common.errors import RuleError
from common.forms import accepted
from common.spreadsheets import XLSX_TYPE, Column
from common.text import fold
from cooperatives.importing import Scope
from portal import imports
from portal.lists import IMPORTS
from records.importing import ImportKind
from records.imports import set_mapping
from records.models import Import, ImportRow

PAGE = 50
WRONG = (ImportRow.Outcome.ERROR, ImportRow.Outcome.CONFLICT)


class UploadForm(forms.Form):
    """What to bring in, for whom, and the file."""

    kind = forms.ChoiceField(label=gettext_lazy("Nhập gì"))
    owner = forms.ChoiceField(label=gettext_lazy("Nhập cho"))
    file = forms.FileField(
        label=gettext_lazy("Tệp"),
        widget=forms.FileInput(attrs={"accept": ".xlsx,.csv"}),
        help_text=gettext_lazy("Excel (.xlsx) hoặc CSV, nhiều nhất 10 MB và 50.000 dòng."),
    )

    def __init__(self, *args: Any, scopes: dict[str, Scope], **kwargs: Any):
        super().__init__(*args, **kwargs)
        kinds = [
            (kind.key, kind.title)
            for kind in imports.KINDS.values()
            if any(kind.is_for(scope) for scope in scopes.values())
        ]
        owners = [(key, imports.name_of_owner(key, scopes)) for key in scopes]
        for name, choices in (("kind", kinds), ("owner", owners)):
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            field.choices = choices
        if len(owners) == 1:
            self.fields["owner"].widget = forms.HiddenInput()
            self.initial["owner"] = owners[0][0]  # whatever the address asks for


class MappingForm(forms.Form):
    """For each of our columns, which column of the file it is."""

    def __init__(self, *args: Any, source: Import, kind: ImportKind[Any], **kwargs: Any):
        super().__init__(*args, **kwargs)
        places = [("", _("– không có trong tệp –"))]
        for place, header in enumerate(source.headers):
            said = header or _("Cột %(number)s") % {"number": place + 1}
            example = next((row[place] for row in source.sample if row[place : place + 1]), "")
            places.append((str(place), f"{said} ({example[:30]})" if example else said))
        for column in kind.all_columns:
            self.fields[column.key] = forms.TypedChoiceField(
                label=_(column.header),
                choices=places,
                coerce=int,
                empty_value=None,
                required=False,
                initial=source.mapping.get(column.key, ""),
                help_text=_("Dòng mới phải có.") if column.required else "",
            )


def _user(request: HttpRequest) -> User:
    assert isinstance(request.user, User)  # every page here asks for a sign-in
    return request.user


@login_required
def import_list(request: HttpRequest) -> HttpResponseBase:
    """Choose what to bring in and send the file; what was brought in before."""
    scopes = imports.scopes_for(_user(request))
    # A page that has nothing to show yet leads here with what to bring in and for whom.
    chosen = {"kind": request.GET.get("nhap", ""), "owner": request.GET.get("cho", "")}
    form = UploadForm(
        request.POST or None, request.FILES or None, scopes=scopes, initial=chosen
    )
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        source = accepted(
            form,
            imports.take_in,
            user=_user(request),
            kind=imports.kind_of(form.cleaned_data["kind"]),
            owner=form.cleaned_data["owner"],
            name=file.name,
            content=file,
        )
        if source:
            return redirect("portal:import_mapping", pk=source.pk)
    return list_page(
        request,
        IMPORTS,
        Import.objects.visible_to(request.user),
        "portal/imports.html",
        {"form": form, "scopes": scopes, "files": _files(scopes)},
    )


def _files(scopes: dict[str, Scope]) -> list[dict[str, Any]]:
    """The templates and exports that the person may take."""
    return [
        {
            "kind": kind,
            "owner": owner,
            "name": imports.name_of_owner(owner, scopes) if len(scopes) > 1 else "",
        }
        for kind in imports.KINDS.values()
        for owner, scope in scopes.items()
        if kind.is_for(scope)
    ]


@login_required
@require_safe
def template(request: HttpRequest, kind: str) -> FileResponse:
    """An empty table to fill in."""
    return _file(request, kind, imports.write_import_template, "mau")


@login_required
@require_safe
def export(request: HttpRequest, kind: str) -> FileResponse:
    """What is there already, to be changed and brought in again."""
    return _file(request, kind, imports.write_export, "du-lieu")


def _file(
    request: HttpRequest,
    key: str,
    write: Callable[[IO[bytes], ImportKind[Any], Scope], None],
    word: str,
) -> FileResponse:
    kind = imports.kind_of(key)
    scope = imports.scope_in(kind, _user(request), request.GET.get("cho", ""))
    content = io.BytesIO()
    write(content, kind, scope)
    content.seek(0)
    return FileResponse(
        content, as_attachment=True, filename=f"{word}-{key}.xlsx", content_type=XLSX_TYPE
    )


@login_required
def mapping(request: HttpRequest, pk: int) -> HttpResponse:
    """Say which column of the file is which; then the file is checked."""
    source = imports.visible_import(request.user, pk)
    kind = imports.kind_of(source.kind)
    form = MappingForm(request.POST or None, source=source, kind=kind)
    if request.method == "POST" and form.is_valid():
        try:
            set_mapping(
                source=source, kind=kind, mapping=form.cleaned_data, by=_user(request).key
            )
            imports.ask_check(source, _user(request).key)
        except RuleError as error:
            form.add_error(error.field if error.field in form.fields else None, error.message)
        else:
            return redirect("portal:import_detail", pk=pk)
    return render(
        request,
        "portal/import_mapping.html",
        {"source": source, "kind": kind, "form": form, "unused": _unused(source)},
    )


def _unused(source: Import) -> list[str]:
    """Headers of the file that mean no column of ours."""
    used = set(source.mapping.values())
    return [
        header
        for place, header in enumerate(source.headers)
        if header and place not in used and fold(header) not in ("stt", "tt")
    ]


@login_required
@require_safe
def import_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """What the file would do or did, all errors of it, and what comes next."""
    source = imports.visible_import(request.user, pk)
    if source.state == Import.State.UPLOADED:
        return redirect("portal:import_mapping", pk=pk)
    return render(request, "portal/import_detail.html", _shown(request, source))


@login_required
@require_safe
def progress(request: HttpRequest, pk: int) -> HttpResponse:
    """The changing part of the page of an import (htmx asks for it again and again)."""
    source = imports.visible_import(request.user, pk)
    return render(request, "portal/import_state.html", _shown(request, source))


def _shown(request: HttpRequest, source: Import) -> dict[str, Any]:
    kind = imports.kind_of(source.kind)
    columns = {column.key: column for column in kind.all_columns}
    working = source.job is not None and not source.job.is_finished
    wrong = source.rows.filter(outcome__in=WRONG)
    page = Paginator(wrong, PAGE).get_page(request.GET.get("trang"))
    left = source.rows.filter(undone=ImportRow.Undone.LEFT)
    return {
        "source": source,
        "kind": kind,
        "working": working,
        "page": page,
        "faults": [] if working else [_faults(row, columns) for row in page],
        "left": [] if working else left[:PAGE],
        "left_count": left.count(),
        "owner": imports.name_of_owner(source.owner, imports.scopes_for(_user(request))),
    }


def _faults(row: ImportRow, columns: dict[str, Column]) -> dict[str, Any]:
    """One row's errors for the table: column, value, what rule, what to do."""
    return {"row": row, "findings": [_fault(finding, columns) for finding in row.findings]}


def _fault(finding: dict[str, str], columns: dict[str, Column]) -> dict[str, str]:
    column = columns.get(finding["column"])
    rule, hint, remedy = finding["message"].partition(" Hãy ")
    return {
        "column": _(column.header) if column else "",
        "value": finding["value"],
        "rule": rule,
        "remedy": f"{hint}{remedy}".strip(),
    }


@login_required
@require_POST
def apply(request: HttpRequest, pk: int) -> HttpResponse:
    """Write the good rows, or all rows or none."""
    source = imports.visible_import(request.user, pk)
    whole = request.POST.get("cach") == "tat-ca"
    return _asked(
        request,
        source,
        lambda: imports.ask_apply(source, _user(request).key, all_or_nothing=whole),
    )


@login_required
@require_POST
def undo(request: HttpRequest, pk: int) -> HttpResponse:
    """Put back what was written."""
    source = imports.visible_import(request.user, pk)
    return _asked(request, source, lambda: imports.ask_undo(source, _user(request).key))


def _asked(request: HttpRequest, source: Import, ask: Callable[[], None]) -> HttpResponse:
    try:
        ask()
    except RuleError as error:
        messages.error(request, error.message)
    return redirect("portal:import_detail", pk=source.pk)
