"""What an office keeps of its commune: key products, rosters; what counts as digital."""

import datetime

import pytest
from django.db import IntegrityError, transaction

from accounts.models import OfficerDuty, User
from common.errors import RuleError
from cooperatives import services
from cooperatives.models import DigitalDefinition, KeyProduct, RosterHousehold
from cooperatives.services import Household
from records import personal
from records.models import LogEntry
from records.verification import first_broken_link, stored_entries
from tests.conftest import REFORM

pytestmark = pytest.mark.django_db

DAY = datetime.date(2026, 1, 1)


def refusal(service, **values):
    with pytest.raises(RuleError) as caught:
        service(**values)
    return caught.value


def key_product(unit, **changes):
    values = {"name": "Ném", "legal_basis": "Quyết định mẫu", "valid_from": DAY}
    return services.add_key_product(
        unit=unit, paper=services.KeyProductPaper(**values | changes), by="test"
    )


def publish(province, **changes):
    values = {
        "kinds": ["website", "e_invoice"],
        "at_least": 1,
        "legal_basis": "Văn bản mẫu",
        "valid_from": DAY,
        "by": "test",
    }
    return services.publish_definition(province=province, **values | changes)


@pytest.fixture
def roster(commune, today):
    return services.make_roster(
        unit=commune, kind="producing", counted_on=DAY, by="test", today=today
    )


class TestKeyProducts:
    def test_it_is_one_from_its_day_on(self, commune):
        product = key_product(commune)
        assert KeyProduct.objects.on(DAY).get() == product
        assert not KeyProduct.objects.on(DAY - datetime.timedelta(days=1)).exists()

    def test_its_last_day_still_counts(self, commune):
        product = key_product(commune)
        services.end_key_product(product=product, last_day=DAY, by="test")
        assert KeyProduct.objects.on(DAY).exists()
        assert not KeyProduct.objects.on(DAY + datetime.timedelta(days=1)).exists()

    def test_the_same_is_not_named_twice_at_a_time(self, commune):
        product = key_product(commune)
        again = {"valid_from": DAY + datetime.timedelta(days=9)}
        assert refusal(key_product, unit=commune, **again).code == (
            "cooperatives.key_product_known"
        )
        services.end_key_product(product=product, last_day=DAY, by="test")
        assert key_product(commune, **again).pk != product.pk

    @pytest.mark.parametrize("field", ["name", "legal_basis"])
    def test_it_has_a_name_and_a_document(self, commune, field):
        error = refusal(key_product, unit=commune, **{field: " "})
        assert (error.code, error.field) == ("cooperatives.key_product_incomplete", field)

    def test_it_does_not_end_before_it_starts_nor_twice(self, commune):
        product = key_product(commune)
        early = DAY - datetime.timedelta(days=1)
        end = services.end_key_product
        assert refusal(end, product=product, last_day=early, by="test").field == "last_day"
        end(product=product, last_day=DAY, by="test")
        assert refusal(end, product=product, last_day=DAY, by="test").code == (
            "cooperatives.key_product_ended"
        )

    def test_the_database_holds_one_at_a_time(self, commune):
        key_product(commune)
        with (
            pytest.raises(IntegrityError, match="key_product_once_at_a_time"),
            transaction.atomic(),
        ):
            KeyProduct.objects.create(unit=commune, name="Ném", legal_basis="x", valid_from=DAY)


