from django.apps import AppConfig


class ListingsConfig(AppConfig):
    """Channels, stalls, listings and sales."""

    name = "listings"
    verbose_name = "Kênh bán"
