"""What became of an area's harvests, on pages of the rooms below: `{% load balances %}`."""

from django import template

from growing_areas.models import GrowingArea, Season
from trace.balance import SeasonBalance, balance_of

register = template.Library()


@register.inclusion_tag("portal/balance.html")
def balance(area: GrowingArea, season: Season | None = None) -> dict[str, list[SeasonBalance]]:
    """`{% balance area %}`: a card with the balance of all its seasons; `{% balance area
    season %}`: of one. The page asks before whether the person may see the area."""
    found = balance_of(area)
    if season is not None:
        found = [one for one in found if one.season == season]
    return {"balances": found}
