"""Who may open what: every page and every operation of the API, asked by every role.

`table.csv` beside this file says what each is answered; a page or operation without a row
fails. What was really answered is then written to `var/access-table.csv`. Compare the two line
by line, think at each cell whether it should be so, and copy the file if every change is meant:

    diff tests/access/table.csv var/access-table.csv
    cp var/access-table.csv tests/access/table.csv

The columns are the roles of `ROLES`. All belongs to An's cooperative in xã Hải Lăng: its people
(viewer … manager), officers of that commune with one duty each, the officer of the province for
the registry and codes, and who has nothing to do with it: nobody (not signed in), a stranger
(manages another cooperative), elsewhere (an officer with every duty in another commune).

Pages are asked by GET, and by POST with nothing in it; the API with a body that works, where
`tests/everything.py` has one. Each request is undone. Answers are status codes; "sign in" is a
redirect to that page. 200 or 201: done, or a form with its faults; 403: seen and not allowed;
404: not to be seen; 409 and 422: allowed, and refused by a rule. How this is meant in words
stands in docs/access.md.
"""

import csv
import json
from http.cookies import SimpleCookie
from pathlib import Path

import pytest
from django.conf import settings
from django.db import transaction
from django.template.backends.django import Template
from django.test import Client
from django.urls import reverse

from accounts.models import OfficerDuty, User
from cooperatives.models import Membership
from cooperatives.services import add_member
from tests.conftest import REFORM
from tests.everything import (
    one_of_each,
    operation_path,
    operations,
    page_arguments,
    pages,
)

TABLE = Path(__file__).parent / "table.csv"
PROPOSED = Path(settings.BASE_DIR) / "var/access-table.csv"
INSIDE = list(Membership.Role)
DUTIES = list(OfficerDuty.Duty)
ROLES = [
    *("nobody", "stranger", "viewer", "recorder", "operator", "manager"),
    *(duty.value for duty in DUTIES),
    *("province", "elsewhere", "administrator"),
]


def officer(name, unit, *duties):
    """An officer; as sample accounts they need no second factor."""
    user = User.objects.create_user(name, is_demo=True)
    for duty in duties:
        OfficerDuty.objects.create(user=user, unit=unit, duty=duty, valid_from=REFORM)
    return user


@pytest.fixture
def cast(coop, other_coop, an, chi, province, commune, other_commune):
    """A person for each role but nobody."""
    people = {"stranger": chi, "manager": an}
    for role in INSIDE:
        if role != Membership.Role.MANAGER:
            user = User.objects.create_user(role)
            add_member(organisation=coop, user=user, role=role, by="test")
            people[role.value] = user
    for duty in DUTIES:
        people[duty.value] = officer(duty.value, commune, duty)
    people["province"] = officer("province", province, "registry", "growing_area_codes")
    people["elsewhere"] = officer("elsewhere", other_commune, *DUTIES)
    people["administrator"] = User.objects.create_superuser("administrator", is_demo=True)
    return people


def answered(client, signed_in, method, path, body):
    """The answer to one request, in short; what the request did is undone.

    signed_in: the cookies of the person's session, which a request may end.
    """
    client.cookies = SimpleCookie(signed_in)
    with transaction.atomic():
        if body is None:
            response = client.generic(method, path)
        else:
            response = client.generic(method, path, json.dumps(body), "application/json")
        if response.streaming:
            b"".join(response.streaming_content)  # which closes the file
        transaction.set_rollback(True)
    if response.status_code == 302 and response.headers["Location"].startswith("/dang-nhap/"):
        return "sign in"
    return str(response.status_code)


def requests_of(everything):
    """What is asked: the name of its row, method, address and body."""
    for name, route in pages():
        path = reverse(name, kwargs=page_arguments(route, name, everything.known))
        yield f"GET {name}", "GET", path, None
        yield f"POST {name}", "POST", path, None
    for method, path in operations():
        name = f"{method} {path}"
        yield name, method, operation_path(path, everything.known), everything.bodies.get(name)


def read_table():
    """The reviewed table: {"GET room:page": {role: answer}}."""
    with TABLE.open(encoding="utf-8", newline="") as file:
        return {row.pop("what"): row for row in csv.DictReader(file)}


def write_table(table):
    """The table as it was answered, for a person to compare."""
    PROPOSED.parent.mkdir(exist_ok=True)
    with PROPOSED.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, ["what", *ROLES], lineterminator="\n")
        writer.writeheader()
        writer.writerows({"what": what} | cells for what, cells in table.items())


@pytest.mark.django_db
def test_every_role_is_answered_as_the_table_says(
    cast, coop, rice, harvest, code, today, work_off, caplog, monkeypatch
):
    caplog.set_level("CRITICAL", "django.request")  # refusals are what is looked for
    # Who may is settled before a page is drawn, which other tests look at; this saves half.
    monkeypatch.setattr(Template, "render", lambda *page, **more: "")
    found = one_of_each(coop, rice, harvest, code, today, work_off, officer=cast["province"])
    asked = list(requests_of(found))
    answers = {what: {} for what, *_ in asked}
    for role in ROLES:
        client = Client(raise_request_exception=False)
        if role in cast:
            client.force_login(cast[role])
        signed_in = {name: cookie.value for name, cookie in client.cookies.items()}
        for what, method, path, body in asked:
            answers[what][role] = answered(client, signed_in, method, path, body)
    table = read_table()
    differing = [
        f"{what}, {role}: {answer}, the table says {table.get(what, {}).get(role, 'nothing')}"
        for what, cells in answers.items()
        for role, answer in cells.items()
        if table.get(what, {}).get(role) != answer
    ]
    gone = [f"{what}: no such page any more" for what in table.keys() - answers.keys()]
    if differing or gone:
        write_table(answers)
        pytest.fail(
            f"{len(differing) + len(gone)} answers are not as tests/access/table.csv says. "
            "Compare it with var/access-table.csv; see the top of this file.\n"
            + "\n".join([*differing, *gone][:60])
        )
