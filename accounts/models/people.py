"""People who sign in."""

from typing import Any

from django.contrib.auth.models import AbstractUser
from django.db import models

from common.text import fold, nfc


class User(AbstractUser):
    """A person with a sign-in. Vietnamese names are one line, not first and last."""

    first_name = None  # type: ignore[assignment]
    last_name = None  # type: ignore[assignment]
    full_name = models.CharField("họ và tên", max_length=150, blank=True)
    # Both names without marks, for search; `save` keeps it right.
    folded = models.CharField("tên không dấu", max_length=1000, editable=False)
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

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.folded = fold(f"{self.full_name} {self.username}")
        written = kwargs.get("update_fields")
        if written is not None and {"full_name", "username"} & set(written):
            kwargs["update_fields"] = {*written, "folded"}
        super().save(*args, **kwargs)

    def clean(self) -> None:
        super().clean()
        self.full_name = nfc(self.full_name)

    def get_full_name(self) -> str:
        return self.full_name or self.username

    def get_short_name(self) -> str:
        return self.get_full_name()
