"""Background jobs as people see them: the list, one job, cancelled, asked for again."""

from importlib import import_module
from inspect import signature
from pathlib import Path

import pytest
from django.conf import settings as site
from django.utils import timezone
from django_tasks.base import Task

from accounts.models import Notice
from accounts.services import Telling, tell
from accounts.services.notices import ask_for_mail
from common.errors import RuleError
from labels.models import LabelRun
from portal import daily, imports, jobs
from records.models import DailyWork, Import, Job
from tests.conftest import make_officer
from tests.test_label_jobs import issued
from tests.test_spreadsheets import xlsx
from tests.test_translation import ROOMS

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _a_queue(settings):
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}


@pytest.fixture
def job(rice, an):
    """The printing of 30 labels, which An asked for and which waits for a worker."""
    run = issued(rice)
    return jobs.start_printing(run=run, by=an.key)


@pytest.fixture
def failed(job):
    """The same, failed."""
    ended = {"state": "failed", "error": "Hết giấy.", "finished_at": timezone.now()}
    Job.objects.filter(pk=job.pk).update(**ended)
    job.refresh_from_db()
    return job


@pytest.fixture
def file_check(an, coop):
    """The check of a file that An sent."""
    source = imports.take_in(
        user=an,
        kind=imports.KINDS["san-pham"],
        owner=coop.key,
        name="gao.xlsx",
        content=xlsx(["name", "net_content"], ["Rice", 1]),
    )
    source.state = Import.State.MAPPED
    source.save()
    imports.ask_check(source, an.key)
    return source.job


def signed_in(client, person):
    client.force_login(person)
    return client


def page(client, address):
    return client.get(address).content.decode().split("<main")[1]


class TestKinds:
    def test_every_task_of_the_rooms_is_known(self):
        tasks = {
            value.module_path
            for room in ROOMS
            for path in (Path(site.BASE_DIR) / room).rglob("*.py")
            if "@task" in path.read_text(encoding="utf-8")
            for value in vars(
                import_module(".".join(path.relative_to(site.BASE_DIR).with_suffix("").parts))
            ).values()
            if isinstance(value, Task) and "job_id" in signature(value.func).parameters
        }
        assert tasks == {kind.task.module_path for kind in jobs.KINDS.values()}

    def test_every_piece_of_daily_work_has_its_words(self):
        assert jobs.DAILY_WORDS.keys() == daily.WORK.keys()


class TestTheList:
    address = "/viec-chay-nen/"

    def test_it_tells_what_each_is_about_and_how_far(self, client, an, job, file_check):
        text = page(signed_in(client, an), self.address)
        for words in ("In nhãn", "Gạo hữu cơ Hải Lăng · 30 nhãn", "gao.xlsx", "Đang chờ"):
            assert words in text

    @pytest.mark.parametrize(
        ("query", "found"),
        [
            ("tim=gao huu co", True),
            ("tim=L1", True),
            ("tim=ca phe", False),
            ("tinh-trang=waiting", True),
            ("tinh-trang=failed", False),
            ("viec=labels.print_sheet", True),
            ("viec=imports.apply_import", False),
        ],
    )
    def test_it_is_searched_and_filtered(self, client, an, job, query, found):
        text = page(signed_in(client, an), f"{self.address}?{query}")
        assert (str(job.pk) in text) is found

    def test_a_file_is_found_by_its_name(self, client, an, job, file_check):
        text = page(signed_in(client, an), f"{self.address}?tim=gao.xl")
        assert str(file_check.pk) in text
        assert str(job.pk) not in text

    def test_a_job_without_a_sign_of_life_stands_still(self, client, an, job):
        long_ago = timezone.now() - timezone.timedelta(days=1)
        Job.objects.update(state="running", heartbeat_at=long_ago)
        assert "Đứng lại" in page(signed_in(client, an), self.address)

    def test_a_stranger_sees_nothing_of_it(self, client, chi, other_coop, job, file_check):
        text = page(signed_in(client, chi), self.address)
        assert str(job.pk) not in text
        assert str(file_check.pk) not in text

    def test_an_officer_sees_printing_and_not_the_files_of_others(
        self, client, dung, job, file_check
    ):
        text = page(signed_in(client, dung), self.address)
        assert str(job.pk) in text
        assert str(file_check.pk) not in text

    def test_daily_work_is_for_administrators(self, client, an, coop, admin_user):
        daily.ask_for_due()
        assert "Việc hằng ngày" not in page(signed_in(client, an), self.address)
        text = page(signed_in(client, admin_user), self.address)
        assert "nhắc giấy chứng nhận sắp hết hạn" in text

    def test_without_sign_in_it_leads_there(self, client):
        assert "/dang-nhap/" in client.get(self.address)["Location"]

    def test_it_asks_as_little_for_twenty_as_for_one(
        self, client, an, rice, django_assert_max_num_queries
    ):
        for _each in range(20):
            jobs.start_printing(run=issued(rice), by=an.key)
        signed_in(client, an)
        with django_assert_max_num_queries(12):
            client.get(self.address)

    def test_a_job_that_was_replaced_is_seen_by_administrators_alone(
        self, an, admin_user, failed
    ):
        new = jobs.ask_again(job=failed, user=an)
        assert list(jobs.visible_jobs(an)) == [new]
        assert set(jobs.visible_jobs(admin_user)) == {new, failed}


