"""The growing areas of linkage contracts over the API."""

from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.utils import timezone
from ninja import Router, Schema

from accounts.access import key_of
from common.versions_api import VersionIn
from cooperatives.keeping import require_keeper
from cooperatives.models import LinkageContract
from growing_areas import services
from growing_areas.models import GrowingArea

router = Router(tags=["growing areas"])


class ContractAreasIn(VersionIn):
    """The ids of all growing areas that a contract rests on; `version` is the contract's."""

    area_ids: list[int]


class ContractAreaOut(Schema):
    """A growing area of a contract."""

    id: int
    name: str


@router.get(
    "/{organisation_id}/linkage-contracts/{record_id}/growing-areas",
    response=list[ContractAreaOut],
)
def list_contract_areas(
    request: HttpRequest, organisation_id: int, record_id: int
) -> list[GrowingArea]:
    """The growing areas that a contract rests on."""
    contract = _contract(request, organisation_id, record_id)
    return list(GrowingArea.objects.filter(contract_areas__contract=contract))


@router.put(
    "/{organisation_id}/linkage-contracts/{record_id}/growing-areas",
    response=list[ContractAreaOut],
)
def choose_contract_areas(
    request: HttpRequest, organisation_id: int, record_id: int, payload: ContractAreasIn
) -> list[GrowingArea]:
    """Choose the areas of a contract; for who keeps the records of its organisation."""
    contract = _contract(request, organisation_id, record_id)
    require_keeper(request.user, contract.organisation, timezone.localdate())
    wanted = set(payload.area_ids)
    areas = list(GrowingArea.objects.visible_to(request.user).filter(pk__in=wanted))
    if len(areas) != len(wanted):
        raise Http404
    return services.choose_contract_areas(
        contract=contract, areas=areas, version=payload.version, by=key_of(request.user)
    )


def _contract(request: HttpRequest, organisation_id: int, record_id: int) -> LinkageContract:
    visible = LinkageContract.objects.visible_to(request.user).select_related("organisation")
    return get_object_or_404(visible, organisation_id=organisation_id, pk=record_id)
