from django.contrib import admin

from common.administration import ReadOnly
from cooperatives.models import Membership, Organisation


class MembershipInline(ReadOnly, admin.TabularInline):
    """Who works in the organisation."""

    model = Membership
    extra = 0
    autocomplete_fields = ["user"]


@admin.register(Organisation)
class OrganisationAdmin(ReadOnly, admin.ModelAdmin):
    """Organisations, to be looked up."""

    list_display = ["name", "kind", "unit", "tax_code", "is_illustration"]
    list_filter = ["kind", "is_illustration"]
    search_fields = ["name", "folded", "tax_code"]
    list_select_related = ["unit"]
    raw_id_fields = ["unit"]
    inlines = [MembershipInline]
