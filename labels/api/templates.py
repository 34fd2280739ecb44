"""Templates of labels over the API."""

from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from ninja import Field, Router, Schema, Status
from ninja.pagination import paginate

from accounts.access import key_of
from cooperatives.access import WORKERS, require
from cooperatives.models import Organisation
from labels import services
from labels.models import LabelTemplate, LabelTemplateQuerySet

router = Router(tags=["label templates"])


class TemplateIn(Schema):
    """A template. design: as `Design` in docs/api.md, in millimetres and points."""

    name: str = Field(max_length=60)
    design: dict[str, Any]


class NewTemplateIn(TemplateIn):
    """A new template of an organisation."""

    organisation_id: int


class TemplateOut(Schema):
    """A template in its newest version; without an organisation it is the platform's."""

    id: int
    organisation_id: int | None
    name: str
    version: int
    design: dict[str, Any]

    @staticmethod
    def resolve_version(template: LabelTemplate) -> int:
        return template.newest.number

    @staticmethod
    def resolve_design(template: LabelTemplate) -> dict[str, Any]:
        design: dict[str, Any] = template.newest.design
        return design


class DesignIn(Schema):
    """A design to look at."""

    design: dict[str, Any]


@router.get("", response=list[TemplateOut])
@paginate
def list_templates(request: HttpRequest) -> QuerySet[LabelTemplate]:
    """The platform's templates, and those of organisations that the caller may see."""
    return _templates(request)


@router.post("", response={201: TemplateOut})
def add_template(request: HttpRequest, payload: NewTemplateIn) -> Status:
    """Design a label. 422 with every reason why it would not print or not scan."""
    organisations = Organisation.objects.visible_to(request.user)
    organisation = get_object_or_404(organisations, pk=payload.organisation_id)
    require(request.user, organisation, *WORKERS)
    template = services.keep_template(
        organisation=organisation,
        name=payload.name,
        design=services.read_shape(payload.design),
        by=key_of(request.user),
    )
    return Status(201, template)


@router.post("/preview")
def preview(request: HttpRequest, payload: DesignIn) -> HttpResponse:
    """A design as SVG with made-up words; saves nothing."""
    drawn = services.preview(services.read_shape(payload.design), settings.LABEL_FONT_DIR)
    return HttpResponse(drawn, content_type="image/svg+xml")


@router.get("/{template_id}", response=TemplateOut)
def read_template(request: HttpRequest, template_id: int) -> LabelTemplate:
    """One template."""
    return get_object_or_404(_templates(request), pk=template_id)


@router.put("/{template_id}", response=TemplateOut)
def change_template(
    request: HttpRequest, template_id: int, payload: TemplateIn
) -> LabelTemplate:
    """Make the next version; runs already issued keep theirs, and the logo stays."""
    template = _own(request, template_id)
    assert template.organisation is not None
    return services.keep_template(
        organisation=template.organisation,
        name=payload.name,
        design=services.read_shape(payload.design),
        by=key_of(request.user),
        logo=template.newest.logo,
        template=template,
    )


@router.post("/{template_id}/retirement", response=TemplateOut)
def retire_template(request: HttpRequest, template_id: int) -> LabelTemplate:
    """Take a template out of use."""
    template = _own(request, template_id)
    services.retire_template(template=template, by=key_of(request.user))
    return template


def _templates(request: HttpRequest) -> LabelTemplateQuerySet:
    visible = LabelTemplate.objects.visible_to(request.user).filter(retired_at=None)
    return visible.select_related("organisation")


def _own(request: HttpRequest, pk: int) -> LabelTemplate:
    """A template of an organisation, which the caller works for."""
    own = LabelTemplate.objects.visible_to(request.user).filter(organisation__isnull=False)
    template = get_object_or_404(own.select_related("organisation"), pk=pk)
    assert template.organisation is not None
    require(request.user, template.organisation, *WORKERS)
    return template
