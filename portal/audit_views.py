"""Pages for who audits codes: the codes of an office, one code whole."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from accounts.access import person_of
from growing_areas.audit_access import may_bundle, require_auditor, require_bundler
from growing_areas.models import AuditBundle, GrowingAreaCode
from growing_areas.warnings import hectares_of
from portal.audit.bundle import ask
from portal.audit.dossier import dossier_of
from portal.audit.monitoring import counted

FEW_BUNDLES = 3  # of the person's own, on the page of a code


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
        "bundles": code.audit_bundles.filter(asked_by=person_of(request.user))[:FEW_BUNDLES],
        "may_bundle": may_bundle(request.user, code.area, today),
    }
    return render(request, "portal/dossier.html", context)


@login_required
@require_POST
def ask_bundle(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask for all of it in one file; leads to the page that tells how far it is."""
    code = _code(request, pk)
    require_bundler(request.user, code.area, timezone.localdate())
    bundle = ask(code=code, user=person_of(request.user))
    return redirect("portal:bundle", pk=bundle.pk)


def _bundle(request: HttpRequest, pk: int) -> AuditBundle:
    visible = AuditBundle.objects.visible_to(request.user)
    joined = visible.select_related("code__area", "job", "document")
    bundle: AuditBundle = get_object_or_404(joined, pk=pk)
    return bundle


@login_required
@require_safe
def bundle_page(request: HttpRequest, pk: int) -> HttpResponse:
    """One's own bundle: how far it is, and the file."""
    return render(request, "portal/bundle.html", {"bundle": _bundle(request, pk)})


@login_required
@require_safe
def bundle_progress(request: HttpRequest, pk: int) -> HttpResponse:
    """The changing part of the page of a bundle (htmx asks for it again and again)."""
    return render(request, "portal/bundle_state.html", {"bundle": _bundle(request, pk)})