class TestOneJob:
    def address(self, job, part=""):
        return f"/viec-chay-nen/{job.pk}/{part}"

    def test_it_tells_who_asked_and_leads_to_the_run(self, client, an, job):
        text = page(signed_in(client, an), self.address(job))
        assert "Nguyễn Thị An" in text
        assert f'href="/nhan/{LabelRun.objects.get().pk}/"' in text

    def test_a_manager_cancels_it(self, client, an, job):
        response = signed_in(client, an).post(self.address(job, "huy/"), follow=True)
        job.refresh_from_db()
        assert job.state == "cancelled"
        assert "Đã hủy việc này." in response.content.decode()

    def test_what_has_ended_is_not_cancelled(self, client, an, failed):
        response = signed_in(client, an).post(self.address(failed, "huy/"), follow=True)
        assert "đã kết thúc nên không hủy được" in response.content.decode()

    def test_a_manager_has_it_done_again(self, client, an, failed):
        signed_in(client, an).post(self.address(failed, "lam-lai/"))
        run = LabelRun.objects.get()
        assert run.job_id != failed.pk
        assert run.job.state == "waiting"

    def test_what_waits_is_not_done_again(self, client, an, job):
        response = signed_in(client, an).post(self.address(job, "lam-lai/"), follow=True)
        assert "không cần làm lại" in response.content.decode()

    def test_a_viewer_sees_it_and_is_offered_nothing(self, client, viewer, failed):
        text = page(signed_in(client, viewer), self.address(failed))
        assert "Hết giấy." in text
        assert "<form" not in text

    @pytest.mark.parametrize("part", ["huy/", "lam-lai/"])
    def test_a_viewer_may_do_neither(self, client, viewer, failed, part):
        response = signed_in(client, viewer).post(self.address(failed, part))
        assert response.status_code == 403

    @pytest.mark.parametrize("part", ["", "tien-do/"])
    def test_for_a_stranger_there_is_none(self, client, chi, other_coop, job, part):
        assert signed_in(client, chi).get(self.address(job, part)).status_code == 404

    @pytest.mark.parametrize("part", ["huy/", "lam-lai/"])
    def test_a_stranger_can_do_nothing_to_it(self, client, chi, other_coop, job, part):
        assert signed_in(client, chi).post(self.address(job, part)).status_code == 404


