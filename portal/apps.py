from django.apps import AppConfig


class PortalConfig(AppConfig):
    """Home, the page behind a label, pages over several subjects."""

    name = "portal"
    verbose_name = "Cổng thông tin"
