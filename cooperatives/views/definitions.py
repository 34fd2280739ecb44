"""Pages of what counts as "applies digital technology": read by anybody, written by offices."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.access import key_of
from common.forms import accepted
from cooperatives import services
from cooperatives.forms import DefinitionForm
from cooperatives.models import DigitalDefinition
from cooperatives.offices import provinces_defined_by, require_definer


@require_safe
def definitions(request: HttpRequest) -> HttpResponse:
    """Every province's definitions, those of today and those before; for anybody."""
    today = timezone.localdate()
    rows = DigitalDefinition.objects.select_related("province")
    return render(
        request,
        "cooperatives/definitions.html",
        {
            "definitions": rows.order_by("province__folded", "-valid_from"),
            "of_today": set(rows.on(today).values_list("pk", flat=True)),
            "may_publish": provinces_defined_by(request.user, today).exists(),
        },
    )


@login_required
def publish(request: HttpRequest) -> HttpResponse:
    """Publish a province's definition; the one before ends the day this one starts."""
    provinces = require_definer(request.user, timezone.localdate())
    form = DefinitionForm(request.POST or None, provinces=provinces)
    if request.method == "POST" and form.is_valid():
        published = accepted(
            form, services.publish_definition, by=key_of(request.user), **form.cleaned_data
        )
        if published:
            messages.success(request, _("Đã công bố."))
            return redirect("cooperatives:definitions")
    return render(request, "cooperatives/definition_form.html", {"form": form})
