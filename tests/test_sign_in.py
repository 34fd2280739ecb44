"""Signing in: wrong passwords, the second factor, sessions, and new passwords."""

import re
import time

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from allauth.usersessions.models import UserSession
from django.core import mail

from accounts.devices import PHONE, browser_of, device_of
from accounts.models import OfficerDuty, User
from accounts.services import password_link
from records.models import LogEntry
from records.verification import first_broken_link, stored_entries
from tests.conftest import TOTP_SECRET, make_administrator, make_officer

pytestmark = pytest.mark.django_db
SET_UP, RECOVERY = "/tai-khoan/hai-buoc/bat/", "/tai-khoan/ma-du-phong/"
NEW = {"password1": "mat-khau-rieng-8", "password2": "mat-khau-rieng-8"}


def code_now(secret=TOTP_SECRET):
    """What an authenticator app shows at this moment."""
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30))


def sign_in(client, name, password=None):
    return client.post("/dang-nhap/", {"login": name, "password": password or name})


def said(action):
    return LogEntry.objects.filter(action=action)


def is_signed_in(client):
    return "_auth_user_id" in client.session


@pytest.fixture
def officer_without(commune, an):
    """An has a duty and no second factor yet."""
    make_officer(an, commune, OfficerDuty.Duty.REGISTRY)
    Authenticator.objects.all().delete()
    return an


class TestPasswords:
    def test_by_name_or_by_e_mail(self, client, an):
        User.objects.filter(pk=an.pk).update(email="an@example.vn")
        for name in ("an", "AN", "an@example.vn"):
            sign_in(client, name, "an")
            assert is_signed_in(client)
            client.logout()

    def test_where_one_was_going_one_gets(self, client, an):
        fields = {"login": "an", "password": "an", "next": "/san-pham/"}
        assert client.post("/dang-nhap/", fields).headers["Location"] == "/san-pham/"

    def test_a_wrong_one_is_said_and_written_down(self, client, an):
        page = sign_in(client, "an", "sai").content.decode()
        assert "Tên đăng nhập hoặc mật khẩu chưa đúng" in page
        assert said("accounts.sign_in_failed").get().subject == an.key

    def test_after_five_wrong_ones_the_right_one_waits_too(self, client, an, settings):
        for _try in range(5):
            sign_in(client, "an", "sai")
        page = sign_in(client, "an").content.decode()
        assert f"hãy chờ {settings.SIGN_IN_LOCK_MINUTES} phút" in page
        assert not is_signed_in(client)
        sign_in(client, "an")
        assert said("accounts.sign_in_locked").count() == 1

    def test_who_waits_is_told_the_time_that_is_left(self, client, an, monkeypatch):
        for _try in range(5):
            sign_in(client, "an", "sai")
        later = time.time() + 7 * 60 + 30
        monkeypatch.setattr(time, "time", lambda: later)
        assert "hãy chờ 3 phút" in sign_in(client, "an").content.decode()

    def test_each_sign_in_is_kept_and_shown_to_its_person(self, client, an):
        chrome = "Mozilla/5.0 (Linux; Android 14; Mobile) Chrome/130.0"
        fields = {"login": "an", "password": "an"}
        client.post("/dang-nhap/", fields, headers={"user-agent": chrome})
        entry = LogEntry.objects.get(chain=an.key, action="accounts.signed_in")
        assert (entry.by, entry.data["browser"]) == (an.key, "Chrome")
        page = client.get("/tai-khoan/").content.decode()
        assert "Các lần đăng nhập gần đây" in page
        assert first_broken_link(stored_entries()) is None

    def test_another_account_is_not_locked_with_it(self, client, an, chi):
        for _try in range(5):
            sign_in(client, "an", "sai")
        sign_in(client, "chi")
        assert is_signed_in(client)

    def test_changing_it_asks_for_the_old_one_and_is_written_down(self, client, an):
        client.force_login(an)
        client.post("/tai-khoan/mat-khau/", {"oldpassword": "sai", **NEW})
        assert not said("accounts.password_changed").exists()
        client.post("/tai-khoan/mat-khau/", {"oldpassword": "an", **NEW})
        an.refresh_from_db()
        assert an.check_password(NEW["password1"])
        assert said("accounts.password_changed").get().subject == an.key

    def test_no_box_speaks_another_language(self, client, an):
        client.force_login(an)
        page = client.get("/tai-khoan/mat-khau/").content.decode()
        assert "password?" not in page

    def test_nine_characters_are_too_few(self, client, an):
        client.force_login(an)
        short = {"password1": "k7-mua-xu", "password2": "k7-mua-xu"}
        client.post("/tai-khoan/mat-khau/", {"oldpassword": "an", **short})
        an.refresh_from_db()
        assert an.check_password("an")


