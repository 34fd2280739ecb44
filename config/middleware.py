"""What happens around every request."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.cache import patch_vary_headers

from accounts.access import lacks_second_factor, territories_remembered
from common.errors import BadInput, RuleError

NUL = BadInput(
    "nul_character",
    "Dữ liệu gửi lên có ký tự NUL, hệ thống không lưu được. Hãy bỏ ký tự đó rồi gửi lại.",
)


class ChosenLanguage:
    """Pages speak the language chosen with their switch, and Vietnamese before any choice.

    What the browser asks for is not listened to: many office computers in Việt Nam are set to
    English, and their clerks must never meet a form in English. The page behind a label, which
    strangers open, listens for itself.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
        language = chosen if chosen in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE
        with translation.override(language):
            response = self.get_response(request)
        response.headers.setdefault("Content-Language", language)
        patch_vary_headers(response, ["Cookie"])
        return response


class OneSight:
    """What an officer oversees is asked of the database once a request."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        with territories_remembered():
            return self.get_response(request)


class NoNul:
    """Answers what holds the character NUL, which PostgreSQL cannot keep in any text.

    Forms refuse it in their fields; this is for queries and for what the API is sent.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not self._holds_nul(request):
            return self.get_response(request)
        if request.path.startswith("/api/"):
            return JsonResponse({"code": NUL.code, "message": NUL.message}, status=NUL.status)
        return render(request, "errors/rule_error.html", {"error": NUL}, status=NUL.status)

    @staticmethod
    def _holds_nul(request: HttpRequest) -> bool:
        if "%00" in request.META.get("QUERY_STRING", ""):
            return True
        if not request.path.startswith("/api/"):
            return False
        # The API reads a body as JSON whatever its type says, and JSON may come as UTF-16.
        is_text = request.content_type != "multipart/form-data"
        return "\0" in request.path or (
            is_text and (b"\0" in request.body or b"\\u0000" in request.body)
        )


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


class SecondFactor:
    """Officers and administrators without a second factor are led to set one up first.

    Every page leads there, the administration site too; the API answers 403 with the sentence,
    where it asks who calls.
    """

    OPEN = frozenset(
        {
            "mfa_activate_totp",
            "account_reauthenticate",
            "account_logout",
            "set_language",
        }
    )

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Any, args: Any, kwargs: Any
    ) -> HttpResponse | None:
        """Django's hook before a view, when the name of its address is known."""
        if request.path.startswith("/api/") or not lacks_second_factor(request.user):
            return None
        assert request.resolver_match is not None
        if request.resolver_match.view_name in self.OPEN:
            return None
        return redirect("mfa_activate_totp")


chosen_language = ChosenLanguage
no_nul = NoNul
one_sight = OneSight
rule_errors = RuleErrors
second_factor = SecondFactor
