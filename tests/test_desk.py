"""What waits for a person on the first page after sign-in, and the sections they meet."""

import datetime
from decimal import Decimal
from uuid import uuid4

import pytest
from django.utils import timezone

from cooperatives.models import Organisation, OrganisationCertificate
from cooperatives.services import (
    CertificatePaper,
    add_certificate,
    invite_member,
    register_organisation,
)
from growing_areas.models import AreaCertificate
from growing_areas.services import close_season, record_harvest
from portal.daily import ask_for_due
from portal.desk import counts_for
from portal.jobs import ask_again
from portal.need_shapes import MOST_COUNTED, Line, Need
from portal.needs import KINDS
from portal.templatetags.pages import up_to
from products.models import ProductCertificate
from records.models import Import, Job
from tests.conftest import make_administrator, particulars
from tests.everything import one_of_each
from tests.season_cast import season_of
from tests.test_portal_pages import words
from trace.models import Batch
from trace.services import Input, Sold, make_batch, print_labels, record_sale

pytestmark = pytest.mark.django_db


@pytest.fixture
def batch(rice, harvest, today):
    """Twenty bags of rice that expire in ten days."""
    return make_batch(
        product=rice,
        lot="L1",
        produced_on=today,
        expires_on=today + datetime.timedelta(days=10),
        quantity=Decimal(100),
        unit="kg",
        inputs=[Input(harvest=harvest, quantity=Decimal(100))],
        by="test",
        today=today,
    )


@pytest.fixture
def desk(client):
    """The desk of a person, as it reads."""

    def desk(user):
        client.force_login(user)
        return words(client.get("/ban-lam-viec/").content.decode())

    return desk


class TestUnsoldBatches:
    def test_one_that_expires_soon_is_shown(self, desk, an, batch):
        read = desk(an)
        assert "Lô hàng chưa bán hết 1 L1 · Gạo hữu cơ Hải Lăng còn 20 gói" in read
        assert "Không có việc gì đang chờ bạn" not in read

    def test_one_that_is_sold_out_is_gone(self, desk, an, batch, today):
        record_sale(
            batch=batch,
            sold=Sold(packages=20, sold_on=today),
            by="test",
            request=uuid4(),
            today=today,
        )
        assert "Lô hàng chưa bán hết" not in desk(an)

    def test_how_soon_is_a_setting(self, desk, an, batch, settings):
        settings.UNSOLD_AFTER_DAYS = 9
        assert "Lô hàng chưa bán hết" not in desk(an)

    @pytest.mark.parametrize("person", ["viewer", "chi", "dung"])
    def test_it_is_no_matter_of_those_who_sell_nothing_there(
        self, desk, batch, person, request
    ):
        assert "Lô hàng chưa bán hết" not in desk(request.getfixturevalue(person))

    def test_an_administrator_is_not_shown_the_goods_of_all(self, desk, batch):
        admin = make_administrator("quantri")
        assert "Lô hàng chưa bán hết" not in desk(admin)


class TestFailedPrints:
    @pytest.fixture
    def run(self, batch, today):
        return print_labels(
            batch=batch, count=2, sheet="a4-24", by="test", request=uuid4(), today=today
        )

    def test_a_print_that_failed_is_shown(self, desk, an, run):
        Job.objects.update(
            state=Job.State.FAILED, error="Hết giấy.", finished_at=timezone.now()
        )
        assert "Tờ nhãn in không thành 1 Gạo hữu cơ Hải Lăng 2 nhãn" in desk(an)

    def test_a_print_that_stands_still_is_shown(self, desk, an, run):
        long_ago = timezone.now() - datetime.timedelta(hours=1)
        Job.objects.update(state=Job.State.RUNNING, heartbeat_at=long_ago, finished_at=None)
        assert "Đứng lại" in desk(an)

    def test_a_print_that_waits_or_is_done_is_not(self, desk, an, run):
        assert "Tờ nhãn in không thành" not in desk(an)


