"""What happens around every request."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from common.errors import RuleError


class RuleErrors:
    """A RuleError that a page did not answer itself becomes a page that says its sentence.

    Forms say theirs in place, and the API answers in JSON; both never come here.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(
        self, request: HttpRequest, exception: Exception
    ) -> HttpResponse | None:
        """Django's hook for what a view raised."""
        if not isinstance(exception, RuleError):
            return None
        return render(
            request, "errors/rule_error.html", {"error": exception}, status=exception.status
        )


rule_errors = RuleErrors
