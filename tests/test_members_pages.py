"""Members of a cooperative: the pages and the API, who sees people and who only numbers."""

import pytest
from django.utils import timezone

from cooperatives.models import Member
from tests.kept_cast import recorded_member

pytestmark = pytest.mark.django_db


@pytest.fixture
def lan(coop, today):
    return recorded_member(coop, today, timezone.now())


@pytest.fixture
def api(client, coop):
    """Ask the API of the members of the cooperative as somebody."""

    def asked(user, method="get", path="", body=None):
        if user:
            client.force_login(user)
        return getattr(client, method)(
            f"/api/v1/organisations/{coop.pk}/members{path}",
            body,
            **({"content_type": "application/json"} if method != "get" else {}),
        )

    return asked


class TestPages:
    def test_a_member_is_entered_changed_and_leaves(self, client, binh, coop, today):
        client.force_login(binh)
        there = f"/to-chuc/{coop.pk}/thanh-vien/"
        client.post(f"{there}them/", {"full_name": "Hồ Thị Lan", "sex": "female"})
        lan = Member.objects.get()
        client.post(f"/to-chuc/thanh-vien/{lan.pk}/sua/", {"full_name": "Hồ Lan", "version": 1})
        client.post(f"/to-chuc/thanh-vien/{lan.pk}/thoi/", {"left_on": str(today)})
        lan.refresh_from_db()
        assert (lan.number, lan.full_name, lan.left_on) == ("1", "Hồ Lan", today)
        assert "Hồ Lan" in client.get(f"{there}?tinh-trang=left").content.decode()
        assert "Hồ Lan" not in client.get(f"{there}?tinh-trang=member").content.decode()

    def test_all_faults_of_a_form_are_told_at_once(self, client, an, coop):
        client.force_login(an)
        answer = client.post(
            f"/to-chuc/{coop.pk}/thanh-vien/them/",
            {"full_name": "Lan", "personal_number": "1", "capital_vnd": "-1"},
        )
        assert set(answer.context["form"].errors) == {"personal_number", "capital_vnd"}

    def test_names_are_found_without_marks(self, client, an, coop, lan):
        client.force_login(an)
        page = client.get(f"/to-chuc/{coop.pk}/thanh-vien/?tim=ho+thi").content.decode()
        assert "Hồ Thị Lan" in page

    @pytest.mark.parametrize("who", ["viewer", "recorder", "dung"])
    def test_others_of_the_organisation_and_its_office_see_counts_only(
        self, client, request, coop, lan, who
    ):
        client.force_login(request.getfixturevalue(who))
        page = client.get(f"/to-chuc/{coop.pk}/").content.decode()
        assert "Bru - Vân Kiều" in page
        assert "Hồ Thị Lan" not in page
        assert client.get(f"/to-chuc/{coop.pk}/thanh-vien/").status_code == 403
        assert client.get(f"/to-chuc/thanh-vien/{lan.pk}/sua/").status_code == 404

    def test_a_stranger_sees_nothing(self, client, chi, coop, lan):
        client.force_login(chi)
        assert client.get(f"/to-chuc/{coop.pk}/thanh-vien/").status_code == 404
        assert client.post(f"/to-chuc/thanh-vien/{lan.pk}/thoi/").status_code == 404


BODY = {"full_name": "Hồ Văn Nam", "sex": "male"}


class TestTheApi:
    def test_a_member_is_entered_listed_changed_and_leaves(self, api, an, today):
        made = api(an, "post", body=BODY).json()
        there = f"/{made['id']}"
        assert (made["number"], made["version"]) == ("1", 1)
        changed = BODY | {"village": "Thôn 2", "version": 1}
        assert api(an, "put", there, changed).json()["version"] == 2
        left = api(an, "post", f"{there}/left", {"left_on": str(today)})
        assert left.json()["left_on"] == str(today)
        assert api(an, path="?standing=left").json()["count"] == 1

    def test_counts_name_nobody(self, api, dung, lan):
        assert api(dung, path="/counts").json() == [
            {"sex": "female", "ethnicity": "Bru - Vân Kiều", "people": 1}
        ]

    def test_a_refusal_says_why(self, api, an, lan):
        answer = api(an, "post", body=BODY | {"number": "1"})
        assert (answer.status_code, answer.json()["field"]) == (409, "number")

    def test_a_viewer_is_told_which_role_it_takes(self, api, viewer, lan):
        assert api(viewer).status_code == 403
        assert api(viewer, "post", body=BODY).json()["code"] == "cooperatives.not_allowed"

    @pytest.mark.parametrize(
        ("method", "path"),
        [
            ("get", ""),
            ("get", "/counts"),
            ("post", ""),
            ("put", "/{pk}"),
            ("post", "/{pk}/left"),
        ],
    )
    def test_a_stranger_sees_nothing_and_nobody_must_sign_in(
        self, api, chi, lan, today, method, path
    ):
        body = None if method == "get" else BODY | {"left_on": str(today), "version": 1}
        address = path.format(pk=lan.pk)
        assert api(None, method, address, body).status_code == 401
        assert api(chi, method, address, body).status_code == 404

    @pytest.mark.parametrize(
        ("method", "path"), [("post", ""), ("put", "/{pk}"), ("post", "/{pk}/left")]
    )
    def test_a_bad_shape_is_refused(self, api, an, lan, method, path):
        assert api(an, method, path.format(pk=lan.pk), {"left_on": 7}).status_code == 422

    def test_a_member_of_another_organisation_is_not_found_here(
        self, api, an, other_coop, today
    ):
        other = recorded_member(other_coop, today, timezone.now())
        assert api(an, "put", f"/{other.pk}", BODY | {"version": 1}).status_code == 404
