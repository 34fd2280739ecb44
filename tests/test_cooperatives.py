"""Organisations: what they may say of themselves, who sees them, who may change them."""

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.access import territories_remembered
from accounts.models import OfficerDuty, User
from common.errors import BadInput, NotAllowed, RuleError
from cooperatives.access import MANAGERS, WORKERS, has_role, operable_by, require
from cooperatives.models import Organisation
from cooperatives.services import change_organisation, register_organisation
from records.models import LogEntry
from tests.conftest import REFORM, particulars

pytestmark = pytest.mark.django_db


class TestRegistering:
    def test_who_registers_becomes_its_manager(self, coop, an):
        assert has_role(an, coop, *MANAGERS)

    def test_it_is_written_into_its_own_chain_of_the_log(self, coop):
        actions = LogEntry.objects.filter(chain=coop.key).values_list("action", flat=True)
        assert list(actions) == [
            "cooperatives.organisation_registered",
            "cooperatives.member_added",
        ]

    def test_what_people_sign_up_themselves_waits_for_the_office(self, commune, an):
        organisation = register_organisation(
            particulars=particulars(commune), manager=an, by=an.key, now=timezone.now()
        )
        assert organisation.state == Organisation.State.APPLIED
        assert organisation.state_by == an.key

    def test_people_named_in_it_are_not_readable_in_the_log(self, commune):
        coop = register_organisation(
            particulars=particulars(commune, representative="Lê Văn Mẫu", phone="0900000000"),
            manager=None,
            by="test",
            now=timezone.now(),
        )
        told = str(LogEntry.objects.get(chain=coop.key).data)
        assert "Mẫu" not in told
        assert "0900000000" not in told

    @pytest.mark.parametrize(
        ("changes", "code", "field"),
        [
            pytest.param({"name": "  "}, "cooperatives.no_name", "name", id="no-name"),
            pytest.param(
                {"tax_code": "0100233489"},
                "cooperatives.bad_tax_code",
                "tax_code",
                id="wrong-check-digit",
            ),
            pytest.param(
                {"gln": "9520000000001"}, "cooperatives.bad_gln", "gln", id="wrong-gln"
            ),
            pytest.param(
                {"personal_number": "012345678901"},
                "cooperatives.personal_number_of_no_household",
                "personal_number",
                id="personal-number-of-a-cooperative",
            ),
            pytest.param(
                {"kind": "household", "personal_number": "01234567890"},
                "cooperatives.bad_personal_number",
                "personal_number",
                id="personal-number-too-short",
            ),
        ],
    )
    def test_what_cannot_be_right_is_refused_at_its_field(self, commune, changes, code, field):
        with pytest.raises(BadInput) as refusal:
            register_organisation(
                particulars=particulars(commune, **changes),
                manager=None,
                by="test",
                now=timezone.now(),
            )
        assert (refusal.value.code, refusal.value.field) == (code, field)
        assert not Organisation.objects.exists()

    def test_a_commune_that_ended_is_refused_for_a_new_organisation(self, old_commune):
        with pytest.raises(BadInput) as refusal:
            register_organisation(
                particulars=particulars(old_commune),
                manager=None,
                by="test",
                now=timezone.now(),
            )
        assert refusal.value.code == "cooperatives.unit_not_in_force"

    def test_a_branch_code_is_kept_as_printed(self, commune):
        branch = register_organisation(
            particulars=particulars(commune, tax_code="0100233488001"),
            manager=None,
            by="test",
            now=timezone.now(),
        )
        assert branch.tax_code == "0100233488-001"

    def test_two_organisations_never_share_a_number(self, commune, coop):
        taken = particulars(commune, tax_code="0100233488")
        register_organisation(particulars=taken, manager=None, by="test", now=timezone.now())
        with pytest.raises(RuleError) as refusal:
            register_organisation(
                particulars=taken, manager=None, by="test", now=timezone.now()
            )
        assert refusal.value.code == "cooperatives.number_taken"

    def test_a_taken_personal_number_is_not_repeated_in_the_refusal(self, commune):
        household = particulars(commune, kind="household", personal_number="012345678901")
        register_organisation(
            particulars=household, manager=None, by="test", now=timezone.now()
        )
        with pytest.raises(RuleError) as refusal:
            register_organisation(
                particulars=household, manager=None, by="test", now=timezone.now()
            )
        assert "012345678901" not in refusal.value.message


