"""Units for looking things up. They change by `load_places` and by what communes enter."""

from django.contrib import admin
from django.http import HttpRequest

from places.models import Unit


@admin.register(Unit)
class UnitAdmin(admin.ModelAdmin):
    """Units, to be read only: their history is data with sources, not for editing by hand."""

    list_display = ["code", "full_name", "parent", "valid_from", "valid_to"]
    list_filter = ["level", "valid_from"]
    list_select_related = ["parent"]
    search_fields = ["code", "full_name", "folded"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Unit | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Unit | None = None) -> bool:
        return False
