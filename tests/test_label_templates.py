"""Templates of labels: versions, the pages on which they are designed, and the legal list."""

import io
from decimal import Decimal
from uuid import uuid4

import pytest
from django.conf import settings as site
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction
from PIL import Image

from common.errors import BadInput, RuleError
from labels.label_pictures import label_png
from labels.legal import EMPTY, IF_ANY, MISSING, SHOWN
from labels.models import LabelRule, LabelTemplate, LabelTemplateVersion
from labels.services import label_check, retire_template, say_goods_kind, setup_of
from records.models import LogEntry
from tests.papers_cast import DESIGN, SHIPPED, template_of
from trace.label_text import label_text
from trace.services import Input, make_batch, print_labels


@pytest.fixture
def batch(rice, harvest, code, today):
    """A batch with 180 packages that claims a code."""
    return make_batch(
        product=rice,
        lot="L1",
        produced_on=today,
        quantity=Decimal(900),
        unit="kg",
        inputs=[Input(harvest=harvest, quantity=Decimal(900), claimed_code=code)],
        by="test",
        today=today,
    )


@pytest.fixture
def template(coop):
    """Labels of 50 × 30 mm."""
    return template_of(coop)


@pytest.fixture
def loaded(db):
    """The rules and the platform's templates."""
    call_command("load_label_data", "--commit", stdout=io.StringIO())


def picture(colour="red"):
    file = io.BytesIO()
    Image.new("RGB", (40, 20), colour).save(file, "PNG")
    file.seek(0)
    return ("logo.png", file)


def with_logo():
    pieces = [
        *(one for one in DESIGN["pieces"] if one["shows"] != "content"),
        {"shows": "logo", "x": 38, "y": 20, "width": 10, "height": 5},
    ]
    pieces = [
        one | ({"width": 19} if one["shows"] in ("produced", "expires") else {})
        for one in pieces
    ]
    return DESIGN | {"pieces": pieces}


class TestVersions:
    def test_each_change_is_a_version(self, coop, template):
        template_of(coop, design=SHIPPED[2]["design"], template=template)
        assert [one.number for one in template.versions.all()] == [2, 1]
        assert template.newest.drawn.width == 100
        actions = LogEntry.objects.filter(subject=template.key).values_list("action", flat=True)
        assert set(actions) == {"labels.template_added", "labels.template_changed"}

    def test_the_database_keeps_a_version_as_it_was(self, template):
        match = "label_template_version_append_only"
        with pytest.raises(IntegrityError, match=match), transaction.atomic():
            LabelTemplateVersion.objects.update(number=9)

    def test_what_cannot_be_read_is_never_saved(self, coop):
        wrong = DESIGN | {"symbol": DESIGN["symbol"] | {"size": 9, "quiet": 3}}
        with pytest.raises(BadInput) as refused:
            template_of(coop, design=wrong)
        assert {one["code"] for one in refused.value.findings} == {
            "labels.module_too_small",
            "labels.quiet_too_narrow",
        }
        assert not LabelTemplate.objects.exists()

    def test_a_name_is_used_once(self, coop, template):
        with pytest.raises(RuleError) as refused:
            template_of(coop)
        assert refused.value.code == "labels.name_taken"

    def test_out_of_use_its_name_is_free(self, coop, template):
        retire_template(template=template, by="test")
        assert template_of(coop).pk != template.pk

    def test_a_logo_stands_on_the_label(self, coop, batch, today):
        plain = template_of(coop, name="A", design=with_logo())
        with_one = template_of(coop, name="B", design=with_logo(), logo=picture())
        label = ("0" * 16, "https://a.vn/t/" + "0" * 16)
        drawn = []
        for template in (plain, with_one):
            run = print_labels(
                batch=batch,
                count=1,
                sheet="roll-50x30",
                template=template,
                by="t",
                request=uuid4(),
                today=today,
            )
            drawn.append(label_png(setup_of(run, 203), label, site_fonts(), 203))
        assert drawn[0] != drawn[1]

    def test_a_paper_is_no_logo(self, coop):
        with pytest.raises(BadInput) as refused:
            template_of(coop, logo=("logo.txt", io.BytesIO(b"Not a picture")))
        assert refused.value.code == "labels.logo_not_a_picture"


def site_fonts():

    return site.LABEL_FONT_DIR


class TestData:
    def test_what_is_shipped_is_loaded_once(self, loaded):
        out = io.StringIO()
        call_command("load_label_data", "--commit", stdout=out)
        assert "All of it was there already." in out.getvalue()
        assert LabelTemplate.objects.filter(organisation=None).count() == 3
        assert LabelRule.objects.filter(certainty="read").count() == LabelRule.objects.count()

    def test_without_commit_nothing_is_saved(self, db):
        call_command("load_label_data", stdout=io.StringIO())
        assert not LabelRule.objects.exists()

    def test_a_wrong_line_is_named(self, db, tmp_path):
        head = "kind,item,if_any,basis,certainty,valid_from,valid_to"
        (tmp_path / "label_rules.csv").write_text(f"{head}\nany,price,,x,read,2026-01-23,\n")
        with pytest.raises(CommandError, match="line 2"):
            call_command("load_label_data", "--folder", str(tmp_path))


