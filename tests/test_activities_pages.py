"""Pages and API of what an organisation does: who enters, changes, ends and reads it."""

import datetime
import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction

from common.errors import BadInput
from cooperatives.models import (
    DigitalUse,
    IntellectualProperty,
    LinkageContract,
    YearFigures,
)
from growing_areas.models import ContractArea
from growing_areas.services import choose_contract_areas, crop_of, register_area
from records.documents import attached
from records.models import LogEntry
from tests import files
from tests.activities_cast import BY_PATH, body, contract, digital, entered, figures, mark
from tests.kept_cast import DAY

pytestmark = pytest.mark.django_db
# The address of a kind's pages, its facts, its table, and what its page of words shows.
KINDS = [
    pytest.param("cong-nghe-so", digital, DigitalUse, "Sổ ruộng", id="digital_use"),
    pytest.param("hop-dong-lien-ket", contract, LinkageContract, "250.000.000", id="contract"),
    pytest.param("so-lieu-nam", figures, YearFigures, "900.000.000", id="year_figures"),
    pytest.param("so-huu-tri-tue", mark, IntellectualProperty, "Gạo Hải Lăng", id="property"),
]
PATHS = [pytest.param(path, make, id=path) for path, make in BY_PATH.items()]


class TestPages:
    @pytest.mark.parametrize(("slug", "make", "model", "shown"), KINDS)
    def test_a_manager_adds_one_and_sees_it_on_the_organisations_page(
        self, client, an, coop, today, slug, make, model, shown
    ):
        client.force_login(an)
        fields = body(make, today) | {"document": SimpleUploadedFile("g.pdf", files.PDF)}
        answer = client.post(f"/to-chuc/{coop.pk}/{slug}/them/", fields)
        assert answer.headers["Location"] == f"/to-chuc/{coop.pk}/"
        page = client.get(f"/to-chuc/{coop.pk}/").content.decode()
        assert shown in page
        assert f"/tai-lieu/{model.objects.get().document_id}" in page

    @pytest.mark.parametrize(("slug", "make", "model", "shown"), KINDS)
    def test_the_page_that_changes_one_begins_with_what_is_kept(
        self, client, an, coop, today, slug, make, model, shown
    ):
        record = entered(coop, make(today))
        client.force_login(an)
        address = f"/to-chuc/{slug}/{record.pk}/sua/"
        form = client.get(address).context["form"]
        first = {name: form[name].value() for name in form.fields if name != "document"}
        said = {name: value for name, value in first.items() if value is not None}
        assert client.post(address, said).status_code == 302
        before, after = LogEntry.objects.filter(subject=record.key).order_by("number")
        assert before.data["state"] == after.data["state"]

    def test_the_office_enters_it_for_a_cooperative(self, client, dung, coop, today):
        client.force_login(dung)
        client.post(f"/to-chuc/{coop.pk}/so-lieu-nam/them/", body(figures, today))
        entry = LogEntry.objects.get(action="cooperatives.year_figures_recorded")
        assert entry.by == dung.key

    def test_a_reason_for_a_refusal_stands_at_the_field(self, client, an, coop, today):
        client.force_login(an)
        fields = body(digital, today, last_day=datetime.date(2000, 1, 1))
        answer = client.post(f"/to-chuc/{coop.pk}/cong-nghe-so/them/", fields)
        assert "trước ngày bắt đầu" in answer.context["form"].errors["last_day"][0]

    def test_a_tool_is_ended(self, client, an, coop, today):
        record = entered(coop, digital(today))
        client.force_login(an)
        last_day = {"last_day": (today - DAY).isoformat()}
        client.post(f"/to-chuc/cong-nghe-so/{record.pk}/ket-thuc/", last_day)
        assert "đã kết thúc" in client.get(f"/to-chuc/{coop.pk}/").content.decode()

    def test_a_contract_is_ended_early_with_its_reason(self, client, an, coop, today):
        record = entered(coop, contract(today))
        client.force_login(an)
        said = {"last_day": (today - DAY).isoformat(), "reason": "Bên mua giải thể"}
        client.post(f"/to-chuc/hop-dong-lien-ket/{record.pk}/ket-thuc/", said)
        assert "Bên mua giải thể" in client.get(f"/to-chuc/{coop.pk}/").content.decode()

    def test_a_viewer_reads_it_and_may_not_change_it(self, client, viewer, coop, today):
        record = entered(coop, contract(today))
        client.force_login(viewer)
        page = client.get(f"/to-chuc/{coop.pk}/").content.decode()
        assert "250.000.000" in page
        assert f"/hop-dong-lien-ket/{record.pk}/sua/" not in page
        assert client.get(f"/to-chuc/hop-dong-lien-ket/{record.pk}/sua/").status_code == 403

    @pytest.mark.parametrize("end", ["sua", "ket-thuc"])
    def test_a_stranger_cannot_tell_that_it_exists(self, client, chi, coop, today, end):
        record = entered(coop, mark(today))
        client.force_login(chi)
        address = f"/to-chuc/so-huu-tri-tue/{record.pk}/{end}/"
        assert client.get(address).status_code == 404

    def test_without_a_sign_in_the_page_leads_to_it(self, client, coop):
        assert client.get(f"/to-chuc/{coop.pk}/so-lieu-nam/them/").status_code == 302

    def test_more_records_take_no_more_queries(
        self, client, an, coop, today, django_assert_max_num_queries
    ):
        for years in range(1, 9):
            entered(coop, figures(today, year=today.year - years))
            entered(coop, contract(today, commodity=f"lúa {years}"))
        client.force_login(an)
        with django_assert_max_num_queries(22):
            client.get(f"/to-chuc/{coop.pk}/")