class TestForgottenPasswords:
    def open(self, client, link):
        """Follow a link to the page where the new password is set."""
        path = link.removeprefix("https://truyxuat.example.vn")
        return client.get(path).headers["Location"]

    def test_a_link_comes_by_e_mail_and_works_once(self, client, an):
        User.objects.filter(pk=an.pk).update(email="an@example.vn")
        client.post("/quen-mat-khau/", {"email": "an@example.vn"})
        link = re.search(r"https://\S+", mail.outbox[0].body)[0]
        assert "an" in mail.outbox[0].body
        page = self.open(client, link)
        client.post(page, NEW)
        an.refresh_from_db()
        assert an.check_password(NEW["password1"])
        assert said("accounts.password_reset").get().subject == an.key
        path = link.removeprefix("https://truyxuat.example.vn")
        assert "đã hết hạn hoặc đã dùng" in client.get(path).content.decode()

    def test_without_a_mail_server_the_page_says_whom_to_ask(self, client, db, settings):
        settings.SENDS_MAIL = False
        page = client.get("/quen-mat-khau/").content.decode()
        assert "nhờ người quản lý" in page
        assert 'name="email"' not in page

    def test_an_address_that_nobody_gave_gets_no_mail(self, client, an):
        response = client.post("/quen-mat-khau/", {"email": "la@example.vn"})
        assert response.status_code == 302
        assert mail.outbox == []

    def test_an_administrator_makes_a_link_for_who_has_no_e_mail(self, client, an, root):
        client.force_login(root)
        page = client.post(f"/nguoi-dung/{an.pk}/mat-khau/").content.decode()
        link = re.search(r"https://truyxuat\S+?/(?=<)", page)[0]
        client.logout()
        client.post(self.open(client, link), NEW)
        an.refresh_from_db()
        assert an.check_password(NEW["password1"])
        assert said("accounts.password_link_made").get().by == root.key

    def test_a_preview_of_the_link_uses_nothing_up(self, client, an):
        link = password_link(user=an, by="test")
        self.open(client, link)
        page = self.open(client, link)
        assert client.post(page, NEW).headers["Location"] == "/dat-lai-mat-khau/xong/"

    def test_the_second_factor_stays(self, client, dung):
        client.post(self.open(client, password_link(user=dung, by="test")), NEW)
        assert sign_in(client, "dung", NEW["password1"]).headers["Location"] == (
            "/dang-nhap/ma/"
        )
        assert not is_signed_in(client)

    def test_it_ends_a_lock_out(self, client, an):
        for _try in range(5):
            sign_in(client, "an", "sai")
        client.post(self.open(client, password_link(user=an, by="test")), NEW)
        sign_in(client, "an", NEW["password1"])
        assert is_signed_in(client)

    def test_only_administrators_make_links(self, client, an, dung):
        client.force_login(dung)
        assert client.post(f"/nguoi-dung/{an.pk}/mat-khau/").status_code == 404
        assert client.get("/nguoi-dung/").status_code == 403


@pytest.fixture
def root(db):
    """The administrator."""
    return make_administrator("root")


