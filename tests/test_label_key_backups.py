"""Backups of the key file: sealed, never written over, restored without taking a key away."""

import datetime
import getpass
import json
import stat
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from common.errors import RuleError
from labels import keys, serials
from labels.key_backups import read_backup, write_backup

DAY = datetime.date(2026, 11, 24)
PASSPHRASE = "mười hai ký tự trở lên"


@pytest.fixture
def ring(tmp_path):
    """Two keys, the first retired."""
    keys.ensure(tmp_path / "keys.json", today=DAY)
    return keys.rotate(tmp_path / "keys.json", today=DAY)


@pytest.fixture
def backup(ring, tmp_path):
    """A backup of them."""
    write_backup(tmp_path / "backup.json", ring, PASSPHRASE)
    return tmp_path / "backup.json"


def refusal(act, *arguments):
    """The code of the rule that `act` breaks."""
    with pytest.raises(RuleError) as refused:
        act(*arguments)
    return refused.value.code


# --- sealing --------------------------------------------------------------------------------


def test_a_backup_gives_back_the_same_keys(ring, backup):
    assert read_backup(backup, PASSPHRASE) == ring


def test_only_its_owner_may_read_it(backup):
    assert stat.S_IMODE(backup.stat().st_mode) == 0o600


def test_no_secret_stands_in_it(ring, backup):
    text = backup.read_text()
    assert not [key for key in ring.keys if key.secret.hex()[:12] in text]


def test_two_backups_of_the_same_keys_are_unlike(ring, backup, tmp_path):
    write_backup(tmp_path / "other.json", ring, PASSPHRASE)
    assert json.loads(backup.read_text())["sealed"] not in (tmp_path / "other.json").read_text()


@pytest.mark.parametrize("passphrase", ["", "x", PASSPHRASE + " ", PASSPHRASE.upper()])
def test_it_opens_with_its_passphrase_alone(backup, passphrase):
    assert refusal(read_backup, backup, passphrase) == "labels.backup_closed"


@pytest.mark.parametrize("part", ["salt", "nonce", "sealed"])
def test_a_changed_backup_does_not_open(backup, part):
    parts = json.loads(backup.read_text())
    parts[part] = f"{int(parts[part][0], 16) ^ 1:x}" + parts[part][1:]
    backup.write_text(json.dumps(parts))
    assert refusal(read_backup, backup, PASSPHRASE) == "labels.backup_closed"


@pytest.mark.parametrize(
    "text",
    ["", "{}", "[]", '{"format": 2}', '{"format": 1, "salt": 5, "nonce": "", "sealed": ""}'],
)
def test_another_file_is_no_backup(tmp_path, text):
    (tmp_path / "other").write_text(text)
    assert refusal(read_backup, tmp_path / "other", PASSPHRASE) == "labels.backup_unreadable"


def test_a_missing_backup_is_named(tmp_path):
    with pytest.raises(RuleError, match="không phải bản sao lưu"):
        read_backup(tmp_path / "none", PASSPHRASE)


def test_a_backup_is_never_written_over(ring, backup):
    before = backup.read_bytes()
    assert refusal(write_backup, backup, ring, PASSPHRASE) == "labels.backup_exists"
    assert backup.read_bytes() == before


def test_a_folder_that_is_not_there_is_said(ring, tmp_path):
    assert (
        refusal(write_backup, tmp_path / "none" / "b.json", ring, PASSPHRASE)
        == "labels.backup_not_written"
    )


def test_a_short_passphrase_is_refused(ring, tmp_path):
    with pytest.raises(RuleError, match="từ 12 ký tự") as refused:
        write_backup(tmp_path / "b.json", ring, "11 ký tự ạ.")
    assert refused.value.code == "labels.weak_passphrase"
    assert not (tmp_path / "b.json").exists()


# --- restoring ------------------------------------------------------------------------------


