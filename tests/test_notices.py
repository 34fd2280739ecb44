"""What the platform tells people: once for each milestone, on their page, by mail."""

import datetime
import smtplib

import pytest
from django.core import mail
from django.core.exceptions import ImproperlyConfigured
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.access import officers_on_duty
from accounts.models import Notice, OfficerDuty, User
from accounts.services import Telling, ask_for_mail, mark_read, tell
from config.environment import mail_server
from portal import reminders
from portal.reminders import Ending, remind
from portal.subjects import CERTIFICATES
from records.models import Job
from tests.conftest import REFORM
from tests.kept_cast import certified

pytestmark = pytest.mark.django_db
REGISTRY = [OfficerDuty.Duty.REGISTRY]
LONG_AGO = datetime.datetime(2020, 1, 1, tzinfo=datetime.UTC)
MAIL_SERVER_IS_OUT = smtplib.SMTPServerDisconnected("out of order")


def telling(person, milestone="60", **changes):
    return Telling(
        **{
            "person": person,
            "about": "products.certificate:1",
            "page": "",
            "kind": Notice.Kind.CERTIFICATE_ENDS,
            "milestone": milestone,
            "text": "Giấy VietGAP còn 60 ngày.",
            "text_en": "The VietGAP certificate ends in 60 days.",
        }
        | changes
    )


@pytest.fixture
def told(an):
    """An was told one thing."""
    tell([telling(an)], now=timezone.now())
    return Notice.objects.get()


class TestTelling:
    def test_the_same_milestone_is_told_once(self, an, told):
        tell([telling(an), telling(an, "30")], now=timezone.now())
        assert sorted(Notice.objects.values_list("milestone", flat=True)) == ["30", "60"]

    @pytest.mark.parametrize(
        ("rule", "changes"),
        [
            ("notice_kind_known", {"kind": "x"}),
            ("notice_says_something_in_both_languages", {"text_en": ""}),
            ("notice_read_after_it_was_made", {"read_at": LONG_AGO}),
        ],
    )
    def test_what_cannot_be_is_refused_by_the_database(self, told, rule, changes):
        with pytest.raises(IntegrityError, match=rule), transaction.atomic():
            Notice.objects.update(**changes)

    def test_the_database_holds_that_it_is_told_once(self, told):
        told.pk = None
        with (
            pytest.raises(IntegrityError, match=r"notice_once|milestone"),
            transaction.atomic(),
        ):
            told.save(force_insert=True)

    def test_reading_others_notices_changes_nothing(self, told, chi):
        assert mark_read(person=chi, notices=[told.pk], now=timezone.now()) == 0


class TestThePage:
    def test_it_shows_what_the_person_was_told(self, client, an, told):
        client.force_login(an)
        assert told.text in client.get("/thong-bao/").content.decode()

    def test_a_stranger_sees_nothing_of_it(self, client, chi, told):
        client.force_login(chi)
        page = client.get("/thong-bao/").content.decode()
        assert told.text not in page
        assert "Chưa có thông báo nào" in page

    def test_without_sign_in_one_is_led_to_it(self, client, told):
        assert client.get("/thong-bao/").status_code == 302
        assert client.post("/thong-bao/da-doc/").status_code == 302

    def test_every_page_says_how_many_are_unread(self, client, an, told):
        client.force_login(an)
        assert client.get("/ban-lam-viec/").context["standing"].unread == 1

    def test_one_is_marked_as_read(self, client, an, told):
        client.force_login(an)
        client.post("/thong-bao/da-doc/", {"so": told.pk})
        told.refresh_from_db()
        assert told.read_at is not None
        assert client.get("/ban-lam-viec/").context["standing"].unread == 0

    def test_all_are_marked_as_read(self, client, an, told):
        tell([telling(an, "30")], now=timezone.now())
        client.force_login(an)
        client.post("/thong-bao/da-doc/")
        assert not Notice.objects.unread().exists()

    def test_it_leads_to_the_thing(self, client, an, rice):
        tell([telling(an, page=rice.key)], now=timezone.now())
        client.force_login(an)
        assert f'href="/san-pham/{rice.pk}/"' in client.get("/thong-bao/").content.decode()


