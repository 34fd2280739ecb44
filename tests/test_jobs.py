"""Jobs: asked for with their place in the queue, done once, taken up again, cancelled."""

import datetime
import threading

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, IntegrityError, OperationalError, connection, transaction
from django.utils import timezone
from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from common.errors import RuleError
from portal import daily as portal_daily
from portal.management.commands import worker
from records import heartbeat, jobs, working
from records.models import DailyWork, Job, LogEntry
from records.working import MOST_ATTEMPTS, do_now, reap
from tests.tasks import count, explode, refuse

pytestmark = pytest.mark.django_db


@pytest.fixture
def job():
    return ask()


def ask(task=count, **more):
    return jobs.ask(kind="test", owner="test:1", by="user:1", total=10, task=task, **more)


def statuses():
    """The states of the queue's rows."""
    return sorted(DBTaskResult.objects.values_list("status", flat=True))


class TestAsking:
    def test_the_job_and_its_place_in_the_queue_are_written_together(self, job):
        assert job.state == Job.State.WAITING
        assert str(DBTaskResult.objects.get().pk) == job.queued_as

    def test_a_transaction_undone_leaves_neither(self):
        with transaction.atomic():
            ask()
            transaction.set_rollback(True)
        assert not Job.objects.exists()
        assert not DBTaskResult.objects.exists()

    def test_it_knows_its_task_and_arguments_itself(self):
        job = ask(arguments=[5])
        assert (job.task, job.arguments) == ("tests.tasks.count", [5])

    @pytest.mark.parametrize(
        ("rule", "changes"),
        [
            ("job_state_known|job_finished_when_it_ended", {"state": "gone"}),
            ("job_done_within_total", {"done": 11}),
            ("job_finished_when_it_ended", {"state": "cancelled"}),
            ("job_finished_when_it_ended", {"finished_at": timezone.now()}),
            ("job_error_only_when_failed", {"error": "Không."}),
        ],
    )
    def test_what_cannot_be_is_refused_by_the_database(self, job, rule, changes):
        with pytest.raises(IntegrityError, match=rule), transaction.atomic():
            Job.objects.filter(pk=job.pk).update(**changes)


class TestRunning:
    @pytest.mark.django_db(transaction=True)
    def test_progress_is_seen_while_it_runs(self, job):
        seen = []

        def work(report):
            report(4, 10)
            job.refresh_from_db()
            seen.append((job.state, job.percent))

        jobs.run(job.pk, work)
        assert seen == [(Job.State.RUNNING, 40)]

    def test_it_ends_done(self, job):
        jobs.run(job.pk, lambda report: None)
        job.refresh_from_db()
        assert (job.state, job.attempts) == (Job.State.DONE, 1)

    def test_delivered_twice_it_works_once(self, job):
        times = []
        for _ in range(2):
            jobs.run(job.pk, lambda report: times.append(1))
        assert len(times) == 1

    def test_while_one_worker_has_it_another_leaves_it_alone(self, job):
        times = []

        def work(report):
            times.append(1)
            jobs.run(job.pk, lambda report: times.append(2))

        jobs.run(job.pk, work)
        assert times == [1]

    def test_a_broken_rule_becomes_its_sentence(self, job):
        ask(refuse)
        job = ask(refuse)
        do_now(job)
        assert (job.state, job.error) == (Job.State.FAILED, "Không được vì thế.")

    def test_any_other_error_ends_it_with_an_apology_and_goes_on_to_the_worker(self, job):
        def work(report):
            raise DatabaseError("secret detail")

        with pytest.raises(DatabaseError):
            jobs.run(job.pk, work)
        job.refresh_from_db()
        assert job.state == Job.State.FAILED
        assert "secret" not in job.error

    def test_a_worker_told_to_stop_in_the_middle_puts_it_back(self, job):
        def work(report):
            raise SystemExit(1)

        with pytest.raises(SystemExit):
            jobs.run(job.pk, work)
        job.refresh_from_db()
        assert (job.state, job.finished_at) == (Job.State.WAITING, None)


class TestFencing:
    """A worker that was thought dead wakes up, and its job is another's."""

    def taken_over(self, job):
        Job.objects.filter(pk=job.pk).update(attempts=2)

    @pytest.mark.django_db(transaction=True)
    def test_its_next_report_stops_it(self, job):
        reached = []

        def work(report):
            self.taken_over(job)
            report(9, 10)
            reached.append(1)

        jobs.run(job.pk, work)
        job.refresh_from_db()
        assert (job.state, job.done, reached) == (Job.State.RUNNING, 0, [])

    def test_it_cannot_end_the_job(self, job):
        jobs.run(job.pk, lambda report: self.taken_over(job))
        job.refresh_from_db()
        assert (job.state, job.attempts) == (Job.State.RUNNING, 2)

    def test_it_cannot_fail_the_job(self, job):
        def work(report):
            self.taken_over(job)
            raise RuleError("test.no", "Không.")

        jobs.run(job.pk, work)
        job.refresh_from_db()
        assert (job.state, job.error) == (Job.State.RUNNING, "")

    def test_what_it_would_commit_is_undone_when_it_holds_the_job_last(self, job):
        def work(report):
            with transaction.atomic():
                ask()
                self.taken_over(job)
                report.hold()

        jobs.run(job.pk, work)
        assert Job.objects.get() == job


