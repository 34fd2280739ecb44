from django.apps import AppConfig


class TargetsConfig(AppConfig):
    """Plans, indicators and measures of the communes' targets."""

    name = "targets"
    verbose_name = "Chỉ tiêu"