class TestApi:
    @pytest.fixture(autouse=True)
    def setup(self, client, coop, today):
        self.client, self.coop, self.today = client, coop, today
        self.base = f"/api/v1/organisations/{coop.pk}"

    def send(self, method, path, payload):
        return getattr(self.client, method)(
            f"{self.base}/{path}", payload, content_type="application/json"
        )

    @pytest.mark.parametrize(("path", "make"), PATHS)
    def test_one_is_added_and_listed(self, an, path, make):
        self.client.force_login(an)
        created = self.send("post", path, body(make, self.today))
        assert created.status_code == 201
        listed = self.client.get(f"{self.base}/{path}").json()["items"]
        assert [each["id"] for each in listed] == [created.json()["id"]]

    @pytest.mark.parametrize(("path", "make"), PATHS)
    def test_one_is_changed_and_keeps_its_number_and_paper(self, an, path, make):
        record = entered(self.coop, make(self.today))
        paper = attached(owner=self.coop.key, file=("g.pdf", io.BytesIO(files.PDF)), by="test")
        self.client.force_login(an)
        payload = body(make, self.today) | {"version": 1}
        self.send("put", f"{path}/{record.pk}", payload | {"document_id": str(paper.pk)})
        payload["version"] = 2
        changed = self.send("put", f"{path}/{record.pk}", payload).json()
        assert (changed["id"], changed["document_id"]) == (record.pk, str(paper.pk))

    @pytest.mark.parametrize("path", ["digital-uses", "intellectual-properties"])
    def test_one_is_ended(self, an, path):
        record = entered(self.coop, BY_PATH[path](self.today))
        self.client.force_login(an)
        ended = self.send("post", f"{path}/{record.pk}/end", {"last_day": str(self.today)})
        assert ended.json()["last_day"] == str(self.today)

    def test_a_contract_is_ended_with_its_reason(self, an):
        record = entered(self.coop, contract(self.today))
        self.client.force_login(an)
        payload = {"last_day": str(self.today), "reason": "Bên mua giải thể"}
        ended = self.send("post", f"linkage-contracts/{record.pk}/end", payload).json()
        assert ended["ended_on"] == str(self.today + DAY)
        assert ended["end_reason"] == "Bên mua giải thể"

    def test_a_refusal_says_why(self, an):
        self.client.force_login(an)
        payload = body(figures, self.today, labour_women=99)
        answer = self.send("post", "year-figures", payload)
        assert (answer.status_code, answer.json()["field"]) == (422, "labour_women")
        assert "nhiều hơn tổng số lao động" in answer.json()["message"]

    def test_a_document_of_another_is_not_there(self, an, area):
        paper = attached(owner=area.key, file=("g.pdf", io.BytesIO(files.PDF)), by="test")
        self.client.force_login(an)
        payload = body(mark, self.today) | {"document_id": str(paper.pk)}
        assert self.send("post", "intellectual-properties", payload).status_code == 404

    @pytest.mark.parametrize(("path", "make"), PATHS)
    def test_a_viewer_reads_and_may_not_add(self, viewer, path, make):
        self.client.force_login(viewer)
        assert self.client.get(f"{self.base}/{path}").status_code == 200
        assert self.send("post", path, body(make, self.today)).status_code == 403

    @pytest.mark.parametrize(("path", "make"), PATHS)
    def test_a_stranger_sees_nothing(self, chi, path, make):
        record = entered(self.coop, make(self.today))
        payload = body(make, self.today)
        self.client.force_login(chi)
        assert self.client.get(f"{self.base}/{path}").status_code == 404
        assert self.send("post", path, payload).status_code == 404
        changed = payload | {"version": 1}
        assert self.send("put", f"{path}/{record.pk}", changed).status_code == 404

    @pytest.mark.parametrize(("path", "make"), PATHS)
    def test_nobody_without_a_sign_in(self, path, make):
        assert self.send("post", path, body(make, self.today)).status_code == 401

    @pytest.mark.parametrize(("path", "make"), PATHS)
    def test_a_bad_shape_is_refused(self, an, path, make):
        self.client.force_login(an)
        assert self.send("post", path, {}).status_code == 422

    def test_the_areas_of_a_contract_are_chosen(self, an, area):
        record = entered(self.coop, contract(self.today))
        self.client.force_login(an)
        path = f"linkage-contracts/{record.pk}/growing-areas"
        chosen = self.send("put", path, {"area_ids": [area.pk], "version": 1}).json()
        assert chosen == [{"id": area.pk, "name": area.name}]
        assert self.client.get(f"{self.base}/{path}").json() == chosen
        assert self.send("put", path, {"area_ids": [0], "version": 2}).status_code == 404


