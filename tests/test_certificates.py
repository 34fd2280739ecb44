"""Certificates: what may be entered, what stands and ends soon, who sees and keeps them."""

import datetime
import io
from dataclasses import replace

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.utils import timezone

from common.errors import BadInput, RuleError
from cooperatives.models import OrganisationCertificate
from cooperatives.services import (
    add_certificate,
    correct_certificate,
    withdraw_certificate,
)
from growing_areas.models import AreaCertificate
from products.models import ProductCertificate
from records.models import LogEntry
from records.services import versions
from tests import files
from tests.kept_cast import DAY, certified, paper

pytestmark = pytest.mark.django_db


@pytest.fixture
def now():
    return timezone.now()


@pytest.fixture
def certificate(coop, today, now):
    """The cooperative's certificate, good for 30 days more."""
    return certified(coop, today, now)


def refused(call):
    with pytest.raises(RuleError) as refusal:
        call()
    return refusal.value.code


class TestEntering:
    def test_people_say_the_last_good_day_and_the_database_the_first_that_is_not(
        self, certificate, today
    ):
        assert certificate.valid_to == today + 30 * DAY
        assert certificate.last_day == today + 29 * DAY

    def test_the_log_keeps_the_whole_entry(self, certificate, coop):
        entry = LogEntry.objects.get(subject=certificate.key)
        assert (entry.chain, entry.action) == (coop.key, "cooperatives.certificate_added")
        assert entry.data["state"]["number"] == "VietGAP-TT-01"

    @pytest.mark.parametrize(
        ("changes", "code"),
        [
            pytest.param({"number": " "}, "cooperatives.certificate_incomplete", id="number"),
            pytest.param({"issuer": ""}, "cooperatives.certificate_incomplete", id="issuer"),
            pytest.param(
                {"kind": "other"}, "cooperatives.certificate_incomplete", id="kind-unsaid"
            ),
            pytest.param(
                {"last_day": datetime.date(2000, 1, 1)},
                "cooperatives.certificate_ends_too_early",
                id="ends-before-it-begins",
            ),
            pytest.param({"number": "1" * 101}, "cooperatives.text_too_long", id="too-long"),
        ],
    )
    def test_what_cannot_be_right_is_refused(self, coop, today, now, changes, code):
        assert refused(lambda: certified(coop, today, now, **changes)) == code
        assert not OrganisationCertificate.objects.exists()

    def test_the_same_one_is_not_entered_twice(self, certificate, coop, today, now):
        assert refused(lambda: certified(coop, today, now)) == "cooperatives.certificate_known"

    def test_its_copy_belongs_to_the_organisation(self, coop, today, now):
        copy = ("giấy.pdf", io.BytesIO(files.PDF))
        certificate = certified(coop, today, now, document=copy)
        assert certificate.document.owner == coop.key

    def test_a_file_that_is_not_kept_leaves_no_certificate(self, coop, today, now):
        with pytest.raises(BadInput):
            certified(coop, today, now, document=("x.pdf", io.BytesIO(b"GIF89a\0")))
        assert not OrganisationCertificate.objects.exists()

    def test_a_product_shows_that_it_has_a_new_one(self, rice, today, now):
        certified(rice, today, now, model=ProductCertificate)
        assert versions([rice.key]) == {rice.key: 1}


class TestCorrecting:
    def test_a_newer_entry_takes_its_place(self, certificate, today, now):
        newer = correct_certificate(
            certificate=certificate, paper=paper(today, number="02"), by="test", now=now
        )
        assert newer.corrects == certificate
        assert list(OrganisationCertificate.objects.standing()) == [newer]

    def test_the_copy_goes_along(self, coop, today, now):
        old = certified(coop, today, now, document=("a.pdf", io.BytesIO(files.PDF)))
        newer = correct_certificate(
            certificate=old, paper=paper(today, scope="20 ha"), by="test", now=now
        )
        assert newer.document == old.document

    def test_only_what_stands_is_corrected(self, certificate, today, now):
        def correct():
            correct_certificate(
                certificate=certificate, paper=paper(today, number="02"), by="test", now=now
            )

        correct()
        certificate.refresh_from_db()
        assert refused(correct) == "cooperatives.certificate_known"


class TestWithdrawing:
    def withdraw(self, certificate, today, **changes):
        values = {"withdrawn_on": today, "reason": "Vi phạm"} | changes
        return withdraw_certificate(certificate=certificate, **values, by="test", today=today)

    def test_it_is_good_until_that_day(self, certificate, today):
        self.withdraw(certificate, today)
        assert OrganisationCertificate.objects.on(today - DAY).exists()
        assert not OrganisationCertificate.objects.on(today).exists()

    @pytest.mark.parametrize(
        ("days", "reason", "code"),
        [
            pytest.param(1, "x", "cooperatives.withdrawn_in_future", id="to-come"),
            pytest.param(-31, "x", "cooperatives.withdrawn_too_early", id="before-it-began"),
            pytest.param(0, " ", "cooperatives.withdrawn_without_reason", id="no-reason"),
        ],
    )
    def test_what_cannot_be_right_is_refused(self, certificate, today, days, reason, code):
        changes = {"withdrawn_on": today + days * DAY, "reason": reason}
        assert refused(lambda: self.withdraw(certificate, today, **changes)) == code

    def test_it_is_withdrawn_once(self, certificate, today):
        self.withdraw(certificate, today)
        assert refused(lambda: self.withdraw(certificate, today)) == (
            "cooperatives.certificate_not_standing"
        )


