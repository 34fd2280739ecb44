from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import ngettext

from accounts.models import User
from common.errors import BadInput
from common.shown import number
from places.heirs import heirs
from places.models import Unit
from portal.split_units import assign, records_of, split_units


@login_required
def split_unit_list(request: HttpRequest) -> HttpResponse:
    """Units that were split and of which records wait; empty for who keeps no registry."""
    units = split_units(request.user, timezone.localdate())
    return render(request, "portal/split_units.html", {"units": units})


@login_required
def split_unit(request: HttpRequest, pk: int) -> HttpResponse:
    """The waiting records of one unit: a button for each part, for one or for many."""
    today, user = timezone.localdate(), request.user
    assert isinstance(user, User)  # signed in
    records = records_of(user, pk, today)
    if not records:
        raise Http404
    if request.method == "POST":
        return _assign(request, user, pk)
    return render(
        request,
        "portal/split_unit.html",
        {
            "unit": Unit.objects.select_related("parent").get(pk=pk),
            "parts": heirs([pk], today)[pk],
            "records": records,
        },
    )


def _assign(request: HttpRequest, user: User, pk: int) -> HttpResponse:
    """One row by its own button ("one": key and part), or all that are ticked ("successor")."""
    today = timezone.localdate()
    key, _space, part = request.POST.get("one", "").partition(" ")
    keys = [key] if key else request.POST.getlist("row")
    part = part or request.POST.get("successor", "")
    chosen = Unit.objects.filter(pk=int(part)).first() if part.isdecimal() else None
    try:
        count = assign(user=user, unit_id=pk, keys=keys, successor=chosen, on=today)
    except BadInput as refused:
        messages.error(request, refused.message)
        return redirect("portal:split_unit", pk=pk)
    said = ngettext("Đã gán %(count)s hồ sơ.", "Đã gán %(count)s hồ sơ.", count)
    messages.success(request, said % {"count": number(count)})
    if records_of(user, pk, today):
        return redirect("portal:split_unit", pk=pk)
    return redirect("portal:split_units")
