from django.apps import AppConfig


class RecordsConfig(AppConfig):
    """The chained log, jobs, documents and version counters."""

    name = "records"
    verbose_name = "Nhật ký và hồ sơ"
