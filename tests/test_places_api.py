"""Reading units over the API: open to everyone, any day, at most 100 at a time."""

import pytest

from tests.real_units import DA_NANG, QUANG_TRI, load_real

pytestmark = pytest.mark.django_db


def get(client, path="", **query):
    return client.get(f"/api/v1/units{path}", query)


def test_anyone_may_list_the_units_of_a_day(client, old_commune):
    listed = get(client, on="2025-06-30", level=3).json()
    assert ([item["code"] for item in listed["items"]], listed["count"]) == (["19708"], 1)


def test_today_is_meant_when_no_day_is_given(client, old_commune):
    assert [item["code"] for item in get(client).json()["items"]] == ["44", "19702"]


def test_units_right_below_one_are_listed_by_its_code(client, commune, other_commune):
    listed = get(client, parent="44").json()
    assert [item["code"] for item in listed["items"]] == ["19441", "19702"]


def test_a_name_may_be_searched_without_marks(client):
    load_real(*QUANG_TRI)
    listed = get(client, q="huong phung", on="2026-01-01").json()
    assert [item["full_name"] for item in listed["items"]] == ["Xã Hướng Phùng"]


def test_a_page_holds_at_most_100(client, django_assert_max_num_queries):
    load_real(*QUANG_TRI)
    with django_assert_max_num_queries(2):
        listed = get(client, on="2022-12-30", limit=100).json()
    assert (len(listed["items"]), listed["count"]) == (100, 2 + 18 + 276)
    assert get(client, on="2022-12-30", limit=101).status_code == 422


def test_a_unit_is_shown_with_what_is_above_it_and_what_it_became(client, old_commune):
    shown = get(client, "/19708", on="2022-12-30").json()
    assert shown["unit"]["full_name"] == "Xã Hải Thượng"
    assert shown["address"] == "xã Hải Thượng, huyện Hải Lăng, tỉnh Quảng Trị"
    assert [unit["code"] for unit in shown["parents"]] == ["470", "45"]
    assert [(row["unit"]["code"], row["whole"]) for row in shown["successors"]] == [
        ("19702", True)
    ]


def test_what_a_unit_was_before_is_shown(client, old_commune):
    shown = get(client, "/19702", on="2025-07-01").json()
    assert [row["unit"]["code"] for row in shown["predecessors"]] == ["19708"]


def test_showing_a_unit_costs_the_same_however_much_it_took_over(
    client, django_assert_max_num_queries
):
    load_real(*DA_NANG)
    with django_assert_max_num_queries(5):
        assert get(client, "/20500", on="2025-07-01").status_code == 200


def test_a_code_that_means_nothing_that_day_is_not_found(client, old_commune):
    response = get(client, "/19708", on="2025-07-01")
    assert (response.status_code, response.json()["code"]) == (404, "not_found")


def test_a_day_that_does_not_exist_is_refused(client):
    assert get(client, on="2025-02-30").status_code == 422
