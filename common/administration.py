"""Tables that the administration site shows and does not change."""

from typing import Any

from django.http import HttpRequest


class ReadOnly:
    """Mixed into an admin class: changes go through pages and services, which log them."""

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
