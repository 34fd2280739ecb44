from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.access import has_duty, key_of, require_duty, territory_of
from accounts.forms import VillageForm
from accounts.models import OfficerDuty
from common.forms import accepted
from places.models import Unit
from places.services import add_village

PAGE = 25


@login_required
def communes(request: HttpRequest) -> HttpResponse:
    """The communes of an officer's territory as they are today; empty for everybody else."""
    today, typed = timezone.localdate(), request.GET.get("tim", "")[:80]
    mine = territory_of(request.user, today).communes().on(today)
    found = (mine.search(typed) if typed else mine).select_related("parent")
    page = Paginator(found.order_by("code"), PAGE).get_page(request.GET.get("trang"))
    return render(request, "accounts/communes.html", {"page": page, "typed": typed})


@login_required
def commune(request: HttpRequest, pk: int) -> HttpResponse:
    """A commune of the territory: its villages, and the form for another one."""
    today = timezone.localdate()
    mine = territory_of(request.user, today).communes().on(today).select_related("parent")
    unit = get_object_or_404(mine, pk=pk)
    duty = OfficerDuty.Duty.REGISTRY
    form = VillageForm(request.POST or None, initial={"on": today})
    if request.method == "POST":
        require_duty(request.user, duty, unit, today)
        village = None
        if form.is_valid():
            village = accepted(
                form, add_village, commune=unit, by=key_of(request.user), **form.cleaned_data
            )
        if village:
            messages.success(request, _("Đã thêm."))
            return redirect("accounts:commune", pk=pk)
    return render(
        request,
        "accounts/commune.html",
        {
            "unit": unit,
            "villages": Unit.objects.filter(parent=unit, level=Unit.Level.VILLAGE).on(today),
            "form": form,
            "may_add": has_duty(request.user, duty, unit, today),
        },
    )