class TestRosters:
    def record(self, roster, *lines):
        return services.record_households(
            roster=roster,
            households=[Household(*line) for line in lines],
            by="test",
            today=datetime.date(2026, 11, 25),
        )

    def test_a_line_without_a_name_takes_none_away(self, roster):
        self.record(roster, ("H-1", "ném", "Lê Văn Mẫu", DAY))
        assert self.record(roster, ("H-1", "ném")).same == 1
        assert roster.households.get().name == "Lê Văn Mẫu"

    def test_nobody_agrees_on_a_day_to_come(self, roster):
        with pytest.raises(services.HouseholdsRefused):
            self.record(roster, ("H-1", "ném", "Lê Văn Mẫu", datetime.date(2099, 1, 1)))

    def test_the_same_lines_sent_again_change_nothing(self, roster):
        lines = [("H-1", "cà phê"), ("H-2", "ném", "Lê Văn Mẫu", DAY)]
        first, second = self.record(roster, *lines), self.record(roster, *lines)
        assert (first.new, second.new, second.changed, second.same) == (2, 0, 0, 2)

    def test_what_differs_is_corrected_and_what_is_not_mentioned_stays(self, roster):
        self.record(roster, ("H-1", "cà phê"), ("H-2", "ném"))
        assert self.record(roster, ("H-1", "hồ tiêu")).changed == 1
        assert dict(roster.households.values_list("code", "what")) == {
            "H-1": "hồ tiêu",
            "H-2": "ném",
        }

    def test_every_line_that_cannot_be_taken_is_told_and_none_is_saved(self, roster):
        lines = [("H-1", "cà phê"), ("", "ném"), ("H-1", "x"), ("H-3", ""), ("H-4", "a", "Mẫu")]
        with pytest.raises(services.HouseholdsRefused) as caught:
            self.record(roster, *lines)
        assert [one["place"] for one in caught.value.findings] == [2, 3, 4, 5]
        assert not roster.households.exists()

    def test_a_name_needs_consent_in_the_database_too(self, roster):
        with (
            pytest.raises(IntegrityError, match="roster_household_named_only_with_consent"),
            transaction.atomic(),
        ):
            RosterHousehold.objects.create(roster=roster, code="H", what="x", name="Mẫu")

    def test_a_name_is_sealed_in_the_log_and_can_be_erased(self, roster):
        self.record(roster, ("H-1", "cà phê", "Lê Văn Mẫu", DAY))
        entry = LogEntry.objects.get(action="cooperatives.households_recorded")
        assert "Mẫu" not in str(entry.data)
        personal.erase(roster.households.get().person)
        assert first_broken_link(stored_entries()) is None

    def test_one_roster_of_a_kind_a_day_and_none_of_a_day_to_come(self, roster, commune, today):
        make = {"unit": commune, "kind": "producing", "by": "test", "today": today}
        twice = refusal(services.make_roster, counted_on=DAY, **make)
        later = refusal(
            services.make_roster, counted_on=today + datetime.timedelta(days=1), **make
        )
        assert (twice.code, later.code) == (
            "cooperatives.roster_known",
            "cooperatives.roster_in_future",
        )


class TestDefinitions:
    def test_a_newer_one_leaves_earlier_days_as_they_were(self, province):
        publish(province)
        change = DAY + datetime.timedelta(days=100)
        publish(province, kinds=["traceability"], valid_from=change)
        before = DigitalDefinition.objects.on(change - datetime.timedelta(days=1)).get()
        assert before.is_met_by(["website"])
        assert not DigitalDefinition.objects.on(change).get().is_met_by(["website"])

    def test_it_asks_for_as_many_kinds_as_it_says(self, province):
        definition = publish(province, at_least=2)
        assert not definition.is_met_by(["website", "sensors"])
        assert definition.is_met_by(["website", "e_invoice"])

    @pytest.mark.parametrize(
        ("changes", "field"),
        [
            pytest.param({"kinds": []}, "kinds", id="no-kinds"),
            pytest.param({"at_least": 3}, "at_least", id="more-than-there-are"),
            pytest.param({"legal_basis": ""}, "legal_basis", id="no-basis"),
        ],
    )
    def test_what_cannot_be_met_or_has_no_basis_is_refused(self, province, changes, field):
        assert refusal(publish, province=province, **changes).field == field

    def test_a_commune_has_none(self, commune):
        assert refusal(publish, province=commune).field == "province"

    def test_the_past_is_not_rewritten(self, province):
        publish(province)
        assert refusal(publish, province=province).code == "cooperatives.definition_too_early"

    def test_anybody_reads_it(self, client, province):
        publish(province, source_text="Lời mẫu")
        assert "Lời mẫu" in client.get("/dinh-nghia-cong-nghe-so/").content.decode()
        (found,) = client.get("/api/v1/digital-definitions").json()["items"]
        assert (found["province"], found["at_least"]) == (province.code, 1)

    def test_an_officer_of_the_province_for_targets_publishes_it(self, client, province, today):
        user = User.objects.create_user("tinh", is_demo=True)
        OfficerDuty.objects.create(
            user=user, unit=province, duty=OfficerDuty.Duty.TARGETS, valid_from=REFORM
        )
        client.force_login(user)
        answer = client.post(
            "/dinh-nghia-cong-nghe-so/moi/",
            {
                "province": province.pk,
                "kinds": ["website"],
                "at_least": 1,
                "legal_basis": "Văn bản mẫu",
                "valid_from": str(today),
            },
        )
        assert answer.status_code == 302
        assert DigitalDefinition.objects.get().kinds == ["website"]


