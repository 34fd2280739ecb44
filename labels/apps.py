from django.apps import AppConfig


class LabelsConfig(AppConfig):
    """Label runs, serials, QR codes, sheets."""

    name = "labels"
    verbose_name = "Nhãn"
