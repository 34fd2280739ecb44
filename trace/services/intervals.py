"""What a batch may not be labelled for: harvests inside a pre-harvest interval."""

from django.db.models import Prefetch

from common.errors import RuleError
from common.text import day
from growing_areas.intervals import first_free_day
from growing_areas.models import Harvest, Plot
from growing_areas.services import broken_intervals, uncovered
from trace.models import Batch


def harvests_inside_interval(batch: Batch) -> list[Harvest]:
    """The harvests of `batch` that lie inside an interval which nobody let through."""
    harvests = Harvest.objects.filter(batch_inputs__batch=batch).distinct().order_by("pk")
    harvests = harvests.select_related("area").prefetch_related(
        Prefetch("plots", Plot.objects.only("pk"))
    )
    broken = broken_intervals(harvests)
    return [harvest for harvest in harvests if uncovered(harvest, broken[harvest.pk])]


def refuse_inside_interval(batch: Batch) -> None:
    """Raise RuleError "trace.harvest_within_interval" when there is such a harvest."""
    inside = harvests_inside_interval(batch)
    if not inside:
        return
    harvest = inside[0]
    broken = uncovered(harvest, broken_intervals([harvest])[harvest.pk])
    raise RuleError(
        "trace.harvest_within_interval",
        f"Lô {batch.lot} có lần thu hoạch ngày {day(harvest.harvested_on)} ở "
        f"{harvest.area.name} khi chưa hết thời gian cách ly của {broken[0].spraying.product} "
        f"(đến trước {day(first_free_day(broken))}), nên không in và không kích hoạt nhãn "
        "được. Người quản lý của tổ chức có thể ghi lý do cho qua ở lần thu hoạch đó.",
    )
