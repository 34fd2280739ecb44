"""Lists of inputs: the one that is shipped, those that offices bring in, the files they are."""

import datetime
import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.utils import timezone

from common.errors import RuleError
from growing_areas.input_files import COLUMNS, InputRow, read_inputs
from growing_areas.models import InputList, InputProduct, MarketPermission
from growing_areas.services import ListPaper, bring_in_list
from records.models import Document, LogEntry
from tests.conftest import REFORM
from tests.growing_areas_cast import DAY, refusal
from tests.test_spreadsheets import xlsx

HEADER = [column.header for column in COLUMNS]
GOOD = ["Thuốc B", "thuốc bảo vệ thực vật", "Chất B", 7, ""]


def file_of(*rows):
    return xlsx(HEADER, *rows)


class TestFiles:
    def test_rows_are_read(self):
        rows = read_inputs(file_of(GOOD, ["Phân NPK", "phân bón", "", None, ""]))
        assert rows[0] == InputRow("Thuốc B", "pesticide", "Chất B", 7, "")
        assert rows[1].pre_harvest_days is None

    def test_all_faults_are_told_at_once_each_with_its_row(self):
        file = file_of(
            GOOD,
            ["Thuốc C", "thuốc bảo vệ thực vật", "", None, ""],
            ["", "phân bón", "", None, ""],
            ["Thuốc D", "lạ", "", "bảy", ""],
            ["Thuốc E", "thuốc bảo vệ thực vật", "", 400, ""],
            ["thuoc b", "phân bón", "", None, ""],
        )
        with pytest.raises(RuleError) as caught:
            read_inputs(file)
        codes = [finding["code"] for finding in caught.value.findings]
        assert codes == [
            "growing_areas.input_without_interval",
            "growing_areas.input_without_name",
            "spreadsheets.unknown_choice",
            "spreadsheets.not_a_number",
            "growing_areas.input_bad_interval",
            "growing_areas.input_twice",
        ]
        assert "Dòng 3:" in caught.value.message

    @pytest.mark.parametrize(
        ("content", "code"),
        [
            (xlsx(["Tên vật tư"], ["A"]), "growing_areas.inputs_without_column"),
            (xlsx(HEADER), "growing_areas.inputs_empty"),
        ],
    )
    def test_a_file_without_what_is_needed_is_refused(self, content, code):
        assert refusal(read_inputs, file=content).code == code


def paper(unit=None, **changes):
    given = {
        "unit": unit,
        "source": "Văn bản mẫu",
        "version": "1",
        "certainty": "reported",
        "valid_from": REFORM,
    }
    return ListPaper(**given | changes)


def bring_in(unit=None, **changes):
    rows = [InputRow("Thuốc B", "pesticide", "Chất B", 7)]
    return bring_in_list(paper=paper(unit, **changes), rows=rows, by="test", now=timezone.now())


@pytest.mark.django_db
class TestBringingIn:
    def test_a_newer_list_ends_the_one_before(self, commune):
        first = bring_in(commune)
        second = bring_in(commune, version="2", valid_from=REFORM + 30 * DAY)
        first.refresh_from_db()
        assert first.valid_to == second.valid_from
        assert InputProduct.objects.count() == 2
        assert LogEntry.objects.filter(action="growing_areas.input_list_loaded").count() == 2

    def test_one_for_the_past_ends_where_the_next_begins(self, commune):
        later = bring_in(commune)
        earlier = bring_in(commune, version="0", valid_from=REFORM - 30 * DAY)
        assert earlier.valid_to == later.valid_from

    def test_another_office_keeps_its_own(self, commune, province):
        bring_in(commune)
        bring_in(province)
        assert InputList.objects.filter(valid_to__isnull=True).count() == 2

    @pytest.mark.parametrize(
        ("changes", "code"),
        [
            ({"source": " "}, "growing_areas.list_without_source"),
            ({"certainty": "sure"}, "growing_areas.unknown_certainty"),
            ({}, "growing_areas.list_version_known"),
            ({"version": "2"}, "growing_areas.list_of_that_day"),
        ],
    )
    def test_what_is_wrong_is_said(self, commune, changes, code):
        bring_in(commune)
        assert refusal(bring_in, unit=commune, **changes).code == code