class TestSecondFactor:
    def set_up(self, client, password="an"):
        client.post(f"/tai-khoan/xac-nhan/?next={SET_UP}", {"password": password})
        secret = client.get(SET_UP).context["form"].secret
        return client.post(SET_UP, {"code": code_now(secret)})

    def test_an_officer_without_one_is_led_to_set_it_up(self, client, officer_without):
        sign_in(client, "an")
        for path in ("/ban-lam-viec/", "/dia-ban/", "/tai-khoan/", "/quan-tri/"):
            assert client.get(path).headers["Location"] == SET_UP

    def test_setting_it_up_shows_a_picture_the_key_and_then_codes_once(
        self, client, officer_without, django_capture_on_commit_callbacks
    ):
        sign_in(client, "an")
        client.post(f"/tai-khoan/xac-nhan/?next={SET_UP}", {"password": "an"})
        page = client.get(SET_UP)
        assert '<svg class="setup-code"' in page.content.decode()
        assert page.context["form"].secret in page.content.decode()
        done = client.post(SET_UP, {"code": code_now(page.context["form"].secret)})
        assert done.headers["Location"] == RECOVERY
        codes = re.findall(r"<li>(\d{8})</li>", client.get(RECOVERY).content.decode())
        assert len(codes) == 10
        assert not re.search(r"<li>\d{8}</li>", client.get(RECOVERY).content.decode())
        assert client.get("/dia-ban/").status_code == 200
        assert said("accounts.second_factor_set").get().subject == officer_without.key

    def test_a_wrong_first_code_sets_nothing_up(self, client, an):
        client.force_login(an)
        client.post(f"/tai-khoan/xac-nhan/?next={SET_UP}", {"password": "an"})
        client.get(SET_UP)
        assert "Mã chưa đúng" in client.post(SET_UP, {"code": "000000"}).content.decode()
        assert not Authenticator.objects.exists()

    def test_the_secret_is_not_readable_in_the_database(self, dung):
        assert TOTP_SECRET not in str(Authenticator.objects.get().data)

    def test_signing_in_takes_both(self, client, dung):
        assert sign_in(client, "dung").headers["Location"] == "/dang-nhap/ma/"
        assert not is_signed_in(client)
        wrong = client.post("/dang-nhap/ma/", {"code": "000000"})
        assert "Mã chưa đúng" in wrong.content.decode()
        assert said("accounts.second_factor_failed").get().subject == dung.key
        client.post("/dang-nhap/ma/", {"code": code_now()})
        assert is_signed_in(client)

    def test_a_code_works_once(self, client, dung):
        code = code_now()
        sign_in(client, "dung")
        client.post("/dang-nhap/ma/", {"code": code})
        client.logout()
        sign_in(client, "dung")
        client.post("/dang-nhap/ma/", {"code": code})
        assert not is_signed_in(client)

    def test_guessing_codes_is_locked_out(self, client, dung):
        sign_in(client, "dung")
        for _try in range(5):
            client.post("/dang-nhap/ma/", {"code": "000000"})
        page = client.post("/dang-nhap/ma/", {"code": code_now()}).content.decode()
        assert "Đã thử sai quá nhiều lần" in page
        assert not is_signed_in(client)

    def test_a_recovery_code_stands_in_for_the_phone_once(self, client, an):
        client.force_login(an)
        self.set_up(client)
        codes = re.findall(r"<li>(\d{8})</li>", client.get(RECOVERY).content.decode())
        for is_right in (True, False):
            client.logout()
            sign_in(client, "an")
            client.post("/dang-nhap/ma/", {"code": codes[0]})
            assert is_signed_in(client) is is_right

    def test_taking_it_away_asks_who_one_is_first(self, client, dung):
        client.force_login(dung)
        asked = client.post("/tai-khoan/hai-buoc/tat/")
        assert asked.headers["Location"].startswith("/tai-khoan/xac-nhan/")
        assert Authenticator.objects.exists()
        client.post("/tai-khoan/xac-nhan/", {"password": "dung"})
        client.post("/tai-khoan/hai-buoc/tat/")
        assert not Authenticator.objects.exists()
        assert said("accounts.second_factor_removed").get().by == dung.key
        assert client.get("/dia-ban/").headers["Location"] == SET_UP

    def test_an_administrator_removes_a_lost_one(self, client, dung, root):
        client.force_login(root)
        client.post(f"/nguoi-dung/{dung.pk}/hai-buoc/")
        assert not Authenticator.objects.filter(user=dung).exists()
        assert said("accounts.second_factor_removed").get().by == root.key

    def test_the_administration_site_is_no_way_around_it(self, client, root):
        login = client.get("/quan-tri/login/?next=/quan-tri/")
        assert login.headers["Location"].startswith("/dang-nhap/")
        client.post("/quan-tri/login/", {"username": "root", "password": "root"})
        assert not is_signed_in(client)

    def test_an_administrator_without_one_does_nothing_in_the_administration_site(
        self, client, root
    ):
        Authenticator.objects.all().delete()
        client.force_login(root)
        assert client.get("/quan-tri/").headers["Location"] == SET_UP

    def test_rights_given_in_the_administration_site_are_written_down(self, client, root, an):
        client.force_login(root)
        fields = {"is_active": "on", "is_staff": "on"}
        client.post(f"/quan-tri/accounts/user/{an.pk}/change/", fields)
        entry = said("accounts.rights_changed").get()
        assert (entry.subject, entry.data) == (an.key, {"is_staff": True})

    def test_the_demonstration_needs_none(self, client, officer_without):
        User.objects.update(is_demo=True)
        client.force_login(officer_without)
        assert client.get("/dia-ban/").status_code == 200

    def test_others_need_none(self, client, an):
        client.force_login(an)
        assert client.get("/ban-lam-viec/").status_code == 200

    def test_the_api_refuses_an_officer_without_one(self, client, officer_without):
        client.force_login(officer_without)
        answer = client.get("/api/v1/officers/duties")
        assert answer.status_code == 403
        assert answer.json()["code"] == "accounts.second_factor_needed"


