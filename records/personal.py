"""Personal values in the log: encrypted with a key per person, erased by erasing the key."""

from collections.abc import Iterable

from cryptography.fernet import Fernet
from django.db import transaction
from django.utils import timezone

from common.errors import RuleError
from common.iterating import batched
from records.models import PersonKey

AT_ONCE = 500  # persons in one query


def keys_of(persons: Iterable[str]) -> dict[str, Fernet]:
    """The key of each of `persons`, made when there is none yet; few queries for thousands.

    Raises RuleError "records.person_erased" when the data of one of them were erased: nothing
    new is to be written under an erased key.
    """
    wanted = sorted(set(persons))
    rows = _stored(wanted)
    new = [
        PersonKey(person=person, key=Fernet.generate_key())
        for person in wanted
        if person not in rows
    ]
    if new:
        # Another writer may be just as far: whose key came first is everybody's.
        PersonKey.objects.bulk_create(new, batch_size=AT_ONCE, ignore_conflicts=True)
        rows |= _stored([row.person for row in new])
    return {person: Fernet(_key_in(rows[person])) for person in wanted}


def _stored(persons: list[str]) -> dict[str, PersonKey]:
    found: dict[str, PersonKey] = {}
    for few in batched(persons, AT_ONCE):
        found |= {row.person: row for row in PersonKey.objects.filter(person__in=few)}
    return found


def _key_in(row: PersonKey) -> bytes:
    if row.key is None:
        raise RuleError(
            "records.person_erased",
            f"Dữ liệu cá nhân của {row.person} đã được xóa nên không ghi thêm được. "
            "Hãy lập hồ sơ mới cho người này.",
        )
    return bytes(row.key)


def seal(key: Fernet, value: str) -> str:
    """`value` encrypted."""
    return key.encrypt(value.encode()).decode()


class Opener:
    """Opens sealed values, reading each person's key once."""

    def __init__(self, persons: Iterable[str]):
        self._rows = _stored(sorted(set(persons)))

    def open(self, person: str, sealed: str) -> str | None:
        """The value that was sealed, or None when the person's key was erased."""
        key = self._rows[person].key
        return None if key is None else Fernet(bytes(key)).decrypt(sealed.encode()).decode()


def unseal(person: str, sealed: str) -> str | None:
    """One value that was sealed, or None when the person's key was erased."""
    return Opener([person]).open(person, sealed)


def erase(person: str) -> None:
    """Erase the key of `person`: what the log says of them is unreadable from now on."""
    with transaction.atomic():
        PersonKey.objects.filter(person=person, key__isnull=False).update(
            key=None, erased_at=timezone.now()
        )
