"""The demonstration: loaded once, marked as made up, one run of labels for each address."""

import pytest
from django.core.management import CommandError, call_command

from accounts.models import User
from cooperatives.models import Organisation
from labels.models import LabelRun
from records.models import LogEntry
from records.verification import first_broken_link, stored_entries
from tests.real_units import DA_NANG, QUANG_TRI, load_real

pytestmark = pytest.mark.django_db


@pytest.fixture
def load(settings, tmp_path, capsys):
    """Load the demonstration; what it says."""
    settings.DEMO, settings.VAR_DIR = True, tmp_path
    load_real(*QUANG_TRI)
    load_real(*DA_NANG)
    call_command("load_crops", commit=True)
    capsys.readouterr()

    def load():
        call_command("load_demo")
        return capsys.readouterr().out

    return load


def test_loading_it_again_changes_nothing(load):
    first = load()
    entries, runs = LogEntry.objects.count(), LabelRun.objects.count()
    assert load() == first.replace("is loaded", "is there already")
    assert (LogEntry.objects.count(), LabelRun.objects.count()) == (entries, runs)
    assert first_broken_link(stored_entries()) is None


def test_a_changed_address_issues_one_new_run(load, settings):
    load()
    settings.PUBLIC_URL = "http://192.168.1.20:8000"
    for _ in range(2):
        assert "http://192.168.1.20:8000/01/" in load()
    assert LabelRun.objects.count() == 2


def test_every_organisation_of_it_is_marked_as_an_illustration(load):
    load()
    names = Organisation.objects.filter(is_illustration=True).values_list("name", flat=True)
    assert len(names) == Organisation.objects.count() == 5
    assert all("minh họa" in name for name in names)
    assert not Organisation.objects.filter(tax_code__isnull=False).exists()


def test_something_waits_for_the_clerk_and_for_the_officer(load, client):
    load()
    for sign_in, title in (
        ("htx.huongphung", "Lô hàng chưa bán hết"),
        ("canbo.huongphung", "Tổ chức chờ xác nhận"),
        ("tht.mangrung", "Tổ chức chưa được xác nhận"),
    ):
        client.force_login(User.objects.get(username=sign_in))
        titles = [str(need.title) for need in client.get("/ban-lam-viec/").context["needs"]]
        assert title in titles


def test_every_sign_in_is_marked_and_told(load):
    said = load()
    for user in User.objects.all():
        assert user.is_demo
        assert f" {user.username} " in said


def test_it_is_refused_where_people_work():
    with pytest.raises(CommandError, match="DEMO=1"):
        call_command("load_demo")
