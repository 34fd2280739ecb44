from django.apps import AppConfig


class PlacesConfig(AppConfig):
    """Dated administrative units and their successions; villages."""

    name = "places"
    verbose_name = "Địa bàn"
