"""What a run of labels looks like, decided once for every file that is made of it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain, islice
from pathlib import Path

from labels.design_layout import compose
from labels.designs import Design
from labels.dots import FINE, Dots
from labels.fonts import register_fonts, text_width
from labels.layout import LabelText, Layout, arrange
from labels.lettering import Measure
from labels.qr import Run
from labels.serials import ALPHABET
from labels.sheets import TRUE, Calibration, Sheet

# Serials by which a run's mask is chosen.
_SAMPLE = 256


@dataclass(frozen=True)
class Setup:
    """Everything about labels but which ones they are.

    start: the place of the first label on the first page, from 1: the places before it were
    used. calibration, dots: of the printer. design: an organisation's own; without one the
    platform arranges the words. logo: a picture (PNG or JPEG) for a design that shows one.
    """

    sheet: Sheet
    text: LabelText
    start: int = 1
    calibration: Calibration = TRUE
    dots: Dots = FINE
    design: Design | None = None
    logo: bytes = b""

    def layout(self, modules: int, measure: Measure) -> Layout:
        """A label with a symbol of `modules` modules a side. Raises RuleError when it cannot
        be printed so that it is read."""
        if self.design:
            return compose(self.design, self.text, modules, measure, self.dots)
        return arrange(self.sheet, self.text, modules, measure, self.dots)

    @property
    def level(self) -> str:
        """Error correction of the symbols."""
        return self.design.symbol.level if self.design else "M"

    def check_link(self, serial: str, link: str, fonts: Path) -> None:
        """Raise RuleError when a label with this link could not be read."""
        register_fonts(fonts)
        start = link.removesuffix(serial)
        run = Run(start, len(serial), ALPHABET, level=self.level)
        self.layout(run.size, text_width)


@dataclass(frozen=True)
class Plan:
    """A run ready to be drawn: its symbols, its layout, and its serials as they are needed."""

    setup: Setup
    run: Run
    layout: Layout
    serials: Iterator[str]


def plan(setup: Setup, labels: Iterable[tuple[str, str]], count: int, fonts: Path) -> Plan:
    """How to draw `count` labels, (serial, link) each.

    Serials are equally long, of the alphabet of serials; links are all the same but for the
    serial at their end. fonts: folder with BeVietnamPro-*.ttf.
    Raises RuleError when the labels cannot be printed so that they are read, ValueError when
    there are none or links are not alike. `serials` raises ValueError when there are not
    exactly `count` labels.
    """
    register_fonts(fonts)
    counted = (label for _, label in zip(range(count), labels, strict=True))
    sample = list(islice(counted, _SAMPLE))
    if not sample:
        raise ValueError("no labels to write")
    link = sample[0][1].removesuffix(sample[0][0])
    run = Run(link, len(sample[0][0]), ALPHABET, level=setup.level)
    first = list(_serials(sample, link))
    run.choose_mask(first)
    layout = setup.layout(run.size, text_width)
    return Plan(setup, run, layout, chain(first, _serials(counted, link)))


def _serials(labels: Iterable[tuple[str, str]], link: str) -> Iterator[str]:
    for serial, whole in labels:
        if whole != link + serial:
            raise ValueError(f"{whole!r} does not fit a run of {link!r} and a serial")
        yield serial
