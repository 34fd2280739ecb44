"""What the law wants on a label, held against what a label shows. A list, never a refusal."""

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from labels.designs import Design, Says
from labels.layout import LabelText

SHOWN, EMPTY, MISSING, IF_ANY = "shown", "empty", "missing", "if_any"


@dataclass(frozen=True)
class Wanted:
    """One thing that a label has to say. if_any: only where there is something to say."""

    item: str
    basis: str
    valid_from: datetime.date
    if_any: bool = False


@dataclass(frozen=True)
class Held:
    """A wanted thing and how the label stands to it.

    state: "shown"; "empty": the label has a place for it, but nobody entered it; "missing": the
    label has no place for it; "if_any": it is not shown, and is wanted only where it applies.
    """

    wanted: Wanted
    state: str

    @property
    def is_lacking(self) -> bool:
        """Whether somebody has to do something about it."""
        return self.state in (EMPTY, MISSING)


# Of what the platform's own labels have a place for.
_ARRANGED = ("name", "organisation", "lot", "produced", "expires", "content")


def hold_against(
    wanted: Iterable[Wanted], design: Design | None, text: LabelText
) -> list[Held]:
    """How a label of `design` (None: arranged by the platform) with `text` stands to each."""
    says = _says(design, text)
    return [Held(one, _state(one, says)) for one in wanted]


def _state(wanted: Wanted, says: Mapping[str, bool]) -> str:
    if wanted.item not in says:
        return IF_ANY if wanted.if_any else MISSING
    if says[wanted.item]:
        return SHOWN
    return IF_ANY if wanted.if_any else EMPTY


def _says(design: Design | None, text: LabelText) -> dict[str, bool]:
    """What the label has a place for, and whether there is anything to put there."""
    if design is None:
        return {item: bool(getattr(text, item)) for item in _ARRANGED}
    said: dict[str, bool] = {}
    for piece in design.pieces:
        if piece.says != Says.NOTHING:
            said[piece.says.value] = bool(piece.vi)
        elif hasattr(text, piece.shows):
            said[piece.shows] = bool(getattr(text, piece.shows))
    return said
