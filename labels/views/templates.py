"""Designing labels, with a preview."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.access import key_of
from common.errors import RuleError
from common.forms import accepted, uploaded
from cooperatives.access import WORKERS, has_role, require
from cooperatives.models import Organisation
from labels import services
from labels.design_form import DesignForm
from labels.models import LabelTemplate, LabelTemplateVersion


@login_required
def template_list(request: HttpRequest, organisation_id: int) -> HttpResponse:
    """The templates that an organisation may print with."""
    organisation = _organisation(request, organisation_id)
    values = {
        "organisation": organisation,
        "versions": LabelTemplate.objects.offered_to(organisation).newest_versions(),
        "may_work": has_role(request.user, organisation, *WORKERS),
    }
    return render(request, "labels/template_list.html", values)


@login_required
def add_template(request: HttpRequest, organisation_id: int) -> HttpResponse:
    """Design a new label; ?mau= names a template to begin with."""
    organisation = _organisation(request, organisation_id)
    begun = request.GET.get("mau", "")
    offered = LabelTemplate.objects.offered_to(organisation)
    model = offered.filter(pk=begun).first() if begun.isdecimal() else offered.first()
    return _designing(request, organisation, None, model.newest if model else None)


@login_required
def change_template(request: HttpRequest, pk: int) -> HttpResponse:
    """Change a template: its next version."""
    template = _own(request, pk)
    assert template.organisation is not None
    return _designing(request, template.organisation, template, template.newest)


def _designing(
    request: HttpRequest,
    organisation: Organisation,
    template: LabelTemplate | None,
    version: LabelTemplateVersion | None,
) -> HttpResponse:
    require(request.user, organisation, *WORKERS)
    form = DesignForm(request.POST or None, request.FILES or None, version=version)
    if template is None:
        form.initial["name"] = ""
    if request.method == "POST" and form.is_valid() and "preview" not in request.POST:
        kept = accepted(
            form,
            services.keep_template,
            organisation=organisation,
            name=form.cleaned_data["name"],
            design=form.design,
            by=key_of(request.user),
            logo=uploaded(form, "logo") or (version.logo if template and version else None),
            template=template,
        )
        if kept:
            messages.success(request, _("Đã lưu mẫu nhãn."))
            return redirect("labels:template_list", organisation.pk)
    values = {
        "form": form,
        "organisation": organisation,
        "template": template,
        "version": version,
        "preview": _drawn(form, version),
    }
    return render(request, "labels/template_form.html", values)


@login_required
@require_POST
def preview(request: HttpRequest, organisation_id: int) -> HttpResponse:
    """The label of the form as it stands, and what is wrong with it; saves nothing."""
    organisation = _organisation(request, organisation_id)
    require(request.user, organisation, *WORKERS)
    form = DesignForm(request.POST)
    form.is_valid()
    return render(
        request, "labels/template_preview.html", {"form": form, "preview": _drawn(form, None)}
    )


@login_required
@require_POST
def retire_template(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a template out of use."""
    template = _own(request, pk)
    assert template.organisation is not None
    require(request.user, template.organisation, *WORKERS)
    services.retire_template(template=template, by=key_of(request.user))
    messages.success(request, _("Đã thôi dùng mẫu nhãn này."))
    return redirect("labels:template_list", template.organisation_id)


def _drawn(form: DesignForm, version: LabelTemplateVersion | None) -> str:
    """The preview of a form, "" while it cannot be drawn."""
    design = form.design if form.is_bound else (version.drawn if version else None)
    if design is None:
        return ""
    try:
        drawn = services.preview(
            design, settings.LABEL_FONT_DIR, logo=services.logo_of(version)
        )
    except RuleError as error:
        form.add_error(None, error.message)
        return ""
    return mark_safe(drawn)  # our own drawing: outlines, and a title that is escaped


def _organisation(request: HttpRequest, pk: int) -> Organisation:
    return get_object_or_404(Organisation.objects.visible_to(request.user), pk=pk)


def _own(request: HttpRequest, pk: int) -> LabelTemplate:
    visible = LabelTemplate.objects.visible_to(request.user).select_related("organisation")
    return get_object_or_404(visible, pk=pk, organisation__isnull=False, retired_at=None)