class TestLegalList:
    def states(self, product, text, today, template=None):
        held = label_check(product=product, template=template, text=text, on=today)
        return {one.wanted.item: one.state for one in held}

    def test_it_names_what_is_shown_empty_and_missing(self, loaded, rice, batch, today):
        say_goods_kind(product=rice, kind="food", by="test")
        full = LabelTemplate.objects.get(name="Nhãn đầy đủ 100 × 70 mm")
        states = self.states(rice, label_text(batch, today), today, full)
        assert states["name"] == states["origin"] == states["produced"] == SHOWN
        assert states["ingredients"] == EMPTY
        assert states["warning"] == MISSING

    def test_what_applies_only_sometimes_is_not_lacking(self, loaded, rice, batch, today):
        say_goods_kind(product=rice, kind="cereals", by="test")
        assert self.states(rice, label_text(batch, today), today)["warning"] == IF_ANY

    def test_labels_that_the_platform_arranges_lack_the_origin(
        self, loaded, rice, batch, today
    ):
        states = self.states(rice, label_text(batch, today), today)
        assert states == {
            "name": SHOWN,
            "organisation": SHOWN,
            "address": MISSING,
            "origin": MISSING,
        }

    def test_rules_hold_from_their_day(self, loaded, rice, batch, today):
        before = today.replace(year=2025)
        assert self.states(rice, label_text(batch, today), before) == {}

    def test_printing_goes_on_all_the_same(self, loaded, batch, today):
        run = print_labels(
            batch=batch, count=1, sheet="a4-24", by="t", request=uuid4(), today=today
        )
        assert run.pk

    def test_an_unknown_kind_is_refused(self, rice):
        with pytest.raises(BadInput):
            say_goods_kind(product=rice, kind="any", by="test")

    def test_the_page_names_the_law(self, loaded, client, an, rice):
        client.force_login(an)
        page = f"/san-pham/{rice.pk}/nhom-hang/"
        client.post(page, {"kind": "food"})
        shown = client.get(page).text
        assert "Nghị định 37/2026/NĐ-CP, Phụ lục I" in shown
        assert "Hướng dẫn bảo quản" in shown

    def test_the_print_form_shows_it_and_prints_nothing(self, loaded, client, an, batch):
        client.force_login(an)
        page = f"/lo-hang/{batch.pk}/in-nhan/"
        full = LabelTemplate.objects.get(name="Nhãn đầy đủ 100 × 70 mm")
        answer = client.post(page, {"check": "1", "template": full.pk, "count": "3"})
        assert "có trên nhãn" in answer.text
        part = client.post(f"{page}noi-dung/", {"template": full.pk}).text
        assert part.lstrip().startswith('<div id="label-check">')
        assert not batch.activations.exists()

    def test_over_the_api(self, loaded, client, an, batch):
        client.force_login(an)
        path = f"/api/v1/batches/{batch.pk}/label-check"
        held = {one["item"]: one["state"] for one in client.get(path).json()}
        assert held["origin"] == MISSING
        assert client.get(f"{path}?template_id=999999").status_code == 404


def form_values(client, page):
    """What a browser would send of a form as it stands."""
    form = client.get(page).context["form"]
    values = {}
    for field in form:
        value = field.value()
        if value in (None, "", False) or field.name == "logo":
            continue
        values[field.name] = "on" if value is True else str(value).replace(".", ",")
    return values


