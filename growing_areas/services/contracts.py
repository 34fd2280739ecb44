"""Choosing the growing areas that a linkage contract rests on."""

from collections.abc import Sequence

from django.db import transaction

from accounts.editing import hold_as_seen
from common.db import one_writer
from common.errors import BadInput
from cooperatives.models import LinkageContract
from growing_areas.models import ContractArea, GrowingArea
from records.services import log


def choose_contract_areas(
    *, contract: LinkageContract, areas: Sequence[GrowingArea], version: int, by: str
) -> list[GrowingArea]:
    """`contract`, as read at `version`, rests on `areas` and on no others; they are returned.

    Raises BadInput "growing_areas.contract_area_of_another" for one of another organisation,
    ChangedMeanwhile "accounts.changed_meanwhile".
    """
    for area in areas:
        if area.organisation_id != contract.organisation_id:
            raise BadInput(
                "growing_areas.contract_area_of_another",
                f"Vùng trồng {area.name} không thuộc {contract.organisation.name}. "
                "Hãy chỉ chọn vùng trồng của tổ chức có hợp đồng.",
                field="areas",
            )
    wanted = {area.pk: area for area in areas}
    with transaction.atomic():
        one_writer(f"growing_areas.contract_areas:{contract.pk}")
        hold_as_seen(contract, version)
        chosen = ContractArea.objects.filter(contract=contract)
        had = set(chosen.values_list("area_id", flat=True))
        if had == wanted.keys():
            return list(wanted.values())
        contract.save(update_fields=["version"])
        chosen.exclude(area__in=wanted).delete()
        ContractArea.objects.bulk_create(
            ContractArea(contract=contract, area=area)
            for pk, area in wanted.items()
            if pk not in had
        )
        log(
            chain=contract.organisation.key,
            action="growing_areas.contract_areas_chosen",
            subject=contract.key,
            by=by,
            data={"areas": [area.key for area in wanted.values()]},
        )
    return list(wanted.values())