class TestTheApi:
    def test_it_lists_ones_own(self, client, an, told):
        client.force_login(an)
        [found] = client.get("/api/v1/notices?unread=true").json()["items"]
        assert (found["id"], found["text"], found["read_at"]) == (told.pk, told.text, None)

    def test_it_marks_them_as_read(self, client, an, told):
        client.force_login(an)
        body = {"notices": [told.pk]}
        answer = client.post("/api/v1/notices/read", body, content_type="application/json")
        assert answer.json() == {"marked": 1}
        assert client.get("/api/v1/notices?unread=true").json()["items"] == []

    def test_a_stranger_can_neither_see_nor_mark_them(self, client, chi, told):
        client.force_login(chi)
        assert client.get("/api/v1/notices").json()["items"] == []
        body = {"notices": [told.pk]}
        answer = client.post("/api/v1/notices/read", body, content_type="application/json")
        assert answer.json() == {"marked": 0}

    def test_nobody_gets_in_without_a_sign_in(self, client):
        assert client.get("/api/v1/notices").status_code == 401

    def test_a_bad_shape_is_said(self, client, an):
        client.force_login(an)
        answer = client.post(
            "/api/v1/notices/read", {"notices": "x"}, content_type="application/json"
        )
        assert answer.status_code == 422


class TestMail:
    @pytest.fixture(autouse=True)
    def _address(self, an):
        an.email = "an@example.vn"
        an.save()

    def test_one_letter_holds_everything_new(self, an, told, work_off):
        tell([telling(an, "30", text="Giấy HACCP còn 30 ngày.")], now=timezone.now())
        ask_for_mail(now=timezone.now())
        assert work_off() == 1
        [letter] = mail.outbox
        assert letter.to == ["an@example.vn"]
        assert told.text in letter.body
        assert "HACCP" in letter.body

    def test_what_was_mailed_is_not_mailed_again(self, an, told, work_off):
        ask_for_mail(now=timezone.now())
        work_off()
        assert ask_for_mail(now=timezone.now()) == []

    def test_one_that_waits_is_not_asked_for_twice(self, an, told):
        assert len(ask_for_mail(now=timezone.now())) == 1
        assert ask_for_mail(now=timezone.now()) == []

    def test_who_has_no_address_reads_it_on_the_page(self, chi):
        tell([telling(chi)], now=timezone.now())
        assert ask_for_mail(now=timezone.now()) == []

    def test_a_mail_server_out_of_order_loses_nothing(self, told, monkeypatch, work_off):
        def fail(*arguments):
            raise MAIL_SERVER_IS_OUT

        with monkeypatch.context() as patch:
            patch.setattr("accounts.services.notices.send_mail", fail)
            ask_for_mail(now=timezone.now())
            with pytest.raises(smtplib.SMTPServerDisconnected):
                work_off()
        assert Job.objects.get().state == Job.State.FAILED
        ask_for_mail(now=timezone.now())  # the next day
        work_off()
        assert len(mail.outbox) == 1


class TestReminders:
    @pytest.fixture
    def ends_in(self, coop, monkeypatch, today):
        """Make the cooperative's VietGAP certificate end in so many days."""

        def ends_in(days):
            ending = Ending(
                key="growing_areas.certificate:3",
                page=coop.key,
                what="Giấy VietGAP 123",
                what_en="The VietGAP certificate 123",
                holder=coop,
                last_day=today + datetime.timedelta(days=days),
            )
            monkeypatch.setattr(reminders, "SOURCES", [lambda on, within: [ending]])

        return ends_in

    def test_managers_and_the_office_of_the_commune_are_told(self, an, dung, ends_in, today):
        ends_in(60)
        remind(today)
        told = Notice.objects.values_list("person__username", "milestone")
        assert sorted(told) == [("an", "60"), ("dung", "60")]
        assert "còn 60 ngày. Hãy làm thủ tục cấp lại" in Notice.objects.first().text

    def test_operators_viewers_and_strangers_are_not(self, binh, viewer, chi, ends_in, today):
        ends_in(60)
        remind(today)
        assert {one.person.username for one in Notice.objects.all()} == {"an"}

    def test_twice_a_day_tells_once(self, ends_in, today):
        ends_in(60)
        remind(today)
        remind(today)
        assert Notice.objects.count() == 1

    @pytest.mark.parametrize(
        ("days", "milestone"), [(60, "60"), (31, "60"), (30, "30"), (0, "30")]
    )
    def test_each_milestone_is_the_last_one_passed(self, ends_in, today, days, milestone):
        ends_in(days)
        remind(today)
        assert Notice.objects.get().milestone == milestone

    def test_days_without_a_worker_are_caught_up_with(self, ends_in, today):
        ends_in(45)  # nobody looked on the sixtieth day
        remind(today)
        ends_in(20)
        remind(today)
        assert sorted(Notice.objects.values_list("milestone", flat=True)) == ["30", "60"]


