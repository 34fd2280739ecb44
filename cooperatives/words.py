"""How records of organisations stand, said to people."""

import datetime

from django.utils.translation import gettext as _

from cooperatives.models import Certificate


def certificate_standing(certificate: Certificate, today: datetime.date) -> tuple[str, str]:
    """How a certificate stands on `today`, and the tone in which that is shown."""
    if certificate.withdrawn_on:
        return _("bị rút"), "bad"
    if certificate.is_over(today):
        return _("hết hạn"), "bad"
    if certificate.valid_from > today:
        return _("chưa đến ngày"), "wait"
    return _("còn giá trị"), "good"
