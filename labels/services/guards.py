"""What forbids printing a run: rooms above know, and hand their questions down when they start.

A run may be printed again and in other forms long after it was issued. What forbids labels of a
batch is for `trace` to say, which stands above; this is where it says what to ask.
"""

from collections.abc import Callable

from labels.models import LabelRun

# Raises RuleError when labels of the run may not be printed now.
Question = Callable[[LabelRun], None]
_QUESTIONS: list[Question] = []


def ask_before_printing(question: Question) -> None:
    """From now on `question` is asked before any form of a run is made; once each."""
    if question not in _QUESTIONS:
        _QUESTIONS.append(question)


def refuse_forbidden(run: LabelRun) -> None:
    """Raise RuleError when something forbids printing `run` now."""
    for question in _QUESTIONS:
        question(run)