@pytest.mark.django_db(transaction=True)
class TestHeartbeat:
    def wait_for(self, event):
        assert event.wait(timeout=60)

    def test_it_beats_by_itself_while_work_is_silent(self, job, settings, monkeypatch):
        settings.JOB_STALLED_AFTER = 0.4
        beaten = threading.Event()
        monkeypatch.setattr(heartbeat.Report, "write", lambda self: beaten.set())
        jobs.run(job.pk, lambda report: self.wait_for(beaten))
        job.refresh_from_db()
        assert job.state == Job.State.DONE

    def test_a_beat_that_cannot_be_written_harms_nothing(self, job, settings, monkeypatch):
        settings.JOB_STALLED_AFTER = 0.4
        second = threading.Event()
        tries = []

        def fail(self):
            tries.append(1)
            if len(tries) > 1:
                second.set()
            raise OperationalError("database is locked")

        monkeypatch.setattr(heartbeat.Report, "write", fail)
        jobs.run(job.pk, lambda report: self.wait_for(second))
        job.refresh_from_db()
        assert job.state == Job.State.DONE

    @pytest.mark.postgres
    def test_progress_inside_a_transaction_is_seen_outside(self, job, settings):
        settings.JOB_STALLED_AFTER = 0.4
        seen = threading.Event()

        def watch():
            try:
                while not Job.objects.filter(pk=job.pk, done=7).exists():
                    pass
                seen.set()
            finally:
                connection.close()

        watcher = threading.Thread(target=watch)
        watcher.start()

        def work(report):
            with transaction.atomic():
                report(7, 10)
                self.wait_for(seen)

        jobs.run(job.pk, work)
        watcher.join()


class TestReaper:
    @pytest.fixture
    def killed(self, job):
        """A job whose worker was killed an hour ago."""
        ago = timezone.now() - datetime.timedelta(hours=1)
        DBTaskResult.objects.update(status=TaskResultStatus.RUNNING, started_at=ago)
        Job.objects.filter(pk=job.pk).update(
            state=Job.State.RUNNING, attempts=1, done=4, heartbeat_at=ago
        )
        job.refresh_from_db()
        return job

    def look_twice(self):
        now = timezone.now()
        reap(now)
        return reap(now + datetime.timedelta(minutes=1))

    def test_a_job_of_a_killed_worker_is_queued_again_and_its_old_row_ended(self, killed):
        assert self.look_twice().queued_again == 1
        killed.refresh_from_db()
        assert killed.state == Job.State.WAITING
        assert statuses() == ["FAILED", "READY"]

    def test_it_is_only_noted_at_the_first_look(self, killed):
        reap(timezone.now())
        killed.refresh_from_db()
        assert killed.state == Job.State.RUNNING

    def test_a_beat_between_two_looks_saves_it(self, killed):
        now = timezone.now()
        reap(now)
        heartbeat.Report(killed.pk, 1).write()
        Job.objects.update(heartbeat_at=now - datetime.timedelta(minutes=10))
        reap(now + datetime.timedelta(minutes=1))
        killed.refresh_from_db()
        assert killed.state == Job.State.RUNNING

    def test_one_that_beats_is_left_alone(self, killed):
        Job.objects.update(heartbeat_at=timezone.now())
        reap(timezone.now())
        assert statuses() == ["RUNNING"]

    def test_it_then_ends_once(self, killed, work_off):
        self.look_twice()
        assert work_off() == 1
        killed.refresh_from_db()
        assert (killed.state, killed.attempts) == (Job.State.DONE, 2)

    def test_after_the_last_attempt_it_fails_with_a_sentence(self, killed):
        Job.objects.update(attempts=MOST_ATTEMPTS)
        assert self.look_twice().given_up == 1
        killed.refresh_from_db()
        assert killed.state == Job.State.FAILED
        assert "Hãy thử lại với ít dữ liệu hơn" in killed.error

    def test_a_waiting_job_without_a_place_in_the_queue_gets_one(self, job):
        DBTaskResult.objects.all().delete()
        assert reap(timezone.now()).queued_again == 1
        assert statuses() == ["READY"]

    def test_a_worker_killed_before_it_took_the_job_loses_its_place(self, job):
        ago = timezone.now() - datetime.timedelta(hours=1)
        DBTaskResult.objects.update(status=TaskResultStatus.RUNNING, started_at=ago)
        reap(timezone.now())
        assert statuses() == ["FAILED", "READY"]

    def test_a_job_whose_task_is_no_more_fails_with_a_sentence(self, job):
        DBTaskResult.objects.all().delete()
        Job.objects.update(task="labels.services.gone")
        reap(timezone.now())
        job.refresh_from_db()
        assert (job.state, job.error) == (Job.State.FAILED, working.UNKNOWN_TASK)

    def test_a_waiting_job_in_the_queue_is_left_alone(self, job):
        assert reap(timezone.now()) == working.Reaped(0, 0, 0)
        assert statuses() == ["READY"]


