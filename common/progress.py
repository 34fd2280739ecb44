"""Progress of long commands, drawn on a terminal only."""

import sys
import time
from collections.abc import Iterable, Iterator
from typing import TypeVar

Item = TypeVar("Item")


def progress(
    items: Iterable[Item], what: str, *, total: int, every: float = 0.5
) -> Iterator[Item]:
    """Yield `items`; meanwhile draw "units 1200/5000 24% 0:07 left" on standard error.

    total: how many items there will be. Draws at most each `every` seconds, and nothing at all
    when standard error is not a terminal, so logs and pipes stay clean.
    """
    started, drawn = time.monotonic(), 0.0
    for done, item in enumerate(items, start=1):
        yield item
        now = time.monotonic()
        if sys.stderr.isatty() and (now - drawn >= every or done == total):
            drawn = now
            left = round((now - started) / done * (total - done))
            sys.stderr.write(
                f"\r{what} {done}/{total} {done / total:.0%} {left // 60}:{left % 60:02d} left "
            )
            sys.stderr.write("\n" if done == total else "")