class TestChanging:
    def test_it_may_keep_a_commune_that_has_ended_since(self, coop, old_commune):
        Organisation.objects.filter(pk=coop.pk).update(
            unit=old_commune, registered_at="2024-05-01T00:00:00Z"
        )
        coop.refresh_from_db()
        change_organisation(
            organisation=coop,
            particulars=particulars(old_commune, name="Tên mới"),
            version=coop.version,
            by="test",
            now=timezone.now(),
        )
        assert Organisation.objects.get().name == "Tên mới"

    def test_its_own_number_is_not_taken(self, coop):
        own = particulars(coop.unit, tax_code="0100233488")
        for _ in range(2):
            change_organisation(
                organisation=coop,
                particulars=own,
                version=coop.version,
                by="test",
                now=timezone.now(),
            )
        assert Organisation.objects.get().tax_code == "0100233488"


class TestConstraints:
    def refused(self, organisation, rule, **columns):
        with pytest.raises(IntegrityError, match=rule), transaction.atomic():
            Organisation.objects.filter(pk=organisation.pk).update(**columns)

    def test_the_kind_is_one_that_the_law_knows(self, coop):
        self.refused(coop, "organisation_kind_known", kind="club")

    def test_only_a_household_has_a_personal_number(self, coop):
        self.refused(
            coop,
            "organisation_personal_number_only_of_a_household",
            personal_number="012345678901",
        )

    def test_it_has_a_name(self, coop):
        self.refused(coop, "organisation_has_a_name", name="")

    def test_nobody_holds_a_duty_twice_at_a_time(self, dung, commune):
        with (
            pytest.raises(IntegrityError, match="officer_duty_once_at_a_time"),
            transaction.atomic(),
        ):
            OfficerDuty.objects.create(
                user=dung, unit=commune, duty=OfficerDuty.Duty.REGISTRY, valid_from=REFORM
            )


class TestWhoSeesIt:
    def seen_by(self, user):
        return set(Organisation.objects.visible_to(user).values_list("name", flat=True))

    def test_its_people_see_it(self, coop, other_coop, an, binh, viewer):
        for person in (an, binh, viewer):
            assert self.seen_by(person) == {coop.name}

    def test_a_stranger_does_not(self, coop, other_coop, chi):
        assert self.seen_by(chi) == {other_coop.name}

    def test_the_officer_of_its_commune_does(self, coop, other_coop, dung):
        assert self.seen_by(dung) == {coop.name}

    def test_the_officer_of_the_province_sees_all_of_the_province(
        self, coop, other_coop, province
    ):
        officer = User.objects.create_user("hoa")
        OfficerDuty.objects.create(
            user=officer, unit=province, duty="registry", valid_from=REFORM
        )
        assert self.seen_by(officer) == {coop.name, other_coop.name}

    def test_an_officer_sees_what_was_recorded_in_the_old_commune(
        self, coop, dung, old_commune
    ):
        Organisation.objects.update(unit=old_commune)
        assert self.seen_by(dung) == {coop.name}

    def test_an_officer_whose_duty_ended_does_not(self, coop, dung, today):
        OfficerDuty.objects.update(valid_to=today)
        assert self.seen_by(dung) == set()

    def test_seeing_takes_two_queries_of_which_a_request_asks_the_first_once(
        self, coop, dung, django_assert_num_queries
    ):
        with django_assert_num_queries(2):
            self.seen_by(dung)
        with territories_remembered(), django_assert_num_queries(3):
            assert self.seen_by(dung) == self.seen_by(dung)

    def test_a_request_never_remembers_what_another_saw(self, coop, dung):
        with territories_remembered():
            assert self.seen_by(dung) == {coop.name}
        OfficerDuty.objects.all().delete()
        with territories_remembered():
            assert self.seen_by(dung) == set()


class TestWhoMayActOnIt:
    def test_an_operator_works(self, coop, binh):
        require(binh, coop, *WORKERS)
        assert list(operable_by(binh)) == [coop]

    def test_a_viewer_is_told_which_role_it_takes(self, coop, viewer):
        with pytest.raises(NotAllowed) as refusal:
            require(viewer, coop, *WORKERS)
        assert "quản lý hoặc nhân viên" in refusal.value.message

    def test_an_officer_may_look_and_not_work(self, coop, dung):
        with pytest.raises(NotAllowed):
            require(dung, coop, *WORKERS)


