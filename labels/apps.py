from django.apps import AppConfig


class LabelsConfig(AppConfig):
    """Label runs, serials, QR codes, sheets."""

    name = "labels"
    verbose_name = "Nhãn"

    def ready(self) -> None:
        from labels import checks  # noqa: F401
