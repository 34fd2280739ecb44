"""What can go wrong through no fault of the program, said to a person."""

from collections.abc import Mapping, Sequence


class RuleError(Exception):
    """A request broke a rule of the trade. Nothing was changed.

    `code` is for programs and never changes ("trace.too_much"). `message` is Vietnamese, for
    the person at the screen: which thing, what is wrong with it, what to do next. `field`
    names the input that is to blame, when one is. `findings`: where one sentence stands for
    many faults, each of them as a mapping for programs.
    """

    status = 409
    findings: Sequence[Mapping[str, object]] = ()

    def __init__(self, code: str, message: str, *, field: str | None = None):
        super().__init__(message)
        self.code = code
        self.message = message
        self.field = field


class BadInput(RuleError):
    """The value itself is malformed: a wrong check digit, an impossible polygon."""

    status = 422


class NotAllowed(RuleError):
    """The person may see the thing, but may not do this to it."""

    status = 403