class TestAreasOfAContract:
    def test_they_are_chosen_on_its_page(self, client, an, coop, area, today):
        record = entered(coop, contract(today))
        client.force_login(an)
        address = f"/hop-dong-lien-ket/{record.pk}/"
        client.post(address, {"areas": [area.pk], "version": 1})
        assert ContractArea.objects.get().area == area
        client.post(address, {"areas": [], "version": 2})
        assert not ContractArea.objects.exists()

    def test_who_only_reads_sees_them_and_may_not_choose(
        self, client, viewer, coop, area, today
    ):
        record = entered(coop, contract(today))
        choose_contract_areas(contract=record, areas=[area], version=record.version, by="test")
        client.force_login(viewer)
        address = f"/hop-dong-lien-ket/{record.pk}/"
        assert area.name in client.get(address).content.decode()
        assert client.post(address, {"areas": []}).status_code == 403

    def test_a_stranger_sees_no_page(self, client, chi, coop, today):
        record = entered(coop, contract(today))
        client.force_login(chi)
        assert client.get(f"/hop-dong-lien-ket/{record.pk}/").status_code == 404

    def test_an_area_of_another_organisation_is_refused(
        self, coop, other_coop, other_commune, rice_crop, today
    ):
        record = entered(coop, contract(today))
        foreign = register_area(
            organisation=other_coop,
            name="Đồng xa",
            crop=crop_of(rice_crop.code),
            unit=other_commune,
            by="test",
            today=today,
        )
        with pytest.raises(BadInput) as refusal:
            choose_contract_areas(
                contract=record, areas=[foreign], version=record.version, by="test"
            )
        assert refusal.value.code == "growing_areas.contract_area_of_another"
        assert not ContractArea.objects.exists()

    def test_an_area_is_joined_once(self, coop, area, today):
        record = entered(coop, contract(today))
        choose_contract_areas(contract=record, areas=[area], version=record.version, by="test")
        # SQLite names the columns of a unique constraint, not the constraint.
        name = "contract_area_once|growing_areas_contractarea.area_id"
        with pytest.raises(IntegrityError, match=name), transaction.atomic():
            ContractArea.objects.create(contract=record, area=area)