class TestSessions:
    def test_they_are_listed_and_ended(self, client, an, django_user_model):
        other = type(client)(headers={"user-agent": "Mozilla/5.0 (iPhone) Safari/604.1"})
        sign_in(other, "an")
        sign_in(client, "an")
        assert "Safari, iPhone" in client.get("/tai-khoan/thiet-bi/").content.decode()
        theirs = UserSession.objects.get(session_key=other.session.session_key)
        client.post("/tai-khoan/thiet-bi/", {"session": theirs.pk})
        assert other.get("/ban-lam-viec/").status_code == 302
        assert client.get("/ban-lam-viec/").status_code == 200
        assert said("accounts.sessions_ended").get().data == {"count": 1}

    def test_all_others_end_at_once_and_nobody_elses(self, client, an, chi):
        others = [type(client)() for _ in range(3)]
        for other, name in zip(others, ("an", "an", "chi"), strict=True):
            sign_in(other, name)
        sign_in(client, "an")
        client.post("/tai-khoan/thiet-bi/", {"session": "others"})
        assert [is_signed_in(other) for other in others] == [False, False, True]
        assert is_signed_in(client)

    def test_anothers_session_is_not_ended(self, client, an, chi):
        other = type(client)()
        sign_in(other, "chi")
        sign_in(client, "an")
        theirs = UserSession.objects.get(user=chi)
        client.post("/tai-khoan/thiet-bi/", {"session": theirs.pk})
        assert other.get("/ban-lam-viec/").status_code == 200

    @pytest.mark.parametrize(
        ("told", "browser", "device"),
        [
            ("Mozilla/5.0 (Linux; Android 14) Chrome/1 Mobile", "Chrome", (PHONE, "")),
            ("Mozilla/5.0 (Windows NT 10.0) coc_coc_browser/1 Chrome/1", "Cốc Cốc", None),
            ("Mozilla/5.0 (iPad; CPU OS 18) Safari", "Safari", ("iPad", "")),
            ("curl/8", "trình duyệt khác", ("thiết bị khác", "")),
        ],
    )
    def test_a_device_is_called_by_what_its_owner_knows(self, told, browser, device):
        assert browser_of(told) == browser
        assert device is None or device_of(told) == device


class TestProfile:
    def test_it_shows_what_protects_the_account(self, client, dung):
        client.force_login(dung)
        page = client.get("/tai-khoan/").content.decode()
        assert "Đang bật." in page
        assert "quản lý danh bạ" in page

    def test_the_e_mail_is_changed_after_the_password_once_more(self, client, an):
        client.force_login(an)
        fields = {"full_name": "Nguyễn Thị An", "email": "AN@example.vn"}
        client.post("/tai-khoan/thong-tin/", fields)
        an.refresh_from_db()
        assert an.email == ""
        client.post("/tai-khoan/xac-nhan/", {"password": "an"})
        client.post("/tai-khoan/thong-tin/", fields)
        an.refresh_from_db()
        assert an.email == "an@example.vn"

    def test_without_a_sign_in_pages_lead_to_it(self, client, db):
        for path in ("/tai-khoan/", "/tai-khoan/thiet-bi/", "/tai-khoan/hai-buoc/", SET_UP):
            assert client.get(path).headers["Location"].startswith("/dang-nhap/")
