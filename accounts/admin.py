from django.contrib import admin
from django.contrib.auth.admin import UserAdmin

from accounts.models import OfficerDuty, User


@admin.register(User)
class PersonAdmin(UserAdmin):
    """People, with one line for their name."""

    list_display = ["username", "full_name", "email", "is_staff"]
    search_fields = ["username", "full_name", "email"]
    fieldsets = [
        (None, {"fields": ["username", "password"]}),
        ("Thông tin", {"fields": ["full_name", "email"]}),
        ("Quyền", {"fields": ["is_active", "is_staff", "is_superuser"]}),
        ("Thời điểm", {"fields": ["last_login", "date_joined"]}),
    ]


@admin.register(OfficerDuty)
class OfficerDutyAdmin(admin.ModelAdmin):
    """Officers' duties."""

    list_display = ["user", "duty", "unit", "valid_from", "valid_to"]
    list_filter = ["duty"]
    autocomplete_fields = ["user"]
    raw_id_fields = ["unit"]
