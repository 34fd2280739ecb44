from django.apps import AppConfig


class GrowingAreasConfig(AppConfig):
    """Growing areas, their codes and plots, harvests."""

    name = "growing_areas"
    verbose_name = "Vùng trồng"
