"""How lists of the API are taken in parts."""

from ninja import Field
from ninja.pagination import LimitOffsetPagination

MOST_AT_ONCE = 100
FURTHEST = 10_000_000  # beyond this no list of ours goes, and databases refuse larger numbers


class Pages(LimitOffsetPagination):
    """`limit` rows, at most 100, from `offset` on."""

    class Input(LimitOffsetPagination.Input):
        """What a caller may ask for."""

        limit: int = Field(MOST_AT_ONCE, ge=1, le=MOST_AT_ONCE)
        offset: int = Field(0, ge=0, le=FURTHEST)
