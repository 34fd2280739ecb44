"""People who sign in."""

from django.contrib.auth.models import AbstractUser
from django.db import models

from common.text import nfc


class User(AbstractUser):
    """A person with a sign-in. Vietnamese names are one line, not first and last."""

    first_name = None  # type: ignore[assignment]
    last_name = None  # type: ignore[assignment]
    full_name = models.CharField("họ và tên", max_length=150, blank=True)
    email = models.EmailField("thư điện tử", blank=True)
    # A sample sign-in whose password is public; `check --deploy` refuses it.
    is_demo = models.BooleanField("tài khoản minh họa", default=False)

    class Meta:
        verbose_name = "người dùng"
        verbose_name_plural = "người dùng"

    def __str__(self) -> str:
        return self.get_full_name()

    @property
    def key(self) -> str:
        """How the log names this person: "user:12"."""
        return f"user:{self.pk}"

    def clean(self) -> None:
        super().clean()
        self.full_name = nfc(self.full_name)

    def get_full_name(self) -> str:
        return self.full_name or self.username

    def get_short_name(self) -> str:
        return self.get_full_name()
