"""Nobody's change is written over unseen: pages and calls say which state they were made on."""

import re

import pytest
from django.utils import timezone

from common.errors import ChangedMeanwhile, RuleError
from cooperatives import services
from cooperatives.models import Organisation
from growing_areas.models import ContractArea, GrowingArea
from growing_areas.services import AreaDescription, change_area, register_area
from products.models import Product
from products.services import Description, change_product
from tests.activities_cast import BY_PATH, body, contract, digital, entered
from tests.conftest import particulars
from tests.kept_cast import member_paper, recorded_member

pytestmark = pytest.mark.django_db
CODE = "accounts.changed_meanwhile"


def posted(client, page, **typed):
    """The fields of the form on `page` as they stand there, with what is `typed`."""
    answer = client.get(page)
    form = answer.context["form"]
    values = {
        bound.html_name: bound.value()
        for bound in form
        if bound.value() not in (None, "", []) and not bound.field.widget.needs_multipart_form
    }
    return values | typed


@pytest.fixture
def pages(coop, area, rice, dung, today):
    """For each kind of row: its edit page, its name for a text field, and who may change it."""
    lan = recorded_member(coop, today, timezone.now())
    named = services.KeyProductPaper(name="Ném", legal_basis="Văn bản", valid_from=today)
    nem = services.add_key_product(unit=coop.unit, paper=named, by="test")
    rows = {
        "organisation": (f"/to-chuc/{coop.pk}/sua/", "address", coop),
        "area": (f"/vung-trong/{area.pk}/sua/", "note", area),
        "product": (f"/san-pham/{rice.pk}/sua/", "storage", rice),
        "member": (f"/to-chuc/thanh-vien/{lan.pk}/sua/", "village", lan),
        "key product": (f"/dia-ban/san-pham-chu-luc/{nem.pk}/sua/", "ocop_group", nem),
    }
    fields = ("product", "commodity", "labour", "number")
    paths = ("cong-nghe-so", "hop-dong-lien-ket", "so-lieu-nam", "so-huu-tri-tue")
    for path, field, make in zip(paths, fields, BY_PATH.values(), strict=True):
        record = entered(coop, make(today))
        rows[record.word] = (f"/to-chuc/{path}/{record.pk}/sua/", field, record)
    return rows


KINDS = [
    *("organisation", "area", "product", "member", "key product"),
    *("digital_use", "linkage_contract", "year_figures", "intellectual_property"),
]


class TestPages:
    @pytest.mark.parametrize("kind", KINDS)
    def test_a_form_that_was_overtaken_keeps_what_was_typed_beside_what_stands(
        self, client, an, dung, pages, kind
    ):
        client.force_login(dung if kind == "key product" else an)
        page, field, row = pages[kind]
        more = {"reason": "Ghi sai"} if kind == "key product" else {}
        first = posted(client, page, **{field: "11"}, **more)
        second = first | {field: "12"}
        assert client.post(page, first).status_code == 302
        answer = client.post(page, second)
        text = answer.content.decode()
        row.refresh_from_db()
        assert answer.status_code == 200
        assert f"đã sửa “{row}” lúc" in text
        assert "Hiện nay: 11" in text
        assert 'value="12"' in text or ">\n12<" in text
        assert str(getattr(row, field)) == "11"

    @pytest.mark.parametrize("kind", KINDS)
    def test_who_has_seen_what_stands_saves_again(self, client, an, dung, pages, kind):
        client.force_login(dung if kind == "key product" else an)
        page, field, row = pages[kind]
        more = {"reason": "Ghi sai"} if kind == "key product" else {}
        first = posted(client, page, **{field: "11"}, **more)
        client.post(page, first)
        overtaken = client.post(page, first | {field: "12"})
        version = re.search(r'name="version" value="(\d+)"', overtaken.content.decode())
        assert version
        again = first | {field: "12", "version": version[1]}
        assert client.post(page, again).status_code == 302
        row.refresh_from_db()
        assert (str(getattr(row, field)), row.version) == ("12", 3)

    def test_it_says_who_changed_it(self, client, an, binh, rice):
        page = f"/san-pham/{rice.pk}/sua/"
        client.force_login(an)
        mine = posted(client, page, storage="Nơi mát")
        client.force_login(binh)
        client.post(page, posted(client, page, storage="Nơi khô"))
        client.force_login(an)
        text = client.post(page, mine).content.decode()
        assert "Trần Văn Bình đã sửa “Gạo hữu cơ Hải Lăng”" in text

    @pytest.mark.parametrize("version", [None, "", "x"])
    def test_a_form_without_its_version_is_refused(self, client, an, rice, version):
        client.force_login(an)
        page = f"/san-pham/{rice.pk}/sua/"
        values = posted(client, page, storage="Nơi mát")
        values.pop("version")
        if version is not None:
            values["version"] = version
        assert "Hãy mở lại trang sửa" in client.post(page, values).content.decode()
        assert Product.objects.get().storage == rice.storage

    def test_the_areas_of_a_contract_are_not_chosen_over(self, client, an, coop, area, today):
        record = entered(coop, contract(today))
        page = f"/hop-dong-lien-ket/{record.pk}/"
        client.force_login(an)
        client.post(page, {"areas": [area.pk], "version": 1})
        text = client.post(page, {"areas": [], "version": 1}).content.decode()
        assert "Hiện nay: Đồng Đại An Khê" in text
        assert ContractArea.objects.get().area == area


