from django.apps import AppConfig


class CooperativesConfig(AppConfig):
    """Organisations of every kind and the people who work in them."""

    name = "cooperatives"
    verbose_name = "Tổ chức"
