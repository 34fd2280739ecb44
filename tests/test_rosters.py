"""Rosters of households: files, consent, who reads names, what the log keeps."""

import datetime
import io

import pytest
from openpyxl import load_workbook

from accounts.models import OfficerDuty, User
from common.errors import ChangedMeanwhile, RuleError
from cooperatives import services
from cooperatives.models import RosterHousehold
from cooperatives.services import Household
from portal import imports
from portal.imports import KINDS
from records.imports import set_mapping
from records.models import LogEntry
from records.personal import unseal
from records.verification import first_broken_link, stored_entries
from tests import files
from tests.conftest import make_officer
from tests.test_spreadsheets import xlsx

pytestmark = pytest.mark.django_db
HEADERS = [
    *("Loại hộ", "Tính đến ngày", "Mã hộ", "Sản xuất, kinh doanh gì"),
    *("Tên chủ hộ", "Đồng ý nêu tên ngày"),
]


@pytest.fixture
def roster(commune, today):
    """The producing households of the commune, counted today, none entered yet."""
    return services.make_roster(
        unit=commune, kind="producing", counted_on=today, by="test", today=today
    )


@pytest.fixture
def household(roster, today):
    """A household that agreed to be named."""
    lines = [Household("H-1", "trồng lúa", "Lê Văn Mẫu", today)]
    services.record_households(roster=roster, households=lines, by="test", today=today)
    return RosterHousehold.objects.get()


@pytest.fixture
def secretary(commune):
    """An officer of the commune who does not keep its registry."""
    return make_officer(
        User.objects.create_user("thu-ky"), commune, OfficerDuty.Duty.OCOP_SECRETARY
    )


@pytest.fixture
def bring(dung, roster, work_off):
    """Bring a file in for the office of the commune and have it checked."""

    def bring(*rows):
        source = imports.take_in(
            user=dung,
            kind=KINDS["danh-sach-ho"],
            owner=f"unit:{roster.unit_id}",
            name="ho.xlsx",
            content=xlsx(HEADERS, *rows),
        )
        set_mapping(
            source=source, kind=KINDS["danh-sach-ho"], mapping=source.mapping, by=dung.key
        )
        imports.ask_check(source, dung.key)
        work_off()
        source.refresh_from_db()
        return source

    return bring


def outcomes(source):
    return [row.outcome for row in source.rows.order_by("number")]


def change(household, today, version=1, **said):
    values = {"what": household.what, "name": household.name, "day": household.consent_on}
    values |= said
    document = values.pop("document", None)
    return services.change_household(
        household=household,
        line=Household("", values["what"], values["name"], values["day"]),
        version=version,
        document=document,
        by="test",
        today=today,
    )


class TestFiles:
    def test_nothing_is_written_before_it_is_asked_for(self, bring, today):
        source = bring(["hộ sản xuất", today, "H-1", "lúa", "", ""])
        assert outcomes(source) == ["new"]
        assert not RosterHousehold.objects.exists()

    def test_the_same_file_twice_changes_nothing(self, bring, dung, work_off, today):
        row = ["hộ sản xuất", today, "H-1", "lúa", "Lê Văn Mẫu", today]
        imports.ask_apply(bring(row), dung.key, all_or_nothing=True)
        work_off()
        assert RosterHousehold.objects.get().name == "Lê Văn Mẫu"
        assert outcomes(bring(row)) == ["unchanged"]

    def test_every_fault_of_a_file_is_told_at_once(self, bring, today):
        source = bring(
            ["hộ sản xuất", today, "H-1", "lúa", "Lê Văn Mẫu", ""],
            ["hộ kinh doanh, thương mại", today, "H-2", "tạp hóa", "", ""],
            ["hộ sản xuất", today, "", "lúa", "", ""],
            ["hộ sản xuất", today, "H-4", "lúa", "", ""],
        )
        assert outcomes(source) == ["error", "error", "error", "new"]
        said = [row.findings[0]["message"] for row in source.rows.order_by("number")[:3]]
        assert "có tên mà chưa có ngày đồng ý" in said[0]
        assert "Chưa lập danh sách loại này" in said[1]
        assert "phải có “Mã hộ”" in said[2]

    def test_a_file_takes_no_name_away(self, bring, household, today):
        (row,) = bring(["hộ sản xuất", today, "H-1", "lúa", "(xóa)", ""]).rows.all()
        assert row.findings[0]["code"] == "imports.name_not_taken_away"

    def test_the_list_goes_out_and_comes_back_unchanged(self, client, dung, household, roster):
        client.force_login(dung)
        file = client.get(f"/dia-ban/danh-sach-ho/{roster.pk}/?tep=xlsx").getvalue()
        sheet = load_workbook(io.BytesIO(file)).active
        assert [cell.value for cell in sheet[2]][2:5] == ["H-1", "trồng lúa", "Lê Văn Mẫu"]

    def test_who_may_not_read_names_takes_none_away(self, client, secretary, household):
        client.force_login(secretary)
        page = f"/dia-ban/danh-sach-ho/{household.roster_id}/"
        text = client.get(f"{page}?tep=csv").getvalue().decode("utf-8-sig")
        assert "H-1" in text
        assert "Mẫu" not in text
        assert "Mẫu" not in client.get(page).content.decode()
        said = client.get(
            f"/api/v1/units/{household.roster.unit.code}/rosters/{household.roster_id}/households"
        ).json()["items"][0]
        assert (said["code"], said["name"], said["consent_on"]) == ("H-1", "", None)


