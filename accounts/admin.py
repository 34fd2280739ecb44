from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from accounts.access import key_of
from accounts.models import OfficerDuty, OfficerInvitation, User
from accounts.services import note
from common.administration import ReadOnly


@admin.register(User)
class PersonAdmin(admin.ModelAdmin):
    """People and their rights. Names, passwords and duties are changed on the pages."""

    list_display = ["username", "full_name", "email", "is_active", "is_staff"]
    search_fields = ["username", "full_name", "email"]
    fields = [
        *("username", "full_name", "email", "last_login", "date_joined"),
        *("is_active", "is_staff", "is_superuser"),
    ]
    readonly_fields = ["username", "full_name", "email", "last_login", "date_joined"]

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def save_model(self, request: HttpRequest, obj: User, form: Any, change: bool) -> None:
        """Save the rights, and write them into the log."""
        super().save_model(request, obj, form, change)
        rights = {name: getattr(obj, name) for name in form.changed_data}
        note(obj, "accounts.rights_changed", by=key_of(request.user), data=rights)


@admin.register(OfficerDuty)
class OfficerDutyAdmin(ReadOnly, admin.ModelAdmin):
    """Officers' duties, to be looked up."""

    list_display = ["user", "duty", "unit", "valid_from", "valid_to"]
    list_filter = ["duty"]
    list_select_related = ["user", "unit"]


@admin.register(OfficerInvitation)
class OfficerInvitationAdmin(ReadOnly, admin.ModelAdmin):
    """Invitations of officers, to be looked up."""

    list_display = ["full_name", "unit", "invited_by", "created_at", "accepted_at"]
    list_select_related = ["unit", "invited_by"]
