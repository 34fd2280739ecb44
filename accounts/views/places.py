from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.access import has_duty, key_of, require_duty, territory_of
from accounts.forms import VillageForm
from accounts.list_pages import list_page
from accounts.lists import COMMUNES
from accounts.models import OfficerDuty
from common.forms import accepted
from places.models import Unit
from places.services import add_village


@login_required
def communes(request: HttpRequest) -> HttpResponseBase:
    """The communes of an officer's territory as they are today; empty for everybody else."""
    today = timezone.localdate()
    mine = territory_of(request.user, today).communes().on(today)
    return list_page(request, COMMUNES, mine, "accounts/communes.html")


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