class TestTheApi:
    @pytest.fixture
    def calls(self, coop, area, rice, today):
        """An address and a body for each PUT that changes a row, by the word of the row."""
        lan = recorded_member(coop, today, timezone.now())
        at = f"/organisations/{coop.pk}"
        named = services.KeyProductPaper(name="Ném", legal_basis="Văn bản", valid_from=today)
        nem = services.add_key_product(unit=coop.unit, paper=named, by="test")
        place, day = coop.unit.code, str(today)
        maker = {"name": "HTX A", "kind": "farm", "commune": place, "address": "Thôn 1"}
        calls = {
            "organisation": (at, maker),
            "area": (
                f"/growing-areas/{area.pk}",
                {"name": "Đồng lớn", "crop": "lua", "unit": place},
            ),
            "product": (
                f"/products/{rice.pk}",
                {"name": "Gạo nếp", "net_content": "1", "content_unit": "kg"},
            ),
            "member": (f"{at}/members/{lan.pk}", {"full_name": "Hồ Nam"}),
            "key product": (
                f"/units/{place}/key-products/{nem.pk}",
                {"name": "Hành", "legal_basis": "Văn bản", "valid_from": day, "reason": "Sai"},
            ),
        }
        for path, make in BY_PATH.items():
            record = entered(coop, make(today))
            calls[record.word] = (f"{at}/{path}/{record.pk}", body(make, today))
        return calls

    @pytest.mark.parametrize("kind", KINDS)
    def test_a_call_that_was_overtaken_is_answered_with_the_present_version(
        self, client, an, dung, calls, kind
    ):
        client.force_login(dung if kind == "key product" else an)
        path, said = calls[kind]

        def put(version):
            sent = said if version is None else said | {"version": version}
            return client.put(f"/api/v1{path}", sent, content_type="application/json")

        assert put(1).json()["version"] == 2
        answer = put(1)
        assert (answer.status_code, answer.json()["code"]) == (409, CODE)
        assert answer.json()["findings"] == [{"version": 2}]
        assert put(None).status_code == 422
        assert put(2).json()["version"] == 3


class TestServices:
    def test_what_another_service_wrote_meanwhile_stays(self, coop, commune):
        """An office writes its own code while a page is open: the row is read anew."""
        opened = Organisation.objects.get(pk=coop.pk)
        Organisation.objects.filter(pk=coop.pk).update(reference="T-1", reference_of=commune)
        services.change_organisation(
            organisation=opened,
            particulars=particulars(commune, name="Tên mới"),
            version=1,
            by="test",
            now=timezone.now(),
        )
        assert Organisation.objects.get().reference == "T-1"

    def test_an_end_overtakes_a_form_that_is_open(self, coop, today):
        record = entered(coop, digital(today))
        services.end_record(record=record, last_day=today, by="test")
        with pytest.raises(ChangedMeanwhile):
            services.change_record(record=record, facts=digital(today), version=1, by="test")

    def test_leaving_overtakes_a_form_that_is_open(self, coop, today):
        lan = recorded_member(coop, today, timezone.now())
        services.mark_left(member=lan, left_on=today, by="test", today=today)
        with pytest.raises(ChangedMeanwhile):
            services.change_member(
                member=lan, paper=member_paper(today), version=1, by="test", today=today
            )

    def test_nothing_of_a_change_that_was_overtaken_is_kept(self, rice):
        said = Description(name="Gạo mới", net_content=rice.net_content, content_unit="kg")
        with pytest.raises(ChangedMeanwhile):
            change_product(product=rice, description=said, version=7, by="test")
        assert Product.objects.get().name == "Gạo hữu cơ Hải Lăng"


class TestGrowingAreas:
    def described(self, area, **changes):
        values = {"name": area.name, "crop": area.crop, "unit": area.unit}
        return AreaDescription(**values | changes)

    def test_it_may_keep_a_commune_that_has_ended_since(self, area, old_commune, today):
        GrowingArea.objects.filter(pk=area.pk).update(
            unit=old_commune, registered_at="2024-05-01T00:00:00Z"
        )
        area.refresh_from_db()
        said = self.described(area, reference="D-1")
        change_area(area=area, description=said, version=1, by="test", today=today)
        assert GrowingArea.objects.get().reference == "D-1"

    def test_its_page_leaves_the_place_as_it_is(self, client, an, area, old_commune):
        GrowingArea.objects.filter(pk=area.pk).update(
            unit=old_commune, registered_at="2024-05-01T00:00:00Z"
        )
        client.force_login(an)
        page = f"/vung-trong/{area.pk}/sua/"
        assert client.post(page, posted(client, page, reference="D-1")).status_code == 302
        assert GrowingArea.objects.get().unit == old_commune

    def test_two_of_an_organisation_never_share_a_reference(
        self, coop, area, commune, rice_crop, today
    ):
        said = self.described(area, reference="D-1")
        change_area(area=area, description=said, version=1, by="test", today=today)
        with pytest.raises(RuleError) as refusal:
            register_area(
                organisation=coop,
                name="Đồng khác",
                crop=rice_crop,
                unit=commune,
                reference="D-1",
                by="test",
                today=today,
            )
        assert refusal.value.code == "growing_areas.area_reference_taken"