class TestPages:
    def test_an_officer_pastes_households_from_a_table(self, client, dung, roster):
        client.force_login(dung)
        lines = "H-1\tcà phê\nH-2; ném; Lê Văn Mẫu; 01/11/2026\n"
        client.post(f"/dia-ban/danh-sach-ho/{roster.pk}/", {"lines": lines})
        assert roster.households.get(code="H-2").consent_on == datetime.date(2026, 11, 1)
        assert roster.households.count() == 2

    def test_a_day_that_is_none_is_named_with_its_line(self, client, dung, roster):
        client.force_login(dung)
        page = client.post(
            f"/dia-ban/danh-sach-ho/{roster.pk}/", {"lines": "H-1;a\nH-2;b;Mẫu;hôm qua"}
        )
        assert "Dòng 2" in page.content.decode()
        assert not roster.households.exists()

    def test_a_cell_too_many_is_named_and_not_dropped(self, client, dung, roster):
        client.force_login(dung)
        page = client.post(
            f"/dia-ban/danh-sach-ho/{roster.pk}/", {"lines": "H-1; lúa; ngô; 01/01/2026; thừa"}
        )
        assert "Dòng 1: có hơn 4 ô" in page.content.decode()

    def test_an_officer_names_and_ends_a_key_product(self, client, dung, commune):
        client.force_login(dung)
        path = f"/dia-ban/{commune.pk}/san-pham-chu-luc/"
        client.post(path, {"name": "Ném", "legal_basis": "QĐ mẫu", "valid_from": str(DAY)})
        product = KeyProduct.objects.get()
        client.post(
            f"/dia-ban/san-pham-chu-luc/{product.pk}/ket-thuc/", {"last_day": "2026-05-31"}
        )
        assert "31/05/2026" in client.get(path).content.decode()

    def test_the_list_takes_few_queries(
        self, client, dung, commune, django_assert_max_num_queries
    ):
        for number in range(5):
            key_product(commune, name=f"Sản phẩm {number}")
        client.force_login(dung)
        with django_assert_max_num_queries(10):
            client.get(f"/dia-ban/{commune.pk}/san-pham-chu-luc/")


class TestApi:
    def test_bad_shape_is_refused(self, client, dung, commune):
        client.force_login(dung)
        answer = client.post(
            f"/api/v1/units/{commune.code}/key-products", {}, content_type="application/json"
        )
        assert answer.status_code == 422

    def test_faults_of_households_are_told_each(self, client, dung, commune, roster):
        client.force_login(dung)
        answer = client.post(
            f"/api/v1/units/{commune.code}/rosters/{roster.pk}/households",
            [{"code": "", "what": "a"}, {"code": "H", "what": ""}],
            content_type="application/json",
        )
        assert [one["place"] for one in answer.json()["findings"]] == [1, 2]
