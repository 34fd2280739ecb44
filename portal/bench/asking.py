"""Opening the lists as a browser does, and how long the server takes."""

import statistics
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext, override_settings
from django.urls import reverse

from accounts.models import User
from common.list_filters import Days
from common.lists import PAGE, PER_PAGE, SEARCH, SORT, DeclaredList
from common.progress import progress
from cooperatives.lists import ORGANISATIONS
from growing_areas.code_lists import CODES
from growing_areas.lists import AREAS
from labels.lists import RUNS
from places.list_filters import InPlace
from portal.bench.filling import Persons
from portal.lists import CERTIFICATES, IMPORTS, JOBS
from products.lists import PRODUCTS
from trace.lists import BATCHES, MATERIALS

# Each list, the page it stands on, and a whole code that its search finds.
LISTS: Sequence[tuple[DeclaredList[Any], str, str]] = (
    (ORGANISATIONS, "cooperatives:list", "0000000001"),
    (AREAS, "growing_areas:list", "VN-01-00000001"),
    (CODES, "growing_areas:codes", "VN-01-00000001"),
    (PRODUCTS, "products:list", "00000000000001"),
    (BATCHES, "trace:batch_list", "L-1"),
    (MATERIALS, "trace:material_list", "ho"),
    (RUNS, "labels:run_list", "L-1"),
    *((declared, f"portal:{page}", "GCN-1") for page, declared in CERTIFICATES.items()),
    (IMPORTS, "portal:imports", "tep-1.xlsx"),
    (JOBS, "portal:jobs", "L-1"),
)
# Pages name their static files by the hash of their content; whether those were collected does
# not matter here.
PLAIN_NAMES = {
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
}
WORDS = ("ca phe", "hop tac thanh cong", "khong-co-gi-nhu-the")


@dataclass(frozen=True)
class Opened:
    """A page of a list as one person opened it."""

    who: str
    address: str
    milliseconds: float
    queries: int


def open_lists(
    persons: Persons, repeats: int, lists: Sequence[tuple[DeclaredList[Any], str, str]] = LISTS
) -> list[Opened]:
    """Every list in every way that its declaration allows, by each kind of person.

    lists: each with the name of its page, or the page's address, and a code to search for.
    What a person may not open is left out.
    """
    asked = [
        (who, user, address)
        for who, user in (
            ("administrator", persons.administrator),
            ("officer", persons.officer),
            ("manager", persons.manager),
        )
        for address in _addresses(persons, lists)
    ]
    with override_settings(STORAGES=settings.STORAGES | PLAIN_NAMES):
        opened = [
            _opened(who, user, address, repeats)
            for who, user, address in progress(asked, "lists opened", total=len(asked))
        ]
    return [one for one in opened if one]


def _addresses(
    persons: Persons, lists: Sequence[tuple[DeclaredList[Any], str, str]]
) -> Iterator[str]:
    yield reverse("portal:desk")  # which looks into everything that may wait for the person
    for declared, page, code in lists:
        path = page if page.startswith("/") else reverse(page)
        rows = declared.model._default_manager.count()
        deep = max(1, rows // PER_PAGE // 2)
        queries = ["", f"{PAGE}={deep}", f"{PAGE}=9999999"]
        queries += [f"{SEARCH}={words}" for words in (*WORDS, code)]
        for column in declared.columns:
            if column.sort:
                queries += [f"{SORT}={column.word}", f"{SORT}=-{column.word}&{PAGE}={deep}"]
        for one in declared.all_filters:
            if isinstance(one, InPlace):
                queries += [f"{one.word}={persons.province.code}"]
                queries += [f"{one.word}={persons.province.code}&{SEARCH}=ca phe"]
            elif isinstance(one, Days):
                queries += [f"{one.word}_tu=2026-01-01&{one.word}_den=2026-06-30"]
            else:
                value = next((value for value, _words in one.options()), "")
                queries += [f"{one.word}={value}"]
        yield from (f"{path}?{query}" for query in queries)


def _opened(who: str, user: User, address: str, repeats: int) -> Opened | None:
    client = Client(SERVER_NAME="localhost")
    client.force_login(user)
    secure = settings.SECURE_SSL_REDIRECT
    with CaptureQueriesContext(connection) as asked:
        response = client.get(address, secure=secure)
        queries = len(asked)
    if response.status_code == 403:
        return None
    if response.status_code != 200:
        raise RuntimeError(f"{address} answered {response.status_code} to the {who}")
    taken = []
    for _again in range(repeats):
        started = time.perf_counter()
        client.get(address, secure=secure)
        taken.append(time.perf_counter() - started)
    return Opened(who, address, statistics.median(taken) * 1000, queries)
