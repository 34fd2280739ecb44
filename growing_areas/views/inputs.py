"""Lists of inputs: read by all who sign in, brought in by an office as a file."""

import io
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import ngettext

from accounts.access import key_of
from accounts.list_pages import list_page
from common.forms import accepted
from common.shown import number
from common.spreadsheets import XLSX_TYPE, write_template
from growing_areas import services
from growing_areas.access import offices_with_inputs, require_input_keeper
from growing_areas.diary_lists import INPUTS
from growing_areas.forms.inputs import InputListForm
from growing_areas.input_files import COLUMNS, InputRow, read_inputs
from growing_areas.models import InputList, InputProduct
from records.documents import open_document, store_upload
from records.models import Document

FEW = 10  # rows shown of a file that was checked


@login_required
def inputs(request: HttpRequest) -> HttpResponseBase:
    """The lists of inputs in force today, and the inputs of one of them (`?danh-muc=`)."""
    today = timezone.localdate()
    lists = InputList.objects.on(today).select_related("unit")
    asked = request.GET.get("danh-muc", "")
    chosen = lists.filter(pk=asked).first() if asked.isdecimal() else lists.first()
    return list_page(
        request,
        INPUTS,
        InputProduct.objects.filter(list=chosen),
        "growing_areas/diary/inputs.html",
        {
            "lists": lists,
            "chosen": chosen,
            "may_bring_in": offices_with_inputs(request.user, today).exists(),
        },
    )


@login_required
def template(request: HttpRequest) -> FileResponse:
    """An empty Excel file to fill in."""
    file = io.BytesIO()
    write_template(file, COLUMNS)
    file.seek(0)
    return FileResponse(
        file, as_attachment=True, filename="danh-muc-vat-tu.xlsx", content_type=XLSX_TYPE
    )


@login_required
def bring_in(request: HttpRequest) -> HttpResponse:
    """An office brings in its list: the file is checked first, then saved when confirmed."""
    today = timezone.localdate()
    offices = require_input_keeper(request.user, today)
    form = InputListForm(
        request.POST or None, request.FILES or None, offices=offices, today=today
    )
    context: dict[str, Any] = {"form": form}
    if request.method == "POST" and form.is_valid():
        if form.cleaned_data["document"] and not form.cleaned_data["file"]:
            entered = _entered(request, form)
            if entered:
                return redirect("growing_areas:inputs")
        else:
            context |= _checked(request, form)
    return render(request, "growing_areas/diary/bring_in.html", context)


def _checked(request: HttpRequest, form: InputListForm) -> dict[str, Any]:
    """What a file holds, and the document it is kept as until it is confirmed; nothing when it
    has faults, which then stand on the form."""
    file, by = form.cleaned_data["file"], key_of(request.user)
    rows = accepted(form, read_inputs, file=file)
    if rows is None:
        return {}
    file.seek(0)
    kept = accepted(
        form, store_upload, owner=_owner(by), name=file.name, content=file, by=by, field="file"
    )
    if kept is None:
        return {}
    return {"rows": rows[:FEW], "count": len(rows), "document": kept}


def _entered(request: HttpRequest, form: InputListForm) -> InputList | None:
    document = _own(request, form.cleaned_data["document"])
    with open_document(document) as content:
        rows: list[InputRow] = read_inputs(io.BytesIO(content.read()))
    entered = accepted(
        form,
        services.bring_in_list,
        paper=form.paper(),
        rows=rows,
        by=key_of(request.user),
        now=timezone.now(),
        document=document,
    )
    if entered:
        said = ngettext(
            "Đã nhập danh mục, %(count)s vật tư.",
            "Đã nhập danh mục, %(count)s vật tư.",
            len(rows),
        )
        messages.success(request, said % {"count": number(len(rows))})
    return entered


def _owner(person: str) -> str:
    """Under whom a file waits to be confirmed: the person alone."""
    return f"{person}:inputs"


def _own(request: HttpRequest, pk: UUID) -> Document:
    mine = Document.objects.filter(owner=_owner(key_of(request.user)))
    return get_object_or_404(mine, pk=pk)
