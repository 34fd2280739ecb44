"""What the platform tells a person by itself."""

from typing import Self

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models.people import User
from common.constraints import known_choice
from common.shown import is_vietnamese


class NoticeQuerySet(models.QuerySet):
    """Reading notices."""

    def visible_to(self, user: User | AnonymousUser) -> Self:
        """A person's own; nobody reads another's, not even an administrator."""
        return self.filter(person_id=user.pk) if user.is_authenticated else self.none()

    def unread(self) -> Self:
        """Those that their person has not marked as read."""
        return self.filter(read_at__isnull=True)


class Notice(models.Model):
    """One thing said to one person, once for each milestone.

    about: the key of what it speaks of ("products.certificate:3"); page: the key of the thing
    on whose page one finds it. The text stands in both languages, as it was on its day.
    """

    class Kind(models.TextChoices):
        CERTIFICATE_ENDS = "certificate_ends", _("giấy chứng nhận sắp hết giá trị")
        FINDING = "finding", _("điểm chưa đạt của vùng trồng")
        INSPECTION = "inspection", _("kiểm tra vùng trồng")
        CODE = "code", _("mã số vùng trồng")

    person = models.ForeignKey(
        User, models.PROTECT, verbose_name="người nhận", related_name="notices", db_index=False
    )
    about = models.CharField("nói về", max_length=80)
    page = models.CharField("ở trang của", max_length=80, blank=True)
    kind = models.CharField("loại", max_length=40, choices=Kind)
    milestone = models.CharField("mốc", max_length=20)
    text = models.TextField("nội dung")
    text_en = models.TextField("nội dung tiếng Anh")
    created_at = models.DateTimeField("lúc")
    read_at = models.DateTimeField("đã đọc lúc", null=True, blank=True)
    mailed_at = models.DateTimeField("đã gửi thư lúc", null=True, blank=True)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        verbose_name = "thông báo"
        verbose_name_plural = "thông báo"
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                name="notice_once_for_each_milestone",
                fields=["person", "about", "kind", "milestone"],
            ),
            known_choice(
                "notice_kind_known",
                "kind",
                ["certificate_ends", "finding", "inspection", "code"],
            ),
            models.CheckConstraint(
                name="notice_says_something_in_both_languages",
                condition=~Q(text="") & ~Q(text_en=""),
            ),
            models.CheckConstraint(
                name="notice_read_after_it_was_made",
                condition=Q(read_at__isnull=True) | Q(read_at__gte=F("created_at")),
            ),
        ]
        indexes = [
            # A person's notices, newest first.
            models.Index(name="notice_by_person", fields=["person", "-created_at", "-id"]),
            # How many a person has not read: every page says it.
            models.Index(
                name="notice_unread", fields=["person"], condition=Q(read_at__isnull=True)
            ),
            # What is still to be sent by mail.
            models.Index(
                name="notice_not_mailed", fields=["person"], condition=Q(mailed_at__isnull=True)
            ),
        ]

    def __str__(self) -> str:
        return self.text

    @property
    def shown(self) -> str:
        """The text in the language of the page."""
        return self.text if is_vietnamese() else self.text_en
