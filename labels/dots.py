"""What printers can draw: dots, and the smallest module of a symbol that they print well."""

from dataclasses import dataclass
from decimal import ROUND_FLOOR, Decimal
from math import ceil, floor

SMALLEST_MODULE = 0.33  # mm: 4 dots at 300 dpi, and what weak cameras still separate
FEWEST_DOTS = 3  # of a printer, in a module: with two, one that runs is half of it


@dataclass(frozen=True)
class Dots:
    """What a printer can draw: `per_mm` dots in a millimetre, 0 for one so fine that dots do
    not matter. A module is whole dots wide, so that all are alike."""

    per_mm: float = 0

    @property
    def least(self) -> float:
        """The side of the smallest module that may be printed, in millimetres.

        >>> [round(Dots(per_mm).least, 4) for per_mm in (0, 8, 300 / 25.4)]
        [0.33, 0.375, 0.3387]
        """
        if not self.per_mm:
            return SMALLEST_MODULE
        return max(FEWEST_DOTS, ceil(SMALLEST_MODULE * self.per_mm - 1e-9)) / self.per_mm

    def whole(self, module: float) -> float:
        """The largest module of whole dots that is no larger than `module`."""
        if not self.per_mm:
            return module
        return floor(module * self.per_mm + 1e-9) / self.per_mm

    def snapped(self, length: float) -> float:
        """`length` to the nearest dot further on."""
        return ceil(length * self.per_mm - 1e-9) / self.per_mm if self.per_mm else length


FINE = Dots()
# By their name in dots an inch. Makers of 203 dpi printers mean 8 dots a millimetre.
RESOLUTIONS = {203: Dots(8), 300: Dots(300 / 25.4), 600: Dots(600 / 25.4)}


def thousandths(length: float) -> Decimal:
    """A length for people, cut off after three digits."""
    return Decimal(repr(float(length))).quantize(Decimal("0.001"), ROUND_FLOOR)
