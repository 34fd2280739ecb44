"""The code by which an office's own files name an organisation."""

from django.db import transaction

from accounts.editing import hold_as_seen
from common.db import one_writer
from common.errors import RuleError
from cooperatives.models import Organisation
from cooperatives.numbers import check_reference
from cooperatives.services.organisations import log_whole
from places.models import Unit


def give_reference(
    *, organisation: Organisation, reference: str, office: Unit, version: int, by: str
) -> Organisation:
    """`office` calls `organisation`, as read at `version`, by this code; empty takes it away.

    Raises BadInput "cooperatives.bad_reference"; RuleError "cooperatives.reference_taken",
    "cooperatives.reference_of_another"; ChangedMeanwhile "accounts.changed_meanwhile".
    """
    code = check_reference(reference)
    with transaction.atomic():
        one_writer("cooperatives.numbers")
        hold_as_seen(organisation, version)
        if organisation.reference_of_id not in (None, office.pk):
            raise RuleError(
                "cooperatives.reference_of_another",
                f"Mã riêng của {organisation.name} do cơ quan khác đặt, không sửa ở đây được. "
                "Hãy hỏi cơ quan đó.",
                field="reference",
            )
        others = Organisation.objects.filter(reference_of=office, reference=code)
        if code and others.exclude(pk=organisation.pk).exists():
            raise RuleError(
                "cooperatives.reference_taken",
                f"Mã riêng “{code}” đã dùng cho tổ chức khác. Hãy ghi mã khác.",
                field="reference",
            )
        organisation.reference = code
        organisation.reference_of = office if code else None
        organisation.save(update_fields=["reference", "reference_of", "version"])
        log_whole(organisation, "cooperatives.reference_given", by)
    return organisation