class TestApi:
    @pytest.fixture(autouse=True)
    def setup(self, client, commune):
        self.client, self.commune = client, commune

    def post(self, **changes):
        body = {
            "name": "HTX Rau sạch",
            "kind": "cooperative",
            "commune": self.commune.code,
            "address": "Thôn 1",
        }
        return self.client.post(
            "/api/v1/organisations", body | changes, content_type="application/json"
        )

    def test_it_works(self, an):
        self.client.force_login(an)
        response = self.post()
        assert response.status_code == 201
        assert response.json()["unit"]["full_name"] == "Xã Hải Lăng"
        assert has_role(an, Organisation.objects.get(), *MANAGERS)

    def test_the_reason_for_a_refusal_is_given(self, an):
        self.client.force_login(an)
        response = self.post(commune="00000")
        assert response.status_code == 422
        assert response.json()["code"] == "cooperatives.unknown_commune"

    def test_a_stranger_cannot_tell_that_it_exists(self, coop, chi):
        self.client.force_login(chi)
        assert self.client.get(f"/api/v1/organisations/{coop.pk}").status_code == 404

    def test_nobody_gets_in_without_signing_in(self):
        assert self.post().status_code == 401

    def test_bad_shape_is_refused(self, an):
        self.client.force_login(an)
        response = self.post(kind="club")
        assert response.status_code == 422
        assert response.json()["code"] == "bad_shape"

    def test_a_nul_character_is_refused_in_a_sentence(self, an):
        self.client.force_login(an)
        response = self.post(name="HTX\0")
        assert response.status_code == 422
        assert response.json()["code"] == "nul_character"
        assert self.client.get("/api/v1/units?q=%00").status_code == 422

    def test_an_operator_may_not_change_it(self, coop, binh):
        self.client.force_login(binh)
        response = self.client.put(
            f"/api/v1/organisations/{coop.pk}",
            {"name": "X", "kind": "farm", "commune": "19702", "address": "", "version": 1},
            content_type="application/json",
        )
        assert response.status_code == 403

    def test_what_is_no_json_is_refused_in_a_sentence(self, an):
        self.client.force_login(an)
        response = self.client.post(
            "/api/v1/organisations", b"{", content_type="application/json"
        )
        assert (response.status_code, response.json()["code"]) == (400, "not_readable")

    def test_a_personal_number_is_never_answered(self, an):
        self.client.force_login(an)
        response = self.post(kind="household", personal_number="012345678901")
        assert response.status_code == 201
        assert "012345678901" not in response.content.decode()


class TestPages:
    def test_registering_on_the_page(self, client, an, commune):
        client.force_login(an)
        response = client.post(
            "/to-chuc/dang-ky/",
            {
                "name": "HTX Rau sạch",
                "kind": "cooperative",
                "unit": f"{commune.code} – {commune.full_name}",
                "address": "Thôn 1",
            },
        )
        assert response.headers["Location"] == f"/to-chuc/{Organisation.objects.get().pk}/"

    def test_a_refusal_stands_at_its_field(self, client, an, commune):
        client.force_login(an)
        response = client.post(
            "/to-chuc/dang-ky/",
            {
                "name": "HTX",
                "kind": "cooperative",
                "unit": "hai lang",
                "address": "x",
                "tax_code": "0100233489",
            },
        )
        assert "khớp số kiểm tra" in response.context["form"].errors["tax_code"][0]

    def test_the_communes_box_finds_without_marks(self, client, an, commune):
        client.force_login(an)
        assert "Xã Hải Lăng" in client.get("/to-chuc/xa-phuong/?unit=hai la").content.decode()

    @pytest.mark.parametrize("path", ["", "sua/"])
    def test_a_stranger_cannot_tell_that_it_exists(self, client, chi, coop, path):
        client.force_login(chi)
        assert client.get(f"/to-chuc/{coop.pk}/{path}").status_code == 404

    def test_an_operator_may_not_change_it(self, client, binh, coop):
        client.force_login(binh)
        assert client.get(f"/to-chuc/{coop.pk}/sua/").status_code == 403

    def test_without_a_sign_in_pages_lead_to_it(self, client, coop):
        response = client.get(f"/to-chuc/{coop.pk}/")
        assert response.headers["Location"].startswith("/dang-nhap/")

    def test_the_list_takes_few_queries(self, client, an, coop, django_assert_max_num_queries):
        client.force_login(an)
        with django_assert_max_num_queries(7):
            assert coop.name in client.get("/to-chuc/").content.decode()
