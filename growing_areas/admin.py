"""The tables of this room to be looked at. They change by the pages, which log what they do."""

from django.contrib import admin

from common.administration import ReadOnly
from growing_areas.models import CodeState, Crop, GrowingArea, GrowingAreaCode, Harvest, Plot


@admin.register(Crop)
class CropAdmin(ReadOnly, admin.ModelAdmin):
    """Crops of the register, as `load_crops` wrote them."""

    list_display = ["code", "name", "name_en", "scientific_name", "perennial"]
    search_fields = ["code", "name", "name_en", "scientific_name"]


class PlotInline(ReadOnly, admin.TabularInline):
    """Plots of an area without their outlines."""

    model = Plot
    fields = ["name", "hectares", "lon", "lat"]


@admin.register(GrowingArea)
class GrowingAreaAdmin(ReadOnly, admin.ModelAdmin):
    """Growing areas with their plots."""

    list_display = ["name", "organisation", "crop", "unit"]
    list_select_related = ["organisation", "crop", "unit"]
    list_filter = ["crop"]
    search_fields = ["name", "organisation__folded"]
    inlines = [PlotInline]


class CodeStateInline(ReadOnly, admin.TabularInline):
    """The states of a code."""

    model = CodeState


@admin.register(GrowingAreaCode)
class GrowingAreaCodeAdmin(ReadOnly, admin.ModelAdmin):
    """Codes with their states."""

    list_display = ["code", "kind", "market", "area", "granted_on", "expires_on"]
    list_select_related = ["area"]
    list_filter = ["kind", "market"]
    search_fields = ["code"]
    inlines = [CodeStateInline]


@admin.register(Harvest)
class HarvestAdmin(ReadOnly, admin.ModelAdmin):
    """Harvests."""

    list_display = ["area", "harvested_on", "kilograms"]
    list_select_related = ["area"]
    date_hierarchy = "harvested_on"