class TestFailedDailyWork:
    @pytest.fixture(autouse=True)
    def _a_queue(self, settings):
        settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}

    @pytest.fixture
    def failed(self):
        """The reminders of today, which failed."""
        job = next(job for job in ask_for_due() if job.arguments[0] == "reminders")
        Job.objects.filter(pk=job.pk).update(state="failed", finished_at=timezone.now())
        job.refresh_from_db()
        return job

    def test_an_administrator_sees_what_failed(self, desk, admin_user, failed):
        read = desk(admin_user)
        assert "Việc hằng ngày không thành 1 nhắc giấy chứng nhận sắp hết hạn" in read

    def test_once_it_was_asked_for_again_it_is_gone(self, desk, admin_user, failed):
        ask_again(job=failed, user=admin_user)
        assert "Việc hằng ngày không thành" not in desk(admin_user)

    def test_it_is_no_matter_of_others(self, desk, an, coop, dung, failed):
        assert "Việc hằng ngày" not in desk(an) + desk(dung)


class TestApplications:
    def test_who_applied_is_told_how_it_stands(self, desk, an, coop):
        Organisation.objects.update(state="applied", state_reason="")
        assert "Tổ chức chưa được xác nhận 1 HTX Lúa Hải Lăng" in desk(an)

    def test_who_was_declined_is_told_why(self, desk, an, coop):
        Organisation.objects.update(state="declined", state_reason="Thiếu giấy đăng ký.")
        read = desk(an)
        assert "Thiếu giấy đăng ký." in read
        assert "không được xác nhận" in read

    def test_the_officer_of_the_commune_is_shown_who_waits(self, desk, dung, coop):
        Organisation.objects.update(state="applied", state_reason="")
        assert "Tổ chức chờ xác nhận 1 HTX Lúa Hải Lăng" in desk(dung)

    def test_a_stranger_and_a_viewer_are_not(self, desk, viewer, chi):
        Organisation.objects.update(state="applied", state_reason="")
        for person in (viewer, chi):
            assert "xác nhận" not in desk(person)


class TestInvitations:
    def test_who_invited_is_shown_who_has_not_answered(self, desk, an, binh, coop):
        invite_member(
            organisation=coop,
            role="viewer",
            full_name="Lê Văn Mới",
            email="",
            by=an,
            now=timezone.now(),
        )
        assert "Lời mời chưa được nhận 1 Lê Văn Mới HTX Lúa Hải Lăng" in desk(an)
        assert "Lời mời" not in desk(binh)


class TestImports:
    def bring(self, an, state, **columns):
        return Import.objects.create(
            kind="san-pham",
            owner="organisation:1",
            by=an.key,
            state=state,
            created_at=timezone.now(),
            **columns,
        )

    def test_a_file_with_errors_waits_to_be_corrected(self, desk, an, coop):
        self.bring(an, Import.State.CHECKED, error=5)
        assert "Tệp chưa nhập xong 1" in desk(an)
        assert "5 dòng lỗi" in desk(an)

    def test_what_is_done_or_of_others_does_not(self, desk, an, binh, coop):
        self.bring(an, Import.State.APPLIED, applied_at=timezone.now())
        self.bring(binh, Import.State.CHECKED)
        assert "Tệp chưa nhập xong" not in desk(an)