class TestEndingSoon:
    def ending(self, today, within):
        return list(OrganisationCertificate.objects.expiring(today, within))

    def test_it_is_told_from_the_day_on(self, certificate, today):
        assert self.ending(today, 30) == [certificate]
        assert self.ending(today, 29) == []

    def test_what_has_ended_is_told_no_more(self, certificate, today):
        assert self.ending(today + 30 * DAY, 30) == []

    def test_what_has_been_renewed_without_a_gap_is_left_out(
        self, certificate, coop, today, now
    ):
        renewal = {"number": "02", "valid_from": certificate.valid_to, "last_day": None}
        certified(coop, today, now, **renewal)
        assert self.ending(today, 30) == []

    def test_another_kind_renews_nothing(self, certificate, coop, today, now):
        newer = paper(today, number="02", last_day=None)
        add_certificate(
            kind=OrganisationCertificate,
            owner=coop,
            paper=replace(newer, kind="haccp"),
            by="test",
            now=now,
        )
        assert self.ending(today, 30) == [certificate]

    def test_it_reads_along_with_its_organisation_in_one_query(
        self, certificate, today, django_assert_num_queries
    ):
        with django_assert_num_queries(1):
            rows = OrganisationCertificate.objects.expiring(today, 60)
            assert [row.holder.pk for row in rows.select_related("organisation")]


class TestConstraints:
    @pytest.mark.parametrize(
        ("columns", "name"),
        [
            ({"kind": "stars"}, "kind_known"),
            ({"kind": "other"}, "says_its_other_kind"),
            ({"other_kind": "x"}, "says_its_other_kind"),
            ({"number": ""}, "has_number_and_issuer"),
            ({"valid_to": datetime.date(2000, 1, 1)}, "ends_after_it_starts"),
            ({"withdrawn_on": datetime.date(2100, 1, 1)}, "withdrawn_with_a_reason"),
            ({"withdrawn_reason": "x"}, "withdrawn_with_a_reason"),
        ],
    )
    def test_the_database_holds_the_rules_for_every_owner(
        self, coop, area, rice, today, now, columns, name
    ):
        for owner, kind in (
            (coop, OrganisationCertificate),
            (area, AreaCertificate),
            (rice, ProductCertificate),
        ):
            row = certified(owner, today, now, model=kind)
            rule = f"{kind._meta.model_name}_{name}"
            with pytest.raises(IntegrityError, match=rule), transaction.atomic():
                kind.objects.filter(pk=row.pk).update(**columns)

    def test_nothing_corrects_itself(self, certificate):
        rule = "organisationcertificate_does_not_correct_itself"
        with pytest.raises(IntegrityError, match=rule), transaction.atomic():
            OrganisationCertificate.objects.update(corrects=certificate.pk)


class TestSeeing:
    def test_its_people_and_its_officers_see_it_and_strangers_do_not(
        self, certificate, viewer, dung, chi
    ):
        def sees(user):
            return OrganisationCertificate.objects.visible_to(user).exists()

        assert (sees(viewer), sees(dung), sees(chi)) == (True, True, False)


