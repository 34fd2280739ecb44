"""Personal values in the log: encrypted with a key per person, erased by erasing the key."""

from cryptography.fernet import Fernet
from django.db import transaction
from django.utils import timezone

from common.errors import RuleError
from records.models import PersonKey


def seal(person: str, value: str) -> str:
    """`value` encrypted with the key of `person`, made when there is none yet.

    Raises RuleError "records.person_erased" when that person's data were erased: nothing new
    is to be written under an erased key.
    """
    row, _ = PersonKey.objects.get_or_create(
        person=person, defaults={"key": Fernet.generate_key()}
    )
    if row.key is None:
        raise RuleError(
            "records.person_erased",
            f"Dữ liệu cá nhân của {person} đã được xóa nên không ghi thêm được. "
            "Hãy lập hồ sơ mới cho người này.",
        )
    return Fernet(bytes(row.key)).encrypt(value.encode()).decode()


def unseal(person: str, sealed: str) -> str | None:
    """The value that `seal` encrypted, or None when the person's key was erased."""
    row = PersonKey.objects.get(person=person)
    if row.key is None:
        return None
    return Fernet(bytes(row.key)).decrypt(sealed.encode()).decode()


def erase(person: str) -> None:
    """Erase the key of `person`: what the log says of them is unreadable from now on."""
    with transaction.atomic():
        PersonKey.objects.filter(person=person, key__isnull=False).update(
            key=None, erased_at=timezone.now()
        )