class TestCertificates:
    @pytest.fixture
    def certify(self, today):
        """A certificate of its owner whose last day is so many days away."""

        def certify(kind, owner, days, number="VG-01", standard="vietgap"):
            add_certificate(
                kind=kind,
                owner=owner,
                paper=CertificatePaper(
                    kind=standard,
                    number=number,
                    issuer="Tổ chức chứng nhận",
                    valid_from=today - datetime.timedelta(days=700),
                    last_day=today + datetime.timedelta(days=days),
                ),
                by="test",
                now=timezone.now(),
            )

        return certify

    def test_those_of_the_organisation_its_areas_and_products_are_shown(
        self, desk, certify, an, dung, coop, area, rice
    ):
        certify(OrganisationCertificate, coop, 50, "TC-1")
        certify(AreaCertificate, area, 20, "VT-2")
        certify(ProductCertificate, rice, 40, "SP-3")
        certify(ProductCertificate, rice, 70, "SP-4", standard="haccp")
        read = desk(an)
        assert "Giấy chứng nhận sắp hết hạn 3 VietGAP VT-2" in read
        assert read.index("VT-2") < read.index("SP-3") < read.index("TC-1")
        assert "SP-4" not in read
        assert "Giấy chứng nhận sắp hết hạn 3" in desk(dung)  # the officer of the place

    def test_what_was_renewed_is_no_need(self, desk, certify, an, rice):
        certify(ProductCertificate, rice, 40, "SP-3")
        certify(ProductCertificate, rice, 700, "SP-4")
        assert "Giấy chứng nhận sắp hết hạn" not in desk(an)

    def test_a_stranger_is_not_shown_them(self, desk, certify, chi, coop, other_coop):
        certify(OrganisationCertificate, coop, 10)
        assert "Giấy chứng nhận sắp hết hạn" not in desk(chi)


class TestTheDesk:
    def test_nothing_waits(self, desk, viewer):
        read = desk(viewer)
        assert "Không có việc gì đang chờ bạn." in read
        assert "Từ ruộng đến nhãn" in read

    def test_what_waits_comes_with_the_next_step_only_where_the_way_has_a_gap(
        self, desk, an, batch, today
    ):
        assert "In nhãn cho lô hàng" in desk(an)
        print_labels(
            batch=batch, count=2, sheet="a4-24", by="test", request=uuid4(), today=today
        )
        assert "Việc nên làm tiếp" not in desk(an)

    def test_each_kind_of_need_takes_one_query_at_most(
        self, client, an, batch, django_assert_max_num_queries
    ):
        client.force_login(an)
        # Session, person, standing; then the way: counts, and whether one works somewhere.
        with django_assert_max_num_queries(len(KINDS) + 5):
            client.get("/ban-lam-viec/")

    def test_an_officers_desk_asks_as_often_however_many_organisations_there_are(
        self, client, dung, coop, other_coop, area, django_assert_max_num_queries
    ):
        client.force_login(dung)
        # What is special of an officer: units that were split, and what these became.
        with django_assert_max_num_queries(len(KINDS) + 9):
            client.get("/ban-lam-viec/")

    def test_a_hundred_things_that_wait_are_no_more_queries(
        self, client, an, area, batch, rice, today, django_assert_max_num_queries
    ):
        harvest = record_harvest(
            area=area,
            plots=area.plots.all(),
            harvested_on=today,
            kilograms=Decimal(99_000),
            by="test",
            today=today,
        )
        for number in range(MOST_COUNTED + 1):
            make_batch(
                product=rice,
                lot=f"N{number}",
                produced_on=today,
                expires_on=today + datetime.timedelta(days=5),
                quantity=Decimal(10),
                unit="kg",
                inputs=[Input(harvest=harvest, quantity=Decimal(10))],
                by="test",
                today=today,
            )
        client.force_login(an)
        with django_assert_max_num_queries(len(KINDS) + 5):
            page = client.get("/ban-lam-viec/")
        (need,) = page.context["needs"]
        assert (need.shown_count, len(need.lines)) == ("100+", 3)
        assert Batch.objects.count() > need.count

    def test_the_way_counts_no_further_than_it_shows(self, client, an, coop, monkeypatch):
        monkeypatch.setattr("portal.desk.MOST_COUNTED", 2)
        for _ in range(4):
            register_organisation(
                particulars=particulars(coop.unit), manager=an, by="test", now=timezone.now()
            )
        assert counts_for(an).organisations == 3

    @pytest.mark.parametrize(("count", "shown"), [(5, "5"), (1000, "1.000"), (1001, "1.000+")])
    def test_more_than_is_counted_is_said_so(self, count, shown):
        assert up_to(count, 1000) == shown

    @pytest.mark.parametrize(("count", "shown"), [(3, "3"), (MOST_COUNTED, "100+")])
    def test_a_count_stops_at_a_hundred(self, count, shown):
        line = Line("a", "b", "/")
        assert Need("x", "y", count, [line], "z", "/").shown_count == shown