class TestPages:
    ADDRESSES = (
        ("/to-chuc/{}/chung-nhan/them/", "/to-chuc/{}/", "coop"),
        ("/vung-trong/{}/chung-nhan/them/", "/vung-trong/{}/", "area"),
        ("/san-pham/{}/chung-nhan/them/", "/san-pham/{}/", "rice"),
    )

    def fields(self, today, **changes):
        return {
            "kind": "organic",
            "number": "HC-01",
            "issuer": "Tổ chức chứng nhận (ví dụ)",
            "valid_from": today.isoformat(),
            "last_day": (today + 364 * DAY).isoformat(),
            "document": SimpleUploadedFile("giấy.pdf", files.PDF),
        } | changes

    @pytest.mark.parametrize(("address", "page", "owner"), ADDRESSES)
    def test_a_manager_adds_one_and_sees_it_on_its_owners_page(
        self, client, an, today, request, address, page, owner
    ):
        pk = request.getfixturevalue(owner).pk
        client.force_login(an)
        answer = client.post(address.format(pk), self.fields(today))
        assert answer.headers["Location"] == page.format(pk)
        shown = client.get(page.format(pk)).content.decode()
        assert "HC-01" in shown
        assert "còn giá trị" in shown
        assert "/tai-lieu/" in shown

    def test_the_office_enters_it_for_a_cooperative(self, client, dung, coop, today):
        client.force_login(dung)
        client.post(f"/to-chuc/{coop.pk}/chung-nhan/them/", self.fields(today))
        entry = LogEntry.objects.get(action="cooperatives.certificate_added")
        assert entry.by == dung.key

    def test_a_reason_for_a_refusal_stands_at_the_field(self, client, an, coop, today):
        client.force_login(an)
        fields = self.fields(today, last_day="2000-01-01")
        answer = client.post(f"/to-chuc/{coop.pk}/chung-nhan/them/", fields)
        assert "trước ngày bắt đầu" in answer.context["form"].errors["last_day"][0]

    def test_it_is_corrected_and_withdrawn(self, client, an, certificate, today):
        client.force_login(an)
        base = f"/to-chuc/chung-nhan/{certificate.pk}"
        client.post(f"{base}/sua/", self.fields(today))
        newer = OrganisationCertificate.objects.standing().get()
        said = {"withdrawn_on": today.isoformat(), "reason": "Trả lại giấy"}
        client.post(f"/to-chuc/chung-nhan/{newer.pk}/rut/", said)
        page = client.get(f"/to-chuc/{certificate.organisation_id}/").content.decode()
        assert "Trả lại giấy" in page
        assert "VietGAP-TT-01" not in page

    @pytest.mark.parametrize("end", ["sua", "rut"])
    def test_a_viewer_may_not(self, client, viewer, certificate, end):
        client.force_login(viewer)
        assert client.get(f"/to-chuc/chung-nhan/{certificate.pk}/{end}/").status_code == 403

    @pytest.mark.parametrize("end", ["sua", "rut"])
    def test_a_stranger_cannot_tell_that_it_exists(self, client, chi, certificate, end):
        client.force_login(chi)
        assert client.get(f"/to-chuc/chung-nhan/{certificate.pk}/{end}/").status_code == 404

    def test_without_a_sign_in_the_page_leads_to_it(self, client, coop):
        assert client.get(f"/to-chuc/{coop.pk}/chung-nhan/them/").status_code == 302


class TestApi:
    @pytest.fixture(autouse=True)
    def setup(self, client, coop, today):
        self.client, self.coop, self.today = client, coop, today

    def body(self, **changes):
        return {
            "owner": self.coop.key,
            "kind": "haccp",
            "number": "H-1",
            "issuer": "Nơi cấp",
            "valid_from": self.today.isoformat(),
            "last_day": (self.today + 364 * DAY).isoformat(),
        } | changes

    def send(self, method="post", address="/api/v1/certificates", **changes):
        return getattr(self.client, method)(
            address, self.body(**changes), content_type="application/json"
        )

    def test_it_works_for_every_owner(self, an, area, rice):
        self.client.force_login(an)
        for owner in (self.coop, area, rice):
            created = self.send(owner=owner.key)
            assert created.status_code == 201
            listed = self.client.get(f"/api/v1/certificates?owner={owner.key}").json()
            assert [each["key"] for each in listed] == [created.json()["key"]]

    def test_a_document_of_the_owner_goes_with_it(self, an):
        self.client.force_login(an)
        file = SimpleUploadedFile("giấy.pdf", files.PDF)
        kept = self.client.post(
            "/api/v1/documents", {"owner": self.coop.key, "document": file}
        ).json()["id"]
        assert self.send(document_id=kept).json()["document_id"] == kept

    def test_a_document_that_the_caller_may_not_see_is_not_found(self, an, rice):
        self.client.force_login(an)
        unknown = "00000000-0000-4000-8000-000000000000"
        assert self.send(document_id=unknown).status_code == 404

    def test_it_is_corrected_and_withdrawn(self, an, certificate):
        self.client.force_login(an)
        newer = self.send("put", f"/api/v1/certificates/{certificate.key}").json()
        assert newer["corrects"] == certificate.key
        said = {"withdrawn_on": self.today.isoformat(), "reason": "Vi phạm"}
        address = f"/api/v1/certificates/{newer['key']}"
        answer = self.client.post(
            f"{address}/withdrawal", said, content_type="application/json"
        )
        assert answer.json()["withdrawn_reason"] == "Vi phạm"
        assert self.client.get(address).json()["withdrawn_on"] == self.today.isoformat()

    def test_the_reason_for_a_refusal_is_given(self, an):
        self.client.force_login(an)
        answer = self.send(last_day="2000-01-01")
        assert (answer.status_code, answer.json()["field"]) == (422, "last_day")

    def test_an_operator_may_not(self, binh):
        self.client.force_login(binh)
        assert self.send().status_code == 403

    def test_a_stranger_sees_nothing(self, chi, certificate):
        self.client.force_login(chi)
        assert self.send().status_code == 404
        assert self.client.get(f"/api/v1/certificates/{certificate.key}").status_code == 404

    def test_nobody_gets_in_without_signing_in(self):
        assert self.send().status_code == 401

    @pytest.mark.parametrize("changes", [{"kind": "ocop"}, {"valid_from": "soon"}])
    def test_bad_shape_is_refused(self, an, changes):
        self.client.force_login(an)
        assert self.send(**changes).status_code == 422

    def test_what_can_have_none_is_not_found(self, an, harvest):
        self.client.force_login(an)
        assert self.send(owner="trace.batch:1").status_code == 404
