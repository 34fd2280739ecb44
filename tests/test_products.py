"""Products: what they may say of themselves, who sees them, who may change them."""

import io
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from PIL import Image

from common.errors import BadInput, RuleError
from products.gtins import check_gtin, printed_gtin
from products.models import Product
from products.services import Description, add_product, change_product
from records.services import versions

pytestmark = pytest.mark.django_db


def description(**changes):
    return Description(
        **{"name": "Gạo", "net_content": Decimal(5), "content_unit": "kg"} | changes
    )


def png():
    file = io.BytesIO()
    Image.new("RGB", (8, 8), "red").save(file, "PNG")
    return file.getvalue()


class TestGtin:
    @pytest.mark.parametrize(
        ("typed", "kept"),
        [
            pytest.param("9520000000011", "09520000000011", id="13-digits"),
            pytest.param("952 0000 000011", "09520000000011", id="blanks"),
            pytest.param("96385074", "00000096385074", id="8-digits"),
        ],
    )
    def test_it_is_kept_with_14_digits(self, typed, kept):
        assert check_gtin(typed) == kept

    @pytest.mark.parametrize(
        "typed", ["9520000000012", "952", "952000000001x", "９520000000011"]
    )
    def test_a_wrong_one_is_refused(self, typed):
        with pytest.raises(BadInput) as refusal:
            check_gtin(typed)
        assert refusal.value.code == "products.bad_gtin"

    def test_it_is_shown_as_under_the_bars(self):
        assert printed_gtin("09520000000011") == "9520000000011"


class TestProducts:
    def test_none_is_made_up_when_there_is_none(self, coop):
        product = add_product(organisation=coop, description=description(), by="test")
        assert product.gtin is None

    def test_a_gtin_belongs_to_one_product(self, rice, other_coop):
        with pytest.raises(RuleError) as refusal:
            add_product(
                organisation=other_coop,
                description=description(gtin="9520000000011"),
                by="test",
            )
        assert refusal.value.code == "products.gtin_taken"
        assert Product.objects.count() == 1

    @pytest.mark.parametrize(
        ("changes", "code"),
        [
            pytest.param({"name": " "}, "products.no_name", id="no-name"),
            pytest.param(
                {"name": "\u0958" * 149}, "products.text_too_long", id="longer-in-nfc"
            ),
            pytest.param(
                {"net_content": Decimal(0)}, "products.bad_net_content", id="empty-package"
            ),
        ],
    )
    def test_what_cannot_be_right_is_refused(self, coop, changes, code):
        with pytest.raises(BadInput) as refusal:
            add_product(organisation=coop, description=description(**changes), by="test")
        assert refusal.value.code == code

    def test_letters_that_fold_into_many_are_kept(self, coop):
        product = add_product(
            organisation=coop, description=description(name="각" * 100), by="test"
        )
        assert len(product.folded) == 300

    def test_a_change_raises_its_version(self, rice):
        change_product(
            product=rice, description=description(name="Gạo mới"), version=1, by="test"
        )
        assert versions([rice.key]) == {rice.key: 1}

    def test_a_picture_that_is_none_leaves_nothing_behind(self, coop):
        with pytest.raises(BadInput):
            add_product(
                organisation=coop,
                description=description(),
                picture=("x.png", io.BytesIO(b"no")),
                by="test",
            )
        assert not Product.objects.exists()

    @pytest.mark.parametrize(
        ("columns", "name"),
        [
            ({"net_content": 0}, "product_net_content_above_zero"),
            ({"content_unit": "lb"}, "product_content_unit_known"),
            ({"name": ""}, "product_has_a_name"),
            ({"gtin": ""}, "product_gtin_is_null_when_empty"),
            ({"shelf_life_days": 0}, "product_shelf_life_above_zero"),
        ],
    )
    def test_the_database_holds_the_rules(self, rice, columns, name):
        with pytest.raises(IntegrityError, match=name), transaction.atomic():
            Product.objects.filter(pk=rice.pk).update(**columns)


class TestApi:
    @pytest.fixture(autouse=True)
    def setup(self, client, coop):
        self.client, self.coop = client, coop

    def post(self, **changes):
        body = {
            "organisation_id": self.coop.pk,
            "name": "Gạo",
            "net_content": "5",
            "content_unit": "kg",
        }
        return self.client.post(
            "/api/v1/products", body | changes, content_type="application/json"
        )

    def test_it_works(self, binh):
        self.client.force_login(binh)
        assert self.post(gtin="9520000000011").json()["gtin"] == "09520000000011"

    def test_the_reason_for_a_refusal_is_given(self, an):
        self.client.force_login(an)
        response = self.post(gtin="9520000000012")
        assert response.status_code == 422
        assert response.json()["field"] == "gtin"

    def test_a_stranger_cannot_tell_that_the_organisation_exists(self, chi):
        self.client.force_login(chi)
        assert self.post().status_code == 404

    def test_nobody_gets_in_without_signing_in(self):
        assert self.post().status_code == 401

    @pytest.mark.parametrize("changes", [{"net_content": "0"}, {"content_unit": "lb"}])
    def test_bad_shape_is_refused(self, an, changes):
        self.client.force_login(an)
        assert self.post(**changes).status_code == 422

    def test_a_viewer_may_not(self, viewer):
        self.client.force_login(viewer)
        assert self.post().status_code == 403

    def test_a_picture_is_given_and_shown_to_its_people(self, an, chi, rice):
        self.client.force_login(an)
        file = SimpleUploadedFile("gao.png", png(), "image/png")
        response = self.client.post(f"/api/v1/products/{rice.pk}/picture", {"picture": file})
        assert response.status_code == 200
        shown = self.client.get(f"/san-pham/{rice.pk}/anh.jpg")
        assert b"".join(shown.streaming_content).startswith(b"\xff\xd8")
        self.client.force_login(chi)
        assert self.client.get(f"/san-pham/{rice.pk}/anh.jpg").status_code == 404


class TestPages:
    def test_adding_and_changing_on_the_page(self, client, an, coop):
        client.force_login(an)
        fields = {
            "name": "Gạo",
            "net_content": "2,5",
            "content_unit": "kg",
            "gtin": "9520000000011",
            "picture": SimpleUploadedFile("gao.png", png(), "image/png"),
        }
        client.post(f"/to-chuc/{coop.pk}/san-pham/them/", fields)
        product = Product.objects.get()
        assert (product.net_content, product.picture is None) == (Decimal("2.5"), False)
        form = client.get(f"/san-pham/{product.pk}/sua/").context["form"]
        assert form["gtin"].value() == "9520000000011"

    def test_a_stranger_cannot_tell_that_it_exists(self, client, chi, rice):
        client.force_login(chi)
        assert client.get(f"/san-pham/{rice.pk}/").status_code == 404

    def test_a_viewer_may_look_and_not_change(self, client, viewer, rice):
        client.force_login(viewer)
        assert client.get(f"/san-pham/{rice.pk}/").status_code == 200
        assert client.get(f"/san-pham/{rice.pk}/sua/").status_code == 403

    def test_without_a_sign_in_pages_lead_to_it(self, client, rice):
        assert client.get("/san-pham/").status_code == 302

    def test_the_list_takes_few_queries(self, client, an, rice, django_assert_max_num_queries):
        client.force_login(an)
        with django_assert_max_num_queries(8):
            assert rice.name in client.get("/san-pham/").content.decode()
