"""The same work for many batches, shared out to processes, its results in the order given.

Helpers are started anew, not forked: the caller may have threads and database connections. They
hold one end of a pipe each; when the caller goes away, however it ends, the pipe ends and so do
they.
"""

import multiprocessing
import os
import signal
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from itertools import cycle, islice
from multiprocessing.connection import Connection

Serials = Sequence[str]
Work = Callable[[Serials], bytes]

# Serials sent to a helper in one message: enough to make messages cheap, few enough that two
# of them lie in a pipe without filling it. Caller and helper would wait for each other else.
_TOGETHER = 512
_WAITING = 2  # messages that a helper has before it, so that it never waits for work


def cores() -> int:
    """How many processors this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def in_order(work: Work, batches: Iterable[Serials], processes: int) -> Iterator[bytes]:
    """`work` of each batch, in order.

    processes: 1 to work here; from 2 on so many helpers work, and this process only feeds
    them. `work` can be pickled then. Batches are taken as they are needed.
    """
    if processes < 2:
        yield from map(work, batches)
        return
    with ExitStack() as helpers:
        pipes = [helpers.enter_context(_helper(work)) for _ in range(processes)]
        asked: deque[Connection] = deque()
        for pipe, message in zip(cycle(pipes), _messages(batches)):
            pipe.send(message)
            asked.append(pipe)
            if len(asked) >= _WAITING * processes:
                yield from asked.popleft().recv()
        while asked:
            yield from asked.popleft().recv()


def _messages(batches: Iterable[Serials]) -> Iterator[list[Serials]]:
    waiting = iter(batches)
    for first in waiting:
        more = max(0, _TOGETHER // max(1, len(first)) - 1)
        yield [first, *islice(waiting, more)]


@contextmanager
def _helper(work: Work) -> Iterator[Connection]:
    """A pipe to a process that answers each list of batches with a list of results."""
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    process = context.Process(target=_answer, args=(theirs, work), daemon=True)
    process.start()
    theirs.close()  # only the helper holds it now, so that we hear when it ends
    try:
        yield ours
    finally:
        ours.close()
        process.join()


def _answer(pipe: Connection, work: Work) -> None:
    """The helper's whole life."""
    # Ctrl-C reaches every process of a terminal; the caller decides what it means.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        while True:
            pipe.send([work(batch) for batch in pipe.recv()])
    except (EOFError, ConnectionError):
        return  # the caller has all it wanted, or is no more
