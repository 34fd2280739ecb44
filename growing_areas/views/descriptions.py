"""Changing what a growing area says of itself; the plots of all areas."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.access import key_of
from accounts.list_pages import list_page
from common.forms import accepted
from cooperatives.access import WORKERS, require
from growing_areas import services
from growing_areas.forms import AreaForm
from growing_areas.lists import ALL_PLOTS
from growing_areas.models import GrowingArea, Plot


@login_required
def all_plots(request: HttpRequest) -> HttpResponseBase:
    """The plots of all areas that the person may see."""
    plots = Plot.objects.visible_to(request.user)
    return list_page(request, ALL_PLOTS, plots, "growing_areas/all_plots.html")


@login_required
def change(request: HttpRequest, pk: int) -> HttpResponse:
    """Change a growing area; for managers and operators of its organisation."""
    visible = GrowingArea.objects.visible_to(request.user)
    area = get_object_or_404(visible.select_related("organisation", "crop", "unit"), pk=pk)
    require(request.user, area.organisation, *WORKERS)
    form = AreaForm(request.POST or None, row=area)
    if request.method == "POST" and form.is_valid():
        changed = accepted(
            form,
            services.change_area,
            area=area,
            description=form.description(),
            version=form.version,
            by=key_of(request.user),
            today=timezone.localdate(),
        )
        if changed:
            messages.success(request, _("Đã lưu thay đổi."))
            return redirect("growing_areas:detail", pk=pk)
    return render(
        request,
        "growing_areas/area_form.html",
        {"form": form, "organisation": area.organisation, "area": area},
    )