class TestCertificates:
    """What the reminders are made of."""

    @pytest.mark.parametrize("fixture", ["coop", "area", "rice"])
    def test_those_of_all_owners_are_found_with_the_page_they_stand_on(
        self, request, fixture, today
    ):
        owner = request.getfixturevalue(fixture)
        model = CERTIFICATES[owner.key.split(":")[0]]
        certificate = certified(owner, today, timezone.now(), model=model)
        [ending] = reminders.certificates(today, 60)
        assert (ending.key, ending.page) == (certificate.key, owner.key)
        assert ending.last_day == certificate.last_day

    def test_the_manager_is_reminded_in_words(self, coop, today):
        certified(coop, today, timezone.now())
        remind(today)
        notice = Notice.objects.get()
        assert notice.milestone == "30"
        assert notice.text.startswith("Giấy chứng nhận VietGAP số VietGAP-TT-01 của HTX Lúa")
        assert "The certificate VietGAP no. VietGAP-TT-01 of HTX Lúa" in notice.text_en


class TestTheOfficeOfAPlace:
    @pytest.fixture
    def minh(self, province):
        user = User.objects.create_user("minh", full_name="Đỗ Minh")
        duty = OfficerDuty.Duty.REGISTRY
        OfficerDuty.objects.create(user=user, unit=province, duty=duty, valid_from=REFORM)
        return user

    def test_it_is_the_commune_where_somebody_keeps_its_registry(
        self, commune, dung, minh, today
    ):
        assert officers_on_duty(REGISTRY, commune, today) == [dung]

    def test_it_is_the_province_where_nobody_does(self, commune, minh, today):
        assert officers_on_duty(REGISTRY, commune, today) == [minh]

    def test_who_holds_two_of_the_duties_is_named_once(self, commune, dung, today):
        assert officers_on_duty(list(OfficerDuty.Duty), commune, today) == [dung]

    def test_a_commune_that_ended_has_the_office_of_what_it_became(
        self, old_commune, dung, today
    ):
        assert officers_on_duty(REGISTRY, old_commune, today) == [dung]


class TestTheMailServer:
    def read(self, monkeypatch, tmp_path, text):
        monkeypatch.setenv("EMAIL_URL", text)
        return mail_server("EMAIL_URL", tmp_path)

    def test_unset_letters_are_written_to_a_folder(self, monkeypatch, tmp_path):
        found = self.read(monkeypatch, tmp_path, "")
        assert found["EMAIL_FILE_PATH"] == tmp_path

    @pytest.mark.parametrize(
        ("text", "port", "tls", "ssl"),
        [
            ("smtp://an:p%40ss@mail.example.vn", 587, True, False),
            ("smtps://an:p%40ss@mail.example.vn", 465, False, True),
            ("smtp+plain://an:p%40ss@mail.example.vn:2525", 2525, False, False),
        ],
    )
    def test_an_address_says_it_all(self, monkeypatch, tmp_path, text, port, tls, ssl):
        found = self.read(monkeypatch, tmp_path, text)
        assert found["EMAIL_HOST_PASSWORD"] == "p@ss"
        keys = ("EMAIL_PORT", "EMAIL_USE_TLS", "EMAIL_USE_SSL")
        assert tuple(found[key] for key in keys) == (port, tls, ssl)

    @pytest.mark.parametrize("text", ["mail.example.vn", "http://x", "smtp://", "smtp://x:y"])
    def test_what_is_none_stops_the_program_without_showing_it(
        self, monkeypatch, tmp_path, text
    ):
        with pytest.raises(ImproperlyConfigured) as refusal:
            self.read(monkeypatch, tmp_path, text)
        assert "EMAIL_URL is not a mail server" in str(refusal.value)