@pytest.mark.django_db
class TestTheCommand:
    def run(self, *arguments):
        out = io.StringIO()
        call_command("load_inputs", *arguments, stdout=out)
        return out.getvalue()

    def test_it_saves_nothing_by_itself(self):
        assert "dry run" in self.run()
        assert not InputList.objects.exists()

    def test_it_may_be_run_again(self):
        assert "25 new" in self.run("--commit")
        assert "All of it was there already." in self.run("--commit")

    def test_what_differs_is_put_right(self):
        self.run("--commit")
        InputProduct.objects.filter(name__startswith="Abamectin").update(pre_harvest_days=1)
        assert "1 changed" in self.run("--commit")
        assert InputProduct.objects.get(name__startswith="Abamectin").pre_harvest_days == 7

    def test_all_of_it_is_marked_as_an_illustration(self):
        self.run("--commit")
        assert InputList.objects.get().certainty == "assumed"
        assert not InputProduct.objects.exclude(name__contains="(minh họa)").exclude(
            name="Chlorpyrifos 48EC"
        )

    def test_a_bad_file_is_named(self, tmp_path):
        file = tmp_path / "inputs.csv"
        file.write_text("name,kind\nA,lạ\n", "utf-8")
        with pytest.raises(CommandError, match=r"Nothing was saved"):
            self.run("--file", str(file))
        with pytest.raises(CommandError, match="Cannot read"):
            self.run("--file", str(tmp_path / "none.csv"))

    def test_rules_of_markets_come_with_the_other_rules(self):
        call_command("load_crops", "--commit", stdout=io.StringIO())
        call_command("load_growing_rules", "--commit", stdout=io.StringIO())
        assert MarketPermission.objects.get().folded == "chlorpyrifos"


@pytest.mark.django_db
class TestPages:
    @pytest.fixture
    def fields(self, commune, today):
        return {
            "unit": commune.pk,
            "source": "Văn bản mẫu",
            "version": "1",
            "certainty": "reported",
            "valid_from": str(today),
        }

    def upload(self, content):
        return SimpleUploadedFile("danh-muc.xlsx", content.getvalue())

    def test_a_file_is_checked_and_then_saved(self, client, dung, fields):
        client.force_login(dung)
        file = self.upload(xlsx(HEADER, GOOD))
        page = client.post("/vat-tu/nhap/", fields | {"file": file})
        assert "Tệp đọc được 1 vật tư" in page.content.decode()
        assert not InputList.objects.exists()
        document = page.context["document"]
        answer = client.post("/vat-tu/nhap/", fields | {"document": str(document.pk)})
        assert answer.status_code == 302
        entered = InputList.objects.get()
        assert (entered.document, entered.products.get().name) == (document, "Thuốc B")

    def test_its_faults_are_told_and_nothing_is_kept(self, client, dung, fields):
        client.force_login(dung)
        file = self.upload(xlsx(HEADER, ["Thuốc C", "thuốc bảo vệ thực vật", "", None, ""]))
        page = client.post("/vat-tu/nhap/", fields | {"file": file})
        assert "phải có thời gian cách ly" in page.content.decode()
        assert not Document.objects.exists()

    def test_what_another_checked_is_not_confirmed(self, client, dung, admin_user, fields):
        client.force_login(admin_user)
        page = client.post("/vat-tu/nhap/", fields | {"file": self.upload(xlsx(HEADER, GOOD))})
        document = page.context["document"]
        client.force_login(dung)
        answer = client.post("/vat-tu/nhap/", fields | {"document": str(document.pk)})
        assert answer.status_code == 404

    def test_only_officers_for_codes_may(self, client, an):
        client.force_login(an)
        assert client.get("/vat-tu/nhap/").status_code == 403

    def test_who_signs_in_reads_the_list_of_today(self, client, chi, input_list, pesticide):
        client.force_login(chi)
        assert "Thuốc A 5EC" in client.get("/vat-tu/").content.decode()

    def test_an_ended_list_is_not_shown(self, client, chi, input_list, pesticide):
        InputList.objects.update(valid_to=REFORM + datetime.timedelta(days=1))
        client.force_login(chi)
        assert "Thuốc A 5EC" not in client.get("/vat-tu/").content.decode()

    def test_the_template_is_read_as_an_empty_list(self, client, chi):
        client.force_login(chi)
        answer = client.get("/vat-tu/mau/")
        content = io.BytesIO(b"".join(answer.streaming_content))
        assert refusal(read_inputs, file=content).code == "growing_areas.inputs_empty"
