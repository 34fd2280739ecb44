from django.apps import AppConfig


class TraceConfig(AppConfig):
    """Received materials, batches, activation of labels, scans."""

    name = "trace"
    verbose_name = "Truy xuất"

    def ready(self) -> None:
        """What forbids labels of a batch is asked before any form of its runs is made."""
        from labels.services import ask_before_printing
        from trace.services import refuse_run

        ask_before_printing(refuse_run)
