"""The pages of batches, labels and materials."""

from uuid import uuid4

import pytest

from labels.models import LabelRun
from trace.models import Batch
from trace.services import (
    labelled_packages,
)

pytestmark = pytest.mark.django_db


class TestPages:
    def test_a_batch_and_its_labels_are_made_on_the_pages(
        self, client, an, rice, harvest, code, today
    ):
        client.force_login(an)
        page = client.post(
            f"/san-pham/{rice.pk}/lo-hang/them/",
            {
                "lot": "L9",
                "produced_on": str(today),
                "quantity": "100",
                "unit": "kg",
                f"harvest_{harvest.pk}": "120",
                f"code_harvest_{harvest.pk}": str(code.pk),
            },
        )
        batch = Batch.objects.get()
        assert page.headers["Location"] == f"/lo-hang/{batch.pk}/"
        assert batch.inputs.get().claimed_code == code
        client.post(
            f"/lo-hang/{batch.pk}/in-nhan/",
            {"count": "20", "sheet": "a4-24", "request": str(uuid4())},
        )
        assert labelled_packages(batch) == 20

    def test_a_double_click_prints_once(self, client, an, batch):
        client.force_login(an)
        fields = {"count": "5", "sheet": "a4-24", "request": str(uuid4())}
        for _ in range(2):
            client.post(f"/lo-hang/{batch.pk}/in-nhan/", fields)
        assert LabelRun.objects.count() == 1

    def test_a_refusal_stands_on_the_form_and_nothing_typed_is_lost(
        self, client, an, rice, harvest, today
    ):
        client.force_login(an)
        page = client.post(
            f"/san-pham/{rice.pk}/lo-hang/them/",
            {
                "lot": "L9",
                "produced_on": str(today),
                "quantity": "100",
                "unit": "kg",
                f"harvest_{harvest.pk}": "5000",
            },
        )
        assert "chỉ còn 1.000 kg" in page.content.decode()
        assert page.context["form"]["lot"].value() == "L9"

    @pytest.mark.parametrize("path", ["", "in-nhan/"])
    def test_a_stranger_cannot_tell_that_the_batch_exists(self, client, chi, batch, path):
        client.force_login(chi)
        assert client.get(f"/lo-hang/{batch.pk}/{path}").status_code == 404

    def test_a_viewer_may_look_and_not_print(self, client, viewer, batch):
        client.force_login(viewer)
        assert client.get(f"/lo-hang/{batch.pk}/").status_code == 200
        assert client.get(f"/lo-hang/{batch.pk}/in-nhan/").status_code == 403

    @pytest.mark.parametrize("path", ["/lo-hang/", "/nguyen-lieu/", "/nhan/"])
    def test_without_a_sign_in_pages_lead_to_it(self, client, path):
        assert client.get(path).headers["Location"].startswith("/dang-nhap/")

    @pytest.mark.parametrize("path", ["/lo-hang/", "/nguyen-lieu/", "/nhan/"])
    def test_lists_take_few_queries(
        self, client, an, batch, honey, path, django_assert_max_num_queries
    ):
        client.force_login(an)
        with django_assert_max_num_queries(8):
            assert client.get(path).status_code == 200
