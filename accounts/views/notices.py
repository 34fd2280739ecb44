"""A person's notices."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.access import person_of
from accounts.models import Notice
from accounts.services import mark_read

PAGE = 25


@login_required
@require_safe
def notices(request: HttpRequest) -> HttpResponse:
    """What the platform told the person, newest first."""
    mine = Notice.objects.visible_to(request.user)
    page = Paginator(mine, PAGE).get_page(request.GET.get("trang"))
    return render(
        request, "accounts/notices.html", {"page": page, "unread": mine.unread().exists()}
    )


@login_required
@require_POST
def read_notices(request: HttpRequest) -> HttpResponse:
    """Mark one notice as read (its number in `so`), or all."""
    number = request.POST.get("so", "")
    chosen = [int(number)] if number.isascii() and number.isdigit() else None
    mark_read(person=person_of(request.user), notices=chosen, now=timezone.now())
    messages.success(request, _("Đã đánh dấu là đã đọc."))
    return redirect("accounts:notices")
