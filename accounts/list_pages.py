"""The page of a declared list: its rows, the person's saved views of it, its files."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import QuerySet
from django.http import FileResponse, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.models import SavedView, User
from accounts.saved_views import rename_view, save_view
from common.errors import RuleError
from common.list_files import TYPES, file_name, refusal, write_list
from common.list_shown import ShownList
from common.lists import FILE, DeclaredList, Row
from places.models import Unit


def list_page(
    request: HttpRequest,
    declared: DeclaredList[Row],
    rows: QuerySet[Row],
    template: str,
    context: dict[str, Any] | None = None,
) -> HttpResponseBase:
    """The page of `declared` over `rows`, all that the person may see of it.

    template: extends parts/list_page.html. context: what else it needs. Only for pages that
    ask for a sign-in first. Asked for a file (`?tep=xlsx`, `csv`), it answers with the file.
    """
    shown = ShownList(declared, rows, request.GET)
    form = request.GET.get(FILE, "")
    if form:
        sentence = refusal(form, shown.total)
        if not sentence:
            return FileResponse(
                write_list(declared, shown.narrowed, form, request.user),
                as_attachment=True,
                filename=file_name(declared, form, timezone.localdate()),
                content_type=TYPES[form],
            )
        shown.notes.append(sentence)
    views = SavedView.objects.visible_to(request.user).of(declared.name)
    return render(
        request,
        template,
        {"list": shown, "saved_views": views} | (context or {}),
    )


@login_required
def find_places(request: HttpRequest) -> HttpResponse:
    """The options of a list's box for a place, for what was typed so far (htmx fills them)."""
    typed = str(next(iter(request.GET.dict().values()), ""))[:80]
    found = Unit.objects.none()
    if len(typed) >= 2:
        today = Unit.objects.on(timezone.localdate()).filter(level__lte=Unit.Level.COMMUNE)
        found = today.search(typed).select_related("parent").order_by("level", "code")[:20]
    return render(request, "parts/list_places.html", {"places": found})


@login_required
@require_POST
def keep_view(request: HttpRequest) -> HttpResponse:
    """Keep the list as it is shown now under a name."""
    user = request.user
    assert isinstance(user, User)  # somebody is signed in
    _said(
        request,
        lambda: save_view(
            user=user,
            list_name=request.POST.get("list", ""),
            name=request.POST.get("name", ""),
            query=request.POST.get("query", ""),
        ),
        _("Đã lưu cách xem."),
    )
    return _back(request)


@login_required
@require_POST
def change_view(request: HttpRequest, pk: int) -> HttpResponse:
    """Rename one of one's own views, or forget it."""
    view = get_object_or_404(SavedView.objects.visible_to(request.user), pk=pk)
    if "delete" in request.POST:
        view.delete()
        messages.success(request, _("Đã xóa cách xem."))
    else:
        name = request.POST.get("name", "")
        _said(request, lambda: rename_view(view=view, name=name), _("Đã đổi tên cách xem."))
    return _back(request)


def _said(request: HttpRequest, service: Callable[[], object], done: str) -> None:
    """Call the service and say above the list how it went."""
    try:
        service()
    except RuleError as error:
        messages.error(request, error.message)
    else:
        messages.success(request, done)


def _back(request: HttpRequest) -> HttpResponse:
    """To the list that the form stood on."""
    address = request.POST.get("next", "")
    ours = url_has_allowed_host_and_scheme(address, allowed_hosts={request.get_host()})
    return redirect(address if ours else "portal:desk")
