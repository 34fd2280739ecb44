"""Pages for who audits codes: the codes of an office, one code whole."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from growing_areas.audit_access import may_bundle, require_auditor
from growing_areas.models import GrowingAreaCode
from growing_areas.warnings import hectares_of
from portal.audit.dossier import dossier_of
from portal.audit.monitoring import counted


@login_required
@require_safe
def monitoring(request: HttpRequest) -> HttpResponse:
    """How many of the codes that the person sees wait, are late, suspended, run out or must be
    looked at; each leads to its list."""
    return render(request, "portal/monitoring.html", {"counted": counted(request.user)})


def _code(request: HttpRequest, pk: int) -> GrowingAreaCode:
    """The code, for who may read its audit file."""
    visible = GrowingAreaCode.objects.visible_to(request.user).select_related(
        "crop", "area__organisation", "area__unit", "area__successor", "area__crop"
    )
    prefetched = visible.prefetch_related("states__document", "states__rule")
    code: GrowingAreaCode = get_object_or_404(prefetched, pk=pk)
    require_auditor(request.user, code.area, timezone.localdate())
    return code


@login_required
@require_safe
def dossier(request: HttpRequest, pk: int) -> HttpResponse:
    """All about one code on one page."""
    code, today = _code(request, pk), timezone.localdate()
    found = dossier_of(code, request.user, today)
    context = {
        "dossier": found,
        "code": code,
        "area": code.area,
        "hectares": hectares_of(code.area),
        "may_bundle": may_bundle(request.user, code.area, today),
    }
    return render(request, "portal/dossier.html", context)
