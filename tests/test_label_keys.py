"""The key file: made once, only ever added to, never shown."""

import datetime
import json
import logging
import stat
import subprocess
import sys
from io import StringIO
from pathlib import Path
from uuid import uuid4

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction

from common.errors import RuleError
from labels import keys, serials
from labels.layout import LabelText
from labels.services import issue_run

ROOT = Path(__file__).resolve().parent.parent
DAY = datetime.date(2026, 11, 24)


@pytest.fixture
def file(tmp_path):
    """Where a key file may be made."""
    return tmp_path / "deeper" / "keys.json"


def ensure(file, **more):
    return keys.ensure(file, today=DAY, **more)


def secrets_of(file):
    return [key["secret"] for key in json.loads(file.read_text())["keys"]]


def test_the_first_key_is_made_where_there_is_none(file):
    ring = ensure(file)
    assert [(key.id, key.created_on, key.retired) for key in ring.all()] == [(1, DAY, False)]
    assert len(ring.current.secret) == 32
    assert ring == keys.load(file)


def test_only_the_owner_may_read_the_file(file):
    ensure(file)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_ensuring_again_changes_nothing(file):
    ensure(file)
    before = file.read_bytes()
    ensure(file)
    assert file.read_bytes() == before


def test_a_new_key_retires_the_others_and_keeps_them(file):
    first = ensure(file).current
    ring = keys.rotate(file, today=DAY)
    assert ring.current.id == 2
    assert [(key.id, key.retired) for key in ring.all()] == [(2, False), (1, True)]
    assert ring.get(1, first.fingerprint).secret == first.secret


def test_labels_of_a_retired_key_are_still_read(file):
    printed = next(serials.serials(ensure(file).current, 7, 8, 1))
    keys.rotate(file, today=DAY)
    assert serials.read(printed, keys.load(file).all()) == serials.Place(1, 7, 8)


def test_there_is_room_for_fifteen_keys_and_no_more(file):
    ensure(file)
    for _ in range(14):
        keys.rotate(file, today=DAY)
    before = file.read_bytes()
    with pytest.raises(RuleError) as refused:
        keys.rotate(file, today=DAY)
    assert refused.value.code == "labels.keys_full"
    assert file.read_bytes() == before
    assert keys.load(file).current.id == 15


def test_a_missing_file_says_what_to_run(file):
    for act in (keys.load, lambda path: keys.rotate(path, today=DAY)):
        with pytest.raises(RuleError, match="label_keys ensure") as refused:
            act(file)
        assert refused.value.code == "labels.keys_missing"
    assert not file.exists()


def written(**changes):
    """A key file with one key, with `changes`."""
    key = {"id": 1, "created_on": "2026-01-01", "secret": "00" * 32, "retired": False} | changes
    return json.dumps({"keys": [key]})


@pytest.mark.parametrize(
    "text",
    [
        "",
        "not json",
        "[]",
        "{}",
        '{"keys": []}',
        '{"keys": [{"id": 1}]}',
        '{"keys": [null]}',
        written(id=0),
        written(id=16),
        written(id="1"),
        written(secret="00" * 16),
        written(secret="no hexadecimal"),
        written(created_on="today"),
        written(retired=0),
        written().replace("]}", ", ") + written().removeprefix('{"keys": ['),  # one id twice
    ],
)
def test_a_broken_file_is_said_to_be_broken_and_left_alone(file, text):
    file.parent.mkdir()
    file.write_text(text)
    for act in (keys.load, ensure, lambda path: keys.rotate(path, today=DAY)):
        with pytest.raises(RuleError) as refused:
            act(file)
        assert refused.value.code == "labels.keys_broken"
    assert file.read_text() == text


def test_a_file_that_others_may_read_is_used_with_a_warning(file, caplog):
    file.parent.mkdir()
    file.write_text(written())
    file.chmod(0o644)
    with caplog.at_level(logging.WARNING, logger="labels.keys"):
        assert keys.load(file).current.id == 1
    assert "chmod 600" in caplog.text
    assert keys.open_to_others(file)