class TestDesigning:
    def test_a_clerk_begins_with_a_shipped_label_and_saves_her_own(
        self, loaded, client, an, coop
    ):
        client.force_login(an)
        model = LabelTemplate.objects.get(name="Nhãn cuộn 50 × 30 mm")
        page = f"/to-chuc/{coop.pk}/mau-nhan/them/?mau={model.pk}"
        values = form_values(client, page)
        answer = client.post(page, values | {"name": "Gạo 5 kg"})
        assert answer.status_code == 302, answer.context["form"].errors
        own = LabelTemplate.objects.get(organisation=coop)
        assert own.newest.drawn == model.newest.drawn
        assert "Gạo 5 kg" in client.get(f"/to-chuc/{coop.pk}/mau-nhan/").text

    def test_the_form_gives_back_every_shipped_design(self, loaded, client, an, coop):
        client.force_login(an)
        for model in LabelTemplate.objects.filter(organisation=None):
            page = f"/to-chuc/{coop.pk}/mau-nhan/them/?mau={model.pk}"
            client.post(page, form_values(client, page) | {"name": f"Bản {model.pk}"})
            own = LabelTemplate.objects.get(name=f"Bản {model.pk}")
            pieces = {one.shows: one for one in own.newest.drawn.pieces}
            assert pieces == {one.shows: one for one in model.newest.drawn.pieces}

    def test_the_preview_shows_the_label_and_saves_nothing(self, client, an, coop, template):
        client.force_login(an)
        values = form_values(client, f"/mau-nhan/{template.pk}/")
        part = client.post(f"/to-chuc/{coop.pk}/mau-nhan/xem-truoc/", values).text
        assert "<svg" in part
        assert 'viewBox="0 0 50 30"' in part
        without_script = client.post(f"/mau-nhan/{template.pk}/", values | {"preview": "1"})
        assert "<svg" in without_script.text
        assert template.versions.count() == 1

    def test_the_preview_says_what_is_wrong_and_by_how_much(self, client, an, coop, template):
        client.force_login(an)
        values = form_values(client, f"/mau-nhan/{template.pk}/") | {"symbol_size": "11"}
        part = client.post(f"/to-chuc/{coop.pk}/mau-nhan/xem-truoc/", values).text
        assert "còn thiếu" in part
        assert "<svg" not in part.split("label-preview")[1].split("note")[0]
        refused = client.post(f"/mau-nhan/{template.pk}/", values)
        assert refused.status_code == 200
        assert template.versions.count() == 1

    def test_the_platforms_templates_are_not_changed_on_pages(self, loaded, client, an):
        client.force_login(an)
        shipped = LabelTemplate.objects.filter(organisation=None)[0]
        assert client.get(f"/mau-nhan/{shipped.pk}/").status_code == 404

    def test_a_stranger_sees_nothing(self, client, chi, other_coop, template):
        client.force_login(chi)
        assert client.get(f"/mau-nhan/{template.pk}/").status_code == 404
        path = f"/to-chuc/{template.organisation_id}/mau-nhan/"
        assert client.get(path).status_code == 404

    def test_a_viewer_designs_nothing(self, client, viewer, template):
        client.force_login(viewer)
        assert client.get(f"/mau-nhan/{template.pk}/").status_code == 403


class TestApi:
    def test_it_works(self, client, an, coop, batch):
        client.force_login(an)
        body = {"organisation_id": coop.pk, "name": "Mẫu API", "design": DESIGN}
        made = client.post("/api/v1/label-templates", body, content_type="application/json")
        assert (made.status_code, made.json()["version"]) == (201, 1)
        path = f"/api/v1/label-templates/{made.json()['id']}"
        again = client.put(
            path, {"name": "Mẫu API", "design": DESIGN}, content_type="application/json"
        )
        assert again.json()["version"] == 2
        printed = client.post(
            f"/api/v1/batches/{batch.pk}/labels",
            {"count": 2, "sheet": "roll-50x30", "template_id": made.json()["id"]},
            content_type="application/json",
        )
        assert printed.status_code == 201
        drawn = client.post(
            "/api/v1/label-templates/preview",
            {"design": DESIGN},
            content_type="application/json",
        )
        assert drawn.content.startswith(b"<svg")
        assert client.post(f"{path}/retirement").status_code == 200
        assert client.get(path).status_code == 404

    def test_a_refusal_says_everything_that_is_wrong(self, client, an, coop):
        client.force_login(an)
        wrong = DESIGN | {"symbol": DESIGN["symbol"] | {"size": 9, "quiet": 1}}
        body = {"organisation_id": coop.pk, "name": "Mẫu", "design": wrong}
        answer = client.post("/api/v1/label-templates", body, content_type="application/json")
        assert answer.status_code == 422
        assert len(answer.json()["findings"]) == 2

    def test_a_stranger_sees_nothing(self, client, chi, other_coop, template):
        client.force_login(chi)
        assert client.get("/api/v1/label-templates").json()["items"] == []
        path = f"/api/v1/label-templates/{template.pk}"
        assert client.get(path).status_code == 404
        body = {"name": "Mẫu", "design": DESIGN}
        assert client.put(path, body, content_type="application/json").status_code == 404

    def test_nobody_without_sign_in(self, client, db):
        assert client.get("/api/v1/label-templates").status_code == 401

    @pytest.mark.parametrize("design", [{}, DESIGN | {"width": "wide"}], ids=["empty", "wide"])
    def test_a_bad_shape_is_422(self, client, an, coop, design):
        client.force_login(an)
        body = {"organisation_id": coop.pk, "name": "Mẫu", "design": design}
        answer = client.post("/api/v1/label-templates", body, content_type="application/json")
        assert answer.status_code == 422