class TestHowMuchItAsks:
    """However much waits, and of however many kinds."""

    @pytest.mark.parametrize(("person", "most"), [("an", 15), ("dung", 21), ("admin_user", 17)])
    def test_it_asks_little(
        self,
        client,
        request,
        coop,
        rice,
        harvest,
        code,
        today,
        work_off,
        person,
        most,
        django_assert_max_num_queries,
    ):
        user = request.getfixturevalue(person)
        dung = request.getfixturevalue("dung")
        one_of_each(coop, rice, harvest, code, today, work_off, officer=dung)
        client.force_login(user)
        with django_assert_max_num_queries(most):
            client.get("/ban-lam-viec/")


class TestSections:
    def names(self, client, user):
        client.force_login(user)
        sections = client.get("/ban-lam-viec/").context["sections"]
        return [one.name for one in sections.top], [one.name for one in sections.more]

    def test_who_makes_batches_has_labels_at_the_top(self, client, binh):
        top, more = self.names(client, binh)
        assert "Nhãn" in top
        assert "Xã, phường và thôn" not in top + more

    def test_an_officer_has_places_and_finds_labels_behind_more(self, client, dung):
        top, more = self.names(client, dung)
        assert "Nhãn" not in top
        assert {"Nhãn", "Xã, phường và thôn"} <= set(more)

    def test_an_administrator_finds_the_administration(self, client):
        _top, more = self.names(client, make_administrator("quantri"))
        assert "Quản trị hệ thống" in more

    def test_a_newcomer_sees_the_whole_way(self, client, chi):
        top, _more = self.names(client, chi)
        assert top[-3:] == ["Sản phẩm", "Lô hàng", "Nhãn"]

    @pytest.mark.parametrize(
        ("path", "section"),
        [
            ("/lo-hang/", "Lô hàng"),
            ("/nguyen-lieu/", "Nguyên liệu nhận vào"),
            ("/nhan/", "Nhãn"),
            ("/to-chuc/dang-ky/", "Tổ chức"),
        ],
    )
    def test_a_page_says_of_which_section_it_is(self, client, an, coop, path, section):
        client.force_login(an)
        sections = client.get(path).context["sections"]
        current = [one.name for one in (*sections.top, *sections.more) if one.is_current]
        assert current == [section]

    def test_a_page_across_all_subjects_is_of_none(self, client, an, coop):
        client.force_login(an)
        sections = client.get(f"/lich-su/{coop.key}/").context["sections"]
        assert not any(one.is_current for one in (*sections.top, *sections.more))

    def test_a_page_without_an_address_in_the_menu_is_of_its_rooms_section(
        self, client, an, batch, today
    ):
        sale = record_sale(
            batch=batch,
            sold=Sold(packages=1, sold_on=today),
            by="test",
            request=uuid4(),
            today=today,
        )
        client.force_login(an)
        sections = client.get(f"/lan-ban/{sale.pk}/sua/").context["sections"]
        assert [one.name for one in sections.top if one.is_current] == ["Lô hàng"]


class TestSeasonsThatEnded:
    def ended(self, area, today):
        day = today - datetime.timedelta(days=20)
        days = {"harvest_from": None, "harvest_last_day": None}
        return season_of(area, today, starts_on=day, last_day=day, **days)

    def test_who_works_there_is_asked_for_the_output(self, desk, binh, area, today):
        self.ended(area, today)
        assert "Vụ đã hết, chưa ghi sản lượng" in desk(binh)

    def test_once_it_was_closed_it_is_gone(self, desk, binh, area, today):
        close_season(
            season=self.ended(area, today),
            real_kilograms=Decimal(0),
            note="",
            version=1,
            by="test",
            today=today,
        )
        assert "Vụ đã hết, chưa ghi sản lượng" not in desk(binh)

    def test_it_is_no_matter_of_a_stranger(self, desk, chi, area, today):
        self.ended(area, today)
        assert "Vụ đã hết, chưa ghi sản lượng" not in desk(chi)
