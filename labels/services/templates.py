"""Designing labels: templates, version by version."""

from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext
from pydantic import ValidationError

from common.db import one_writer
from common.errors import BadInput, RuleError
from common.text import number
from cooperatives.models import Organisation
from labels.designs import Design, check_design, check_within
from labels.dots import FINE, RESOLUTIONS, Dots, thousandths
from labels.label_pictures import label_svg
from labels.layout import LabelText
from labels.links import label_link
from labels.models import LabelTemplate, LabelTemplateVersion
from labels.planning import Setup
from labels.qr import Run
from labels.serials import ALPHABET, LENGTH
from labels.services.papers import checked_name
from labels.sheets import Sheet, roll
from records.documents import Upload, open_document, store_upload
from records.models import Document
from records.services import log

# A design is held against the longest link that most labels carry: a GTIN and a lot of ten
# characters. A run whose link is longer is checked again when it is issued.
_GTIN, _LOT = "0" * 14, "L" * 10
_SERIAL = "0" * LENGTH
EXAMPLE = LabelText(
    name="Gạo hữu cơ giống lúa thơm truyền thống",
    organisation="Hợp tác xã Nông nghiệp tổng hợp (minh họa)",
    lot="L2611A",
    produced="12/11/2026",
    expires="12/11/2027",
    content="500 g",
    growing_area_code="VN-MAU-0001",
    place="Xã Ví Dụ, tỉnh Ví Dụ",
    address="Thôn Mẫu, xã Ví Dụ, tỉnh Ví Dụ",
    stars="4",
    ingredients="Gạo 100 %",
    storage="Nơi khô ráo, thoáng mát",
    directions="Vo nhẹ, nấu với lượng nước vừa đủ",
)


def read_shape(values: object) -> Design:
    """A design from what a form or the API holds. Raises BadInput "labels.bad_design"."""
    try:
        return Design.model_validate(values)
    except ValidationError as error:
        places = ", ".join(
            sorted({".".join(str(part) for part in one["loc"]) for one in error.errors()})
        )
        raise BadInput(
            "labels.bad_design",
            f"Thiết kế nhãn chưa đúng ở: {places}. Số đo ghi bằng milimét, cỡ chữ từ 4 đến 72.",
            field="pieces",
        ) from error


def example_link(serial: str = _SERIAL) -> str:
    """The link that designs are held against."""
    return label_link(public_url=settings.PUBLIC_URL, gtin=_GTIN, lot=_LOT, serial=serial)


def example_modules(level: str) -> int:
    """How many modules a side the symbol of that link has."""
    return Run(example_link(""), LENGTH, ALPHABET, level=level).size


def dots_of(design: Design) -> Dots:
    """What the coarsest printer can draw that the design is made for."""
    return RESOLUTIONS[design.dpi] if design.dpi else FINE


def check(design: Design) -> None:
    """Raise BadInput, BrokenRules with everything that would not print or not scan."""
    check_design(design, example_modules(design.symbol.level), dots_of(design))


def keep_template(
    *,
    organisation: Organisation,
    name: str,
    design: Design,
    by: str,
    logo: "Upload | Document | None" = None,
    template: LabelTemplate | None = None,
) -> LabelTemplate:
    """Make a template, or a new version of `template`; runs keep the version they had.

    logo: a picture that somebody brought, or the one of an earlier version.
    Raises as `check`; RuleError "labels.name_taken"; BadInput for a logo that is no picture.
    """
    check(design)
    name = checked_name(name, "Tên mẫu nhãn")
    with transaction.atomic():
        one_writer(f"labels.papers:{organisation.pk}")
        others = LabelTemplate.objects.filter(organisation=organisation, retired_at=None)
        others = others.exclude(pk=template.pk) if template else others
        if others.filter(name=name).exists():
            raise RuleError(
                "labels.name_taken",
                f"Tổ chức đã có một mẫu nhãn tên “{name}”. Hãy đặt tên khác.",
                field="name",
            )
        action = "labels.template_changed" if template else "labels.template_added"
        if template is None:
            template = LabelTemplate.objects.create(organisation=organisation, name=name)
        elif template.name != name:
            template.name = name
            template.save(update_fields=["name"])
        version = _next_version(template, design, logo, by)
        log(
            chain=organisation.key,
            action=action,
            subject=template.key,
            by=by,
            data={"version": version.number, "name": name},
        )
    return template


def _next_version(
    template: LabelTemplate, design: Design, logo: "Upload | Document | None", by: str
) -> LabelTemplateVersion:
    if isinstance(logo, tuple):
        file_name, content = logo
        logo = store_upload(
            owner=template.key, name=file_name, content=content, by=by, field="logo"
        )
        if not logo.content_type.startswith("image/"):
            raise BadInput(
                "labels.logo_not_a_picture",
                f"Tệp “{logo.name}” không phải ảnh. Hãy chọn biểu trưng dạng PNG hoặc JPEG.",
                field="logo",
            )
    last = template.versions.order_by("-number").first()
    return LabelTemplateVersion.objects.create(
        template=template,
        number=last.number + 1 if last else 1,
        design=design.model_dump(mode="json"),
        logo=logo,
        made_at=timezone.now(),
        made_by=by,
    )


def retire_template(*, template: LabelTemplate, by: str) -> None:
    """Take a template out of use; runs printed with it can still be printed again."""
    organisation = template.organisation
    assert organisation is not None, "the platform's templates are loaded, not retired"
    with transaction.atomic():
        one_writer(f"labels.papers:{organisation.pk}")
        template.refresh_from_db(fields=["retired_at"])
        if template.retired_at is None:
            template.retired_at = timezone.now()
            template.save(update_fields=["retired_at"])
            log(
                chain=organisation.key,
                action="labels.template_retired",
                subject=template.key,
                by=by,
                data={},
            )


def logo_of(version: LabelTemplateVersion | None) -> bytes:
    """The logo of a version as it is kept, or b""."""
    if version is None or version.logo is None:
        return b""
    with open_document(version.logo) as file:
        content: bytes = file.read()
    return content


def preview(
    design: Design, fonts: Path, *, text: LabelText = EXAMPLE, logo: bytes = b""
) -> str:
    """A label of `design` as SVG, with made-up words. Raises as `check`."""
    setup = Setup(
        roll("preview", "", design.width, design.height),
        text,
        dots=dots_of(design),
        design=design,
        logo=logo,
    )
    return label_svg(setup, (_SERIAL, example_link()), fonts, title=gettext("Xem trước"))


def refuse_wrong_size(design: Design, paper: Sheet) -> None:
    """Raise RuleError unless labels of `design` fit those of `paper`."""
    over = max(design.width - paper.label_width, design.height - paper.label_height)
    if over > 0.01:
        raise RuleError(
            "labels.template_too_large",
            f"Mẫu nhãn {_size(design.width, design.height)} lớn hơn nhãn của {paper.title} "
            f"({_size(paper.label_width, paper.label_height)}). "
            "Hãy chọn khổ giấy khác, hoặc mẫu khác.",
            field="template",
        )
    check_within(design, paper)


def _size(width: float, height: float) -> str:
    return f"{number(thousandths(width))} × {number(thousandths(height))} mm"