def test_the_file_is_read_once_until_it_changes(file):
    ensure(file)
    before = keys.load(file)
    assert keys.load(file) is before
    keys.rotate(file, today=DAY)
    assert keys.load(file).current.id == 2


def test_a_key_that_the_file_lacks_is_named(file):
    with pytest.raises(RuleError, match="khóa số 3") as refused:
        ensure(file).get(3, "00000000")
    assert refused.value.code == "labels.key_lost"


def test_the_key_of_another_installation_is_not_taken_for_ours(file, tmp_path):
    ours, theirs = ensure(file).current, ensure(tmp_path / "theirs.json").current
    with pytest.raises(RuleError, match="khóa số 1"):
        keys.load(tmp_path / "theirs.json").get(1, ours.fingerprint)
    assert ours.fingerprint != theirs.fingerprint


def test_no_first_key_is_made_where_labels_were_already_printed(file):
    with pytest.raises(RuleError, match="bản sao lưu") as refused:
        ensure(file, used={1})
    assert refused.value.code == "labels.keys_lost"
    assert not file.exists()


def test_secrets_are_in_no_representation(file):
    ring = ensure(file)
    assert ring.current.secret.hex() not in repr(ring)
    assert repr(ring.current.secret) not in repr(ring)


def test_processes_that_start_together_share_one_key(file):
    program = (
        "import datetime, pathlib, sys; from labels import keys;"
        "print(keys.ensure(pathlib.Path(sys.argv[1]), today=datetime.date(2026, 1, 1))"
        ".current.fingerprint)"
    )
    started = [
        subprocess.Popen(
            [sys.executable, "-c", program, str(file)],
            cwd=ROOT,
            stdout=subprocess.PIPE,
            text=True,
        )
        for _ in range(4)
    ]
    said = {process.communicate(timeout=60)[0] for process in started}
    assert said == {keys.load(file).current.fingerprint + "\n"}


def test_processes_that_rotate_together_lose_no_key(file):
    ensure(file)
    program = (
        "import datetime, pathlib, sys; from labels import keys;"
        "keys.rotate(pathlib.Path(sys.argv[1]), today=datetime.date(2026, 1, 1))"
    )
    started = [
        subprocess.Popen([sys.executable, "-c", program, str(file)], cwd=ROOT) for _ in range(4)
    ]
    assert [process.wait(timeout=60) for process in started] == [0] * 4
    assert [key.id for key in keys.load(file).all()] == [5, 4, 3, 2, 1]


def test_what_a_killed_process_left_is_no_obstacle(file):
    ensure(file)
    file.with_name("keys.json.new").write_text("half")
    assert keys.rotate(file, today=DAY).current.id == 2


# --- manage.py label_keys -------------------------------------------------------------------


def command(action, settings, file):
    settings.LABEL_KEYS_FILE = file
    out = StringIO()
    call_command("label_keys", action, stdout=out)
    return out.getvalue()


@pytest.mark.django_db
def test_the_command_makes_the_first_key_and_speaks_of_it_once(settings, file):
    assert str(file) in command("ensure", settings, file)
    assert command("ensure", settings, file) == ""


@pytest.mark.django_db
def test_the_list_shows_every_key_and_no_secret(settings, file):
    command("ensure", settings, file)
    command("rotate", settings, file)
    shown = command("list", settings, file)
    assert [line.split()[1] for line in shown.splitlines()] == ["2", "1"]
    assert not [
        secret for secret in secrets_of(file) if secret in shown or secret[:16] in shown
    ]


@pytest.mark.django_db
def test_listing_without_a_file_says_what_to_do(settings, file):
    with pytest.raises(CommandError, match="label_keys ensure"):
        command("list", settings, file)


def test_the_command_makes_no_first_key_when_runs_were_printed_with_a_lost_one(
    settings, file, rice
):
    with transaction.atomic():
        issue_run(
            product=rice,
            count=1,
            sheet="a4-24",
            text=LabelText(name="Gạo", organisation="HTX"),
            lot="",
            by="test",
            request=uuid4(),
        )
    with pytest.raises(CommandError, match="khóa số 1"):
        command("ensure", settings, file)
    assert not file.exists()
