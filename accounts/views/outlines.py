"""The page where an office brings in outlines of its communes."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.access import key_of
from accounts.forms import OutlinesForm
from accounts.outliners import require_outliner, units_of
from common.forms import accepted
from common.shown import number
from places.models import UnitOutline
from places.outline_loading import take_in_outlines
from places.outlines import LARGEST_FILE

FEW = 50


@login_required
def outlines(request: HttpRequest) -> HttpResponse:
    """The communes of the territory that have an outline, and the form for a file of them."""
    now = timezone.now()
    today = timezone.localdate(now)
    require_outliner(request.user, today)
    mine = units_of(request.user, today)
    form = OutlinesForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        taken = accepted(
            form,
            take_in_outlines,
            content=values.pop("file").read(LARGEST_FILE + 1),
            units=mine,
            by=key_of(request.user),
            now=now,
            **values,
        )
        if taken:
            count = len(taken.outlines)
            said = ngettext(
                "Đã nhận ranh giới của %(count)s xã, phường.",
                "Đã nhận ranh giới của %(count)s xã, phường.",
                count,
            )
            messages.success(request, said % {"count": number(count)})
            if taken.unmatched:
                said = _("Có %(count)s vùng của tệp không khớp với nơi bạn phụ trách, bỏ qua.")
                messages.warning(request, said % {"count": number(taken.unmatched)})
            return redirect("accounts:outlines")
    standing = UnitOutline.objects.standing().filter(unit__in=mine.order_by().values("pk"))
    return render(
        request,
        "accounts/outlines.html",
        {
            "form": form,
            "outlines": standing.select_related("unit").defer("geometry", "drawing")[:FEW],
            "count": standing.count(),
            "communes": mine.count(),
        },
    )
