from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """People who sign in, and officers' duties per administrative unit."""

    name = "accounts"
    verbose_name = "Tài khoản"

    def ready(self) -> None:
        from accounts import checks  # noqa: F401
