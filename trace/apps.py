from django.apps import AppConfig


class TraceConfig(AppConfig):
    """Received materials, batches, activation of labels, scans."""

    name = "trace"
    verbose_name = "Truy xuất"
