from django.apps import AppConfig


class OcopConfig(AppConfig):
    """Criteria sets, dossiers, councils, scoring and decisions of OCOP."""

    name = "ocop"
    verbose_name = "OCOP"
