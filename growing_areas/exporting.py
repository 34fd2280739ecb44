"""Plots of an area as files for others."""

import datetime

from common.errors import RuleError
from common.text import number
from growing_areas.eudr import EudrPlot, geojson_text
from growing_areas.models import GrowingArea, PointLimit
from growing_areas.plot_sentences import called

COUNTRY = "VN"


def eudr_text(area: GrowingArea, today: datetime.date) -> str:
    """The plots of `area` as the Commission's GeoJSON.

    Raises RuleError "growing_areas.eudr_without_plots"; "growing_areas.eudr_point_too_large"
    for a plot that is one point although its size asks for an outline.
    """
    plots = list(area.plots.order_by("pk"))
    if not plots:
        raise RuleError(
            "growing_areas.eudr_without_plots",
            f"Vùng trồng {area.name} chưa có thửa nào để xuất. Hãy thêm thửa trước.",
        )
    most = min(
        PointLimit.objects.on(today).values_list("most_hectares", flat=True), default=None
    )
    for plot in plots:
        if most is not None and plot.geometry["type"] == "Point" and plot.hectares > most:
            raise RuleError(
                "growing_areas.eudr_point_too_large",
                f"{called(plot.name)} của {area.name} rộng {number(plot.hectares)} ha mà chỉ "
                f"có một điểm; trên {number(most)} ha phải có ranh. "
                "Hãy vẽ ranh thửa rồi xuất lại.",
            )
    return geojson_text(
        EudrPlot(
            producer=area.organisation.name,
            country=COUNTRY,
            place=f"{area.name}, {area.unit.full_name}",
            hectares=plot.hectares,
            geometry=plot.geometry,
        )
        for plot in plots
    )
