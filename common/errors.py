"""What can go wrong through no fault of the program, said to a person."""

from collections.abc import Callable, Mapping, Sequence
from typing import ParamSpec, TypeVar

Arguments = ParamSpec("Arguments")
Result = TypeVar("Result")


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


class ChangedMeanwhile(RuleError):
    """The row was changed by somebody since this person opened it. `version`: its present one,
    which who has seen the present values sends when they still want the change."""

    def __init__(self, code: str, message: str, *, version: int):
        super().__init__(code, message, field="version")
        self.version = version
        self.findings = ({"version": version},)


class BrokenRules(BadInput):
    """Several values are malformed at once; `errors` has each, the first is told as its own."""

    def __init__(self, errors: Sequence[RuleError]):
        first = errors[0]
        super().__init__(
            first.code, " ".join(error.message for error in errors), field=first.field
        )
        self.errors = tuple(errors)
        self.findings = tuple(
            {"code": error.code, "message": error.message, "field": error.field}
            for error in errors
        )


class Checks:
    """Checks made one after another, so that a person hears all that is wrong at once.

    checks = Checks()
    name = checks.run(check_name, typed)  # None when it is refused
    checks.end()  # raises what was refused
    """

    def __init__(self) -> None:
        self._broken: list[RuleError] = []

    def run(
        self,
        check: Callable[Arguments, Result],
        *args: Arguments.args,
        **kwargs: Arguments.kwargs,
    ) -> Result | None:
        """What `check` gives; None when it raises a RuleError, which is kept."""
        try:
            return check(*args, **kwargs)
        except RuleError as error:
            self._broken += each_of(error)
            return None

    def refuse(self, error: RuleError) -> None:
        """Keep a rule that was found broken, or several."""
        self._broken += each_of(error)

    def end(self) -> None:
        """Raise the one rule that was broken, or BrokenRules with several; else nothing."""
        if len(self._broken) == 1:
            raise self._broken[0]
        if self._broken:
            raise BrokenRules(self._broken)


def each_of(error: RuleError) -> Sequence[RuleError]:
    """The broken rules that one error stands for: its own, or each of several."""
    return error.errors if isinstance(error, BrokenRules) else (error,)
