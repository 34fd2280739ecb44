"""The benchmark of the registry: what it fills can be opened by everybody that it makes."""

import pytest
from django.urls import reverse

from portal.bench.asking import open_lists
from portal.bench.filling import fill


@pytest.mark.slow
# A database of its own begins to count at 1, and so does this one.
@pytest.mark.django_db(transaction=True, reset_sequences=True)
def test_a_small_registry_is_filled_and_every_list_opened(settings):
    settings.ALLOWED_HOSTS = ["localhost"]
    opened = open_lists(fill(12), repeats=1)
    assert {one.who for one in opened} == {"administrator", "officer", "manager"}
    desk = reverse("portal:desk")
    assert max(one.queries for one in opened if one.address != desk) <= 12
    assert max(one.queries for one in opened if one.address == desk) <= 17