class TestTheList:
    def test_it_is_searched_without_marks_and_never_by_name(self, client, dung, household):
        client.force_login(dung)
        page = f"/dia-ban/danh-sach-ho/{household.roster_id}/"
        assert "H-1" in client.get(f"{page}?tim=trong+lua").content.decode()
        assert ">H-1<" not in client.get(f"{page}?tim=le+van+mau").content.decode()

    def test_consent_without_a_paper_is_found(self, client, dung, household):
        client.force_login(dung)
        page = f"/dia-ban/danh-sach-ho/{household.roster_id}/?dong-y=without_paper"
        assert "H-1" in client.get(page).content.decode()


class TestOneHousehold:
    def test_its_page_attaches_the_paper_of_consent(self, client, dung, secretary, household):
        page = f"/dia-ban/danh-sach-ho/ho/{household.pk}/sua/"
        client.force_login(dung)
        values = {
            "what": "trồng ném",
            "name": household.name,
            "consent_on": str(household.consent_on),
            "document": io.BytesIO(files.PDF),
            "version": 1,
        }
        values["document"].name = "giay.pdf"
        assert client.post(page, values).status_code == 302
        household.refresh_from_db()
        assert (household.what, household.version) == ("trồng ném", 2)
        paper = f"/tai-lieu/{household.consent_document_id}/"
        assert client.get(page).status_code == 200
        assert str(household.consent_document_id) in client.get(page).content.decode()
        client.force_login(secretary)
        assert client.get(page).status_code == 404
        assert client.get(paper).status_code == 404

    def test_the_log_keeps_before_and_after(self, household, today):
        change(household, today, what="trồng ném")
        told = LogEntry.objects.filter(subject=household.key).order_by("number")
        assert [entry.data["state"]["what"] for entry in told] == ["trồng lúa", "trồng ném"]
        assert "Mẫu" not in str([entry.data for entry in told])

    def test_consent_taken_back_takes_the_name_out_of_the_log(self, household, today):
        entry = LogEntry.objects.get(subject=household.key)
        sealed = entry.data["personal"][household.person]["name"]
        assert unseal(household.person, sealed) == "Lê Văn Mẫu"
        change(household, today, name="", document=None)
        household.refresh_from_db()
        assert (household.name, household.consent_on) == ("", None)
        assert unseal(household.person, sealed) is None
        assert first_broken_link(stored_entries()) is None

    @pytest.mark.parametrize(
        ("said", "field"),
        [
            pytest.param({"what": ""}, "what", id="nothing-it-does"),
            pytest.param({"day": None}, "consent_on", id="a-name-without-consent"),
            pytest.param({"day": datetime.date(2099, 1, 1)}, "consent_on", id="a-day-to-come"),
            pytest.param(
                {"name": "", "document": ("a.pdf", io.BytesIO(files.PDF))},
                "document",
                id="a-paper-without-a-name",
            ),
        ],
    )
    def test_what_cannot_be_right_is_refused(self, household, today, said, field):
        with pytest.raises(RuleError) as refusal:
            change(household, today, **said)
        assert refusal.value.field == field

    def test_it_is_not_written_over_unseen(self, household, today):
        change(household, today, what="trồng ném")
        with pytest.raises(ChangedMeanwhile):
            change(household, today, what="trồng ngô")

    def test_the_api_changes_it_and_takes_the_paper(self, client, dung, household):
        client.force_login(dung)
        unit, roster = household.roster.unit.code, household.roster_id
        path = f"/api/v1/units/{unit}/rosters/{roster}/households/{household.pk}"
        said = {"what": "ném", "name": "Lê Văn Mẫu", "consent_on": "2026-01-01", "version": 1}
        changed = client.put(path, said, content_type="application/json").json()
        assert (changed["what"], changed["version"]) == ("ném", 2)
        paper = io.BytesIO(files.PDF)
        paper.name = "giay.pdf"
        answer = client.post(f"{path}/consent", {"file": paper})
        assert answer.json()["has_consent_paper"]
