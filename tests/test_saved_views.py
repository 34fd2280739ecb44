"""Ways of looking at a list that a person keeps."""

import pytest
from django.db import IntegrityError

from accounts import saved_views
from accounts.models import SavedView
from accounts.saved_views import save_view
from common.errors import BadInput, RuleError

pytestmark = pytest.mark.django_db
LIST = "cooperatives.organisations"


@pytest.fixture
def view(an):
    """An's cooperatives with a tax code."""
    return save_view(user=an, list_name=LIST, name="Có mã số thuế", query="loai=union&mst=co")


class TestKeeping:
    def test_a_view_is_a_name_and_a_query(self, an, view):
        assert SavedView.objects.visible_to(an).get().query == "loai=union&mst=co"

    def test_a_name_is_taken_once_on_a_list(self, an, view):
        with pytest.raises(RuleError) as refused:
            save_view(user=an, list_name=LIST, name=" Có  mã số thuế", query="")
        assert refused.value.code == "accounts.saved_view_name_taken"
        save_view(user=an, list_name="products.products", name="Có mã số thuế", query="")

    @pytest.mark.parametrize(
        ("name", "query", "code"),
        [
            (" ", "a=1", "accounts.saved_view_no_name"),
            ("x" * 61, "a=1", "accounts.saved_view_name_too_long"),
            ("x", "a=" + "1" * 1000, "accounts.saved_view_too_long"),
        ],
    )
    def test_what_cannot_be_kept_is_refused(self, an, name, query, code):
        with pytest.raises(BadInput) as refused:
            save_view(user=an, list_name=LIST, name=name, query=query)
        assert refused.value.code == code
        assert not SavedView.objects.exists()

    def test_there_is_a_most(self, an, view, monkeypatch):
        monkeypatch.setattr(saved_views, "MOST_VIEWS", 1)
        with pytest.raises(RuleError) as refused:
            save_view(user=an, list_name=LIST, name="Khác", query="")
        assert refused.value.code == "accounts.too_many_saved_views"

    def test_the_database_keeps_names_apart(self, an, view):
        with pytest.raises(IntegrityError, match=r"saved_view_name_once|savedview\.name"):
            SavedView.objects.create(user=an, list=LIST, name=view.name, query="")

    @pytest.mark.parametrize("empty", [{"name": ""}, {"list": ""}])
    def test_the_database_wants_a_name_and_a_list(self, an, empty):
        with pytest.raises(IntegrityError, match="saved_view_has_a_name_and_a_list"):
            SavedView.objects.create(**{"user": an, "list": LIST, "name": "x"} | empty)


class TestOnThePage:
    def keep(self, client, **changes):
        fields = {"list": LIST, "name": "HTX", "query": "loai=cooperative", "next": "/to-chuc/"}
        return client.post("/danh-sach/cach-xem/", fields | changes, follow=True)

    def test_it_is_kept_and_stands_above_the_list(self, client, an, coop):
        client.force_login(an)
        page = self.keep(client).content.decode()
        assert "Đã lưu cách xem." in page
        assert '<a href="?loai=cooperative">HTX</a>' in page

    def test_the_one_in_use_is_marked(self, client, an, coop, view):
        client.force_login(an)
        page = client.get(f"/to-chuc/?{view.query}").content.decode()
        assert 'aria-current="true">Có mã số thuế</a>' in page

    def test_why_it_was_not_kept_is_said(self, client, an, coop, view):
        client.force_login(an)
        page = self.keep(client, name="Có mã số thuế").content.decode()
        assert "Hãy đặt tên khác." in page

    def test_another_person_sees_and_changes_nothing_of_it(self, client, viewer, coop, view):
        client.force_login(viewer)
        assert "Có mã số thuế" not in client.get("/to-chuc/").content.decode().split("<main")[0]
        assert f"/danh-sach/cach-xem/{view.pk}/" not in client.get("/to-chuc/").content.decode()
        answer = client.post(f"/danh-sach/cach-xem/{view.pk}/", {"delete": "1"})
        assert answer.status_code == 404
        assert SavedView.objects.filter(pk=view.pk).exists()

    def test_it_is_renamed_and_forgotten(self, client, an, coop, view):
        client.force_login(an)
        address = f"/danh-sach/cach-xem/{view.pk}/"
        client.post(address, {"name": "Liên hiệp", "next": "/to-chuc/"})
        view.refresh_from_db()
        assert view.name == "Liên hiệp"
        client.post(address, {"name": "x", "delete": "1", "next": "/to-chuc/"})
        assert not SavedView.objects.exists()

    def test_a_name_that_another_view_has_is_refused(self, client, an, coop, view):
        other = save_view(user=an, list_name=LIST, name="Khác", query="")
        client.force_login(an)
        page = client.post(
            f"/danh-sach/cach-xem/{other.pk}/",
            {"name": view.name, "next": "/to-chuc/"},
            follow=True,
        )
        assert "Hãy đặt tên khác." in page.content.decode()

    @pytest.mark.parametrize("address", ["https://example.org/", "//example.org", ""])
    def test_it_leads_nowhere_else(self, client, an, coop, address):
        client.force_login(an)
        fields = {"list": LIST, "name": "HTX", "query": "", "next": address}
        response = client.post("/danh-sach/cach-xem/", fields)
        assert response.headers["Location"] == "/ban-lam-viec/"

    def test_it_is_posted(self, client, an, view):
        client.force_login(an)
        assert client.get("/danh-sach/cach-xem/").status_code == 405
        assert client.get(f"/danh-sach/cach-xem/{view.pk}/").status_code == 405

    def test_without_a_sign_in_nothing_is_kept(self, client):
        response = client.post("/danh-sach/cach-xem/", {})
        assert response.headers["Location"].startswith("/dang-nhap/")