class TestAskingAgain:
    @pytest.mark.parametrize(
        ("kind", "before"), [("check", "mapped"), ("apply", "applying"), ("undo", "undoing")]
    )
    def test_a_file_goes_on_with_the_step_that_failed(self, an, file_check, kind, before):
        Job.objects.update(
            kind=f"imports.{kind}_import", state="cancelled", finished_at=timezone.now()
        )
        Import.objects.update(state=before, new=1)
        file_check.refresh_from_db()
        assert jobs.ask_again(job=file_check, user=an).kind == f"imports.{kind}_import"

    def test_daily_work_is_asked_for_once_more(self, admin_user):
        first, *_others = daily.ask_for_due()
        Job.objects.filter(pk=first.pk).update(state="failed", finished_at=timezone.now())
        first.refresh_from_db()
        again = jobs.ask_again(job=first, user=admin_user)
        assert (again.arguments, again.created_by) == (first.arguments, admin_user.key)
        assert DailyWork.objects.filter(job=again).exists()
        with pytest.raises(RuleError) as refused:
            jobs.ask_again(job=first, user=admin_user)
        assert refused.value.code == "jobs.replaced"

    def test_mail_is_sent_once_more(self, an, admin_user):
        an.email = "an@example.vn"
        an.save()
        telling = Telling(
            person=an,
            about="test:1",
            page="",
            kind=Notice.Kind.CERTIFICATE_ENDS,
            milestone="60",
            text="Giấy sắp hết hạn.",
            text_en="A paper ends.",
        )
        tell([telling], now=timezone.now())
        (mail,) = ask_for_mail(now=timezone.now())
        jobs.cancel(job=mail, user=admin_user)
        again = jobs.ask_again(job=mail, user=admin_user)
        assert (again.arguments, again.owner) == ([an.pk], an.key)
        assert jobs.names_of_jobs([again]) == {again.pk: "Nguyễn Thị An"}

    def test_what_works_for_nothing_any_more_is_refused(self, admin_user, failed):
        Job.objects.update(owner="labels.run:0")
        failed.refresh_from_db()
        with pytest.raises(RuleError) as refused:
            jobs.ask_again(job=failed, user=admin_user)
        assert refused.value.code == "jobs.of_nothing"

    def test_who_approves_codes_here_prints_nothing(self, client, an, commune, failed):
        make_officer(an, commune, "growing_area_codes")
        with pytest.raises(RuleError) as refused:
            jobs.ask_again(job=failed, user=an)
        assert refused.value.code.endswith("two_hats")


class TestApi:
    address = "/api/v1/jobs"

    def test_the_list_tells_how_far_each_is(self, client, an, job):
        (told,) = signed_in(client, an).get(self.address).json()["items"]
        assert (told["id"], told["kind"], told["state"], told["total"], told["percent"]) == (
            str(job.pk),
            "labels.print_sheet",
            "waiting",
            30,
            0,
        )
        assert (told["owner"], told["asked_by"]) == (job.owner, an.key)

    def test_a_state_that_is_none_is_refused(self, client, an, job):
        answer = signed_in(client, an).get(f"{self.address}?state=gone")
        assert (answer.status_code, answer.json()["code"]) == (422, "lists.bad_query")

    def test_one_is_read(self, client, an, failed):
        told = signed_in(client, an).get(f"{self.address}/{failed.pk}").json()
        assert (told["state"], told["error"]) == ("failed", "Hết giấy.")

    def test_it_is_cancelled(self, client, an, job):
        answer = signed_in(client, an).post(f"{self.address}/{job.pk}/cancel")
        assert (answer.status_code, answer.json()["state"]) == (200, "cancelled")

    def test_what_has_ended_is_refused(self, client, an, failed):
        answer = signed_in(client, an).post(f"{self.address}/{failed.pk}/cancel")
        assert (answer.status_code, answer.json()["code"]) == (409, "jobs.already_ended")

    def test_it_is_asked_for_again(self, client, an, failed):
        answer = signed_in(client, an).post(f"{self.address}/{failed.pk}/again")
        assert answer.status_code == 202
        assert answer.json()["id"] == str(LabelRun.objects.get().job_id)

    def test_what_waits_is_refused(self, client, an, job):
        answer = signed_in(client, an).post(f"{self.address}/{job.pk}/again")
        assert (answer.status_code, answer.json()["code"]) == (409, "jobs.not_stopped")

    @pytest.mark.parametrize("word", ["cancel", "again"])
    def test_a_viewer_may_not(self, client, viewer, failed, word):
        answer = signed_in(client, viewer).post(f"{self.address}/{failed.pk}/{word}")
        assert answer.status_code == 403

    def test_a_stranger_finds_none(self, client, chi, other_coop, job):
        signed_in(client, chi)
        assert client.get(self.address).json()["items"] == []
        assert client.get(f"{self.address}/{job.pk}").status_code == 404
        for word in ("cancel", "again"):
            assert client.post(f"{self.address}/{job.pk}/{word}").status_code == 404

    def test_nobody_is_refused_without_sign_in(self, client, job):
        assert client.get(self.address).status_code == 401
        assert client.get(f"{self.address}/{job.pk}").status_code == 401
        for word in ("cancel", "again"):
            assert client.post(f"{self.address}/{job.pk}/{word}").status_code == 401

    def test_a_number_that_is_none_is_of_bad_shape(self, client, an):
        assert signed_in(client, an).get(f"{self.address}/moi").status_code == 422
        for word in ("cancel", "again"):
            assert client.post(f"{self.address}/moi/{word}").status_code == 422