class TestCancelling:
    def test_a_waiting_job_is_never_begun(self, job):
        jobs.cancel(job=job, by="user:1")
        jobs.run(job.pk, lambda report: pytest.fail("begun"))
        job.refresh_from_db()
        assert (job.state, job.is_finished) == (Job.State.CANCELLED, True)

    @pytest.mark.django_db(transaction=True)
    def test_running_work_stops_at_its_next_report(self, job):
        def work(report):
            jobs.cancel(job=job, by="user:1")
            report(5, 10)
            pytest.fail("went on")

        jobs.run(job.pk, work)
        job.refresh_from_db()
        assert job.state == Job.State.CANCELLED

    def test_it_is_logged(self, job):
        jobs.cancel(job=job, by="user:1")
        entry = LogEntry.objects.get(action="records.job_cancelled")
        assert (entry.subject, entry.by) == (job.key, "user:1")

    def test_what_has_ended_cannot_be_cancelled(self, job):
        do_now(job)
        with pytest.raises(RuleError) as refusal:
            jobs.cancel(job=job, by="user:1")
        assert refusal.value.code == "jobs.already_ended"


class TestDailyWork:
    @pytest.fixture
    def only(self, monkeypatch):
        """Make one function the only piece of daily work."""

        def only(work):
            for name in list(portal_daily.WORK):
                monkeypatch.delitem(portal_daily.WORK, name)
            monkeypatch.setitem(portal_daily.WORK, "test", work)

        return only

    @pytest.fixture
    def done(self, only):
        """The days on which the only piece of daily work was done."""
        days = []
        only(days.append)
        return days

    def test_it_is_asked_for_once_a_day(self, done, today, work_off):
        portal_daily.ask_for_due()
        assert portal_daily.ask_for_due() == []
        work_off()
        assert done == [today]
        assert DailyWork.objects.get().name == "test"

    def test_the_next_day_it_is_due_again(self, done, today, work_off):
        portal_daily.ask_for_due()
        DailyWork.objects.update(day=today - datetime.timedelta(days=1))
        assert len(portal_daily.ask_for_due()) == 1

    def test_the_database_holds_that_it_is_once_a_day(self, done, today):
        [job] = portal_daily.ask_for_due()
        with pytest.raises(IntegrityError, match=r"daily_work_once_a_day|name.*day"):
            DailyWork.objects.create(name="test", day=today, job=job)

    def test_the_command_does_it_now_and_says_so(self, done, today, capsys):
        call_command("daily_work")
        assert "test: Đã xong" in capsys.readouterr().out
        call_command("daily_work")
        assert "1 pieces were already asked for today" in capsys.readouterr().out
        assert done == [today]

    def test_the_command_says_what_was_not_done(self, only):
        def refuse(today):
            raise RuleError("test.no", "Không được vì thế.")

        only(refuse)
        with pytest.raises(CommandError, match="Not done: test"):
            call_command("daily_work")

    def test_every_piece_of_the_platform_can_be_done_twice(self, today):
        for work in [*portal_daily.WORK.values()] * 2:
            work(today)


@pytest.mark.django_db(transaction=True)
class TestWorker:
    """The command, in this process: its loop ends when the queue is empty."""

    @pytest.fixture(autouse=True)
    def _signals_stay(self, monkeypatch):
        monkeypatch.setattr(worker.Worker, "configure_signals", lambda self: None)

    def work(self):
        call_command("worker", until_empty=True)

    def test_it_does_what_waits_and_the_daily_work(self, job):
        self.work()
        assert set(Job.objects.values_list("state", flat=True)) == {Job.State.DONE}
        assert Job.objects.count() == 1 + len(portal_daily.WORK)

    def test_a_job_that_fails_does_not_stop_it(self):
        failing, good = ask(explode), ask()
        self.work()
        failing.refresh_from_db()
        good.refresh_from_db()
        assert (failing.state, good.state) == (Job.State.FAILED, Job.State.DONE)

    def test_it_takes_up_a_job_that_was_lost(self, job):
        DBTaskResult.objects.all().delete()
        self.work()
        job.refresh_from_db()
        assert job.state == Job.State.DONE