def test_keys_come_back_where_the_file_was_lost(ring, tmp_path):
    printed = next(serials.serials(ring.current, 3, 4, 1))
    found = keys.restore(tmp_path / "new" / "keys.json", ring)
    assert found == ring
    assert serials.read(printed, found.all()) == serials.Place(2, 3, 4)


def test_what_the_file_has_beyond_the_backup_stays(ring, tmp_path):
    file = tmp_path / "keys.json"
    newer = keys.rotate(file, today=DAY)
    assert keys.restore(file, ring) == newer
    assert keys.load(file).current.id == 3


def test_only_missing_keys_are_added(ring, tmp_path):
    file = tmp_path / "part.json"
    keys.restore(file, keys.KeyRing(ring.keys[1:]))
    assert {key.id for key in keys.restore(file, ring).keys} == {1, 2}


def test_the_keys_of_another_installation_are_refused(ring, tmp_path):
    other = tmp_path / "other.json"
    keys.ensure(other, today=DAY)
    before = other.read_bytes()
    assert refusal(keys.restore, other, ring) == "labels.keys_differ"
    assert other.read_bytes() == before


def test_a_broken_file_is_put_aside_and_made_anew(ring, tmp_path):
    file = tmp_path / "keys.json"
    file.write_text("broken")
    assert keys.restore(file, ring) == ring
    assert (tmp_path / "keys.json.broken").read_text() == "broken"


# --- manage.py label_keys -------------------------------------------------------------------


def command(*arguments, **options):
    out = StringIO()
    call_command("label_keys", *arguments, stdout=out, **options)
    return out.getvalue()


@pytest.fixture
def passphrase_file(tmp_path):
    """Its first line is the passphrase."""
    (tmp_path / "passphrase").write_text(PASSPHRASE + "\nsecond line\n", encoding="utf-8")
    return tmp_path / "passphrase"


def test_the_command_backs_up_and_restores(settings, tmp_path, passphrase_file):
    ring = keys.load(settings.LABEL_KEYS_FILE)
    backup = tmp_path / "b.json"
    said = command("backup", str(backup), passphrase_file=passphrase_file)
    assert "1 label keys are sealed" in said
    settings.LABEL_KEYS_FILE.unlink()
    shown = command("restore", str(backup), passphrase_file=passphrase_file)
    assert ring.current.fingerprint in shown
    assert ring.current.secret.hex() not in said + shown
    assert keys.load(settings.LABEL_KEYS_FILE) == ring


def test_the_passphrase_is_asked_for_twice(monkeypatch, tmp_path):
    answers = iter([PASSPHRASE, PASSPHRASE])
    monkeypatch.setattr(getpass, "getpass", lambda prompt: next(answers))
    command("backup", str(tmp_path / "b.json"))
    assert read_backup(tmp_path / "b.json", PASSPHRASE)


def test_a_slip_in_typing_it_writes_nothing(monkeypatch, tmp_path):
    answers = iter([PASSPHRASE, PASSPHRASE + "x"])
    monkeypatch.setattr(getpass, "getpass", lambda prompt: next(answers))
    with pytest.raises(CommandError, match="not the same"):
        command("backup", str(tmp_path / "b.json"))
    assert not (tmp_path / "b.json").exists()


@pytest.mark.parametrize("action", ["backup", "restore"])
def test_a_file_must_be_named(action):
    with pytest.raises(CommandError, match="needs a FILE"):
        command(action)


def test_a_passphrase_file_that_is_not_there_is_said(tmp_path):
    with pytest.raises(CommandError, match="cannot be read"):
        command("backup", str(tmp_path / "b.json"), passphrase_file=tmp_path / "none")


def test_the_command_says_a_broken_rule_as_its_sentence(tmp_path, passphrase_file):
    (tmp_path / "b.json").write_text("{}")
    with pytest.raises(CommandError, match="không phải bản sao lưu"):
        command("restore", str(tmp_path / "b.json"), passphrase_file=passphrase_file)
