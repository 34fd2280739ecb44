"""Between a form and a service: a rule that was broken is said on the form."""

from collections.abc import Callable
from typing import Any, TypeVar

from django import forms

from common.errors import NotAllowed, RuleError

Result = TypeVar("Result")


def accepted(
    form: forms.BaseForm, service: Callable[..., Result], **values: Any
) -> Result | None:
    """Call `service(**values)`; None when a rule forbids it, with its sentence on `form`.

    The sentence stands at the field that the rule blames when the form has it, else above the
    form. NotAllowed goes on to the page for it: no other value in the form would help.
    """
    try:
        return service(**values)
    except NotAllowed:
        raise
    except RuleError as error:
        form.add_error(error.field if error.field in form.fields else None, error.message)
        return None
