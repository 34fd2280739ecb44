"""The scheme in force and sheets on it, for the tests of OCOP."""

from functools import cache
from pathlib import Path

import yaml

from ocop.criteria import Scheme, read_scheme
from ocop.scoring import Sheet

FILE = Path(__file__).parents[1] / "ocop" / "data" / "decision_26_2026.yaml"


@cache
def data():
    """The file of Decision 26/2026/QĐ-TTg as it stands; not to be changed."""
    return yaml.safe_load(FILE.read_text(encoding="utf-8"))


@cache
def scheme() -> Scheme:
    return read_scheme(data())


def best(product_set, **chosen):
    """Every criterion at its best, but for those given: `c2_3=1` is option 1 of 2.3."""
    given = {code[1:].replace("_", "."): number for code, number in chosen.items()}
    return Sheet(
        {
            criterion.code: given.get(criterion.code, _best(criterion).number)
            for criterion in product_set
        }
    )


def worst(product_set):
    """Every criterion at its worst."""
    return Sheet(
        {
            criterion.code: min(criterion.options, key=lambda option: option.points).number
            for criterion in product_set
        }
    )


def _best(criterion):
    return max(criterion.options, key=lambda option: option.points)
