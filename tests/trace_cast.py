"""What the tests of received materials share."""

from decimal import Decimal

from django.utils import timezone

from trace.services import Delivery


def delivery(**changes):
    return Delivery(
        **{
            "name": "Mật ong rừng",
            "kind": "honey",
            "supplier": "Hộ nuôi ong (minh họa)",
            "origin": "xã Hướng Phùng, tỉnh Quảng Trị",
            "received_on": timezone.localdate(),
            "quantity": Decimal(30),
            "unit": "l",
        }
        | changes
    )
