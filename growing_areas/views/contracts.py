"""The page of a linkage contract: what it says, and the growing areas it rests on."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.access import key_of
from common.forms import accepted
from cooperatives.keeping import may_keep, require_keeper
from cooperatives.models import LinkageContract
from growing_areas import services
from growing_areas.forms import ContractAreasForm
from growing_areas.models import GrowingArea


@login_required
def contract_page(request: HttpRequest, pk: int) -> HttpResponse:
    """One contract; who keeps the records of its organisation chooses the areas here."""
    visible = LinkageContract.objects.visible_to(request.user).select_related("organisation")
    contract = get_object_or_404(visible, pk=pk)
    today, form = timezone.localdate(), None
    if request.method == "POST":
        require_keeper(request.user, contract.organisation, today)
    areas = GrowingArea.objects.filter(contract_areas__contract=contract)
    if may_keep(request.user, contract.organisation, today):
        posted = request.POST if request.method == "POST" else None
        form = ContractAreasForm(posted, row=contract)
    if request.method == "POST" and form and form.is_valid():
        chosen = accepted(
            form,
            services.choose_contract_areas,
            contract=contract,
            areas=form.cleaned_data["areas"],
            version=form.version,
            by=key_of(request.user),
        )
        if chosen is not None:
            messages.success(request, _("Đã lưu các vùng trồng của hợp đồng."))
            return redirect("growing_areas:contract", pk=pk)
    return render(
        request,
        "growing_areas/contract.html",
        {"contract": contract, "areas": areas, "form": form},
    )
