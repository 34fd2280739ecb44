"""The names of people whom records know by their keys."""

from collections.abc import Iterable

from accounts.models import User


def names_of_people(keys: Iterable[str]) -> dict[str, str]:
    """The names of those of `keys` that are people's ("user:7"), by key; one query at most."""
    parts = [key.partition(":") for key in keys]
    numbers = {int(number) for word, _, number in parts if word == "user" and number.isdigit()}
    if not numbers:
        return {}
    return {user.key: str(user) for user in User.objects.filter(pk__in=numbers)}
