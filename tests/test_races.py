"""What must hold when several people press at the same moment. PostgreSQL only: SQLite has one
writer by nature."""

import datetime
import threading
from decimal import Decimal
from uuid import uuid4

import pytest
from django.db import connection, transaction
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from common.errors import RuleError
from cooperatives.access import MANAGERS, has_role
from cooperatives.models import Membership
from cooperatives.services import add_member, end_membership
from labels.models import LabelRun
from portal.daily import WORK, ask_for_due
from products.models import Product
from products.services import Description, change_product
from records import jobs
from records.models import DailyWork, Job, LogEntry
from records.services import News, log, log_many
from records.verification import first_broken_link, stored_entries
from records.working import reap
from tests.tasks import count
from trace.models import Batch
from trace.services import (
    Input,
    Sold,
    labelled_packages,
    left_of_harvest,
    make_batch,
    print_labels,
    record_sale,
    sold_packages,
)

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


def together(*calls):
    """Run the calls at the same moment; what each raised, or None."""
    barrier, outcomes = threading.Barrier(len(calls)), [None] * len(calls)

    def run(number, call):
        try:
            connection.ensure_connection()
            barrier.wait(timeout=20)
            call()
        except RuleError as error:
            outcomes[number] = error.code
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=item) for item in enumerate(calls)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return outcomes


def pack(rice, harvest, lot, kilograms):
    return make_batch(
        product=rice,
        lot=lot,
        produced_on=timezone.localdate(),
        quantity=Decimal(50),
        unit="kg",
        inputs=[Input(harvest=harvest, quantity=Decimal(kilograms))],
        by="test",
        today=timezone.localdate(),
    )


def test_two_packers_cannot_share_the_last_kilogram(rice, harvest):
    outcomes = together(
        lambda: pack(rice, harvest, "L1", 600), lambda: pack(rice, harvest, "L2", 600)
    )
    assert sorted(map(str, outcomes)) == ["None", "trace.too_much"]
    assert left_of_harvest(harvest) == Decimal(400)


def test_two_people_cannot_take_the_same_lot(rice, harvest):
    outcomes = together(
        lambda: pack(rice, harvest, "L1", 10), lambda: pack(rice, harvest, "L1", 10)
    )
    assert sorted(map(str, outcomes)) == ["None", "trace.lot_taken"]
    assert Batch.objects.count() == 1


def test_many_prints_never_overrun_the_packages_by_one(rice, harvest):
    batch = pack(rice, harvest, "L1", 60)  # 10 packages

    def ask():
        print_labels(
            batch=batch,
            count=3,
            sheet="a4-24",
            by="test",
            request=uuid4(),
            today=timezone.localdate(),
        )

    outcomes = together(*[ask] * 8)
    assert outcomes.count(None) == 3
    assert labelled_packages(batch) == 9


def test_the_same_request_at_the_same_moment_is_one_run(rice, harvest):
    batch, request = pack(rice, harvest, "L1", 60), uuid4()

    def ask():
        print_labels(
            batch=batch,
            count=3,
            sheet="a4-24",
            by="test",
            request=request,
            today=timezone.localdate(),
        )

    assert together(ask, ask, ask) == [None, None, None]
    assert LabelRun.objects.count() == 1


def test_many_sellers_never_sell_more_than_there_is(rice, harvest):
    batch, today = pack(rice, harvest, "L1", 60), timezone.localdate()  # 10 packages

    def sell():
        record_sale(
            batch=batch,
            sold=Sold(packages=3, sold_on=today),
            by="test",
            request=uuid4(),
            today=today,
        )

    outcomes = together(*[sell] * 8)
    assert outcomes.count(None) == 3
    assert sold_packages(batch) == 9


def test_many_writers_make_one_whole_chain(coop):
    def write():
        with transaction.atomic():
            log(chain=coop.key, action="test.done", subject="test:1", by="test")

    together(*[write] * 8)
    assert LogEntry.objects.filter(action="test.done").count() == 8
    assert first_broken_link(stored_entries()) is None


def test_a_bulk_change_and_single_writers_make_whole_chains_together(coop, other_coop):
    """Few chains take a lock each, many shut the whole log; both beside single writers."""

    def write():
        with transaction.atomic():
            log(chain=coop.key, action="test.done", subject="test:1", by="test")

    def write_many(others):
        def write_many():
            chains = [other_coop.key, coop.key, *(f"test:{n}" for n in range(others))]
            with transaction.atomic():
                news = [News(chain, "test.done", "test:1") for chain in chains]
                log_many(news, by="test", request="bulk")

        return write_many

    outcomes = together(*[write] * 3, write_many(0), write_many(100), write_many(100))
    assert outcomes == [None] * 6
    assert LogEntry.objects.filter(chain=coop.key, action="test.done").count() == 6
    assert first_broken_link(stored_entries()) is None


def test_two_workers_do_a_job_once(coop):
    job = jobs.ask(kind="test", owner="test:1", by="user:1", total=1, task=count)
    done = []
    together(*[lambda: jobs.run(job.pk, lambda report: done.append(1))] * 4)
    assert done == [1]


def test_two_workers_ask_for_daily_work_once():
    together(*[ask_for_due] * 4)
    assert DailyWork.objects.count() == Job.objects.count() == len(WORK)


def test_two_who_look_after_killed_workers_take_a_job_up_once(coop):
    job = jobs.ask(kind="test", owner="test:1", by="user:1", total=1, task=count)
    long_ago = timezone.now() - datetime.timedelta(hours=1)
    Job.objects.filter(pk=job.pk).update(
        state=Job.State.RUNNING, attempts=1, heartbeat_at=long_ago, missed_since=long_ago
    )
    DBTaskResult.objects.update(status="RUNNING", started_at=long_ago)
    together(*[lambda: reap(timezone.now())] * 4)
    assert list(DBTaskResult.objects.values_list("status", flat=True).order_by("status")) == [
        "FAILED",
        "READY",
    ]


def test_one_of_two_who_change_a_row_hears_of_the_other(rice):
    def renamed(name):
        product = Product.objects.get(pk=rice.pk)
        said = Description(name=name, net_content=Decimal(5), content_unit="kg")
        return lambda: change_product(
            product=product, description=said, version=product.version, by="test"
        )

    outcomes = together(*[renamed(f"Gạo {number}") for number in range(4)])
    assert sorted(map(str, outcomes)) == ["None"] + ["accounts.changed_meanwhile"] * 3
    assert Product.objects.get().version == rice.version + 1
    assert LogEntry.objects.filter(action="products.product_changed").count() == 1


def test_the_last_two_managers_cannot_both_leave(coop, an, chi):
    add_member(organisation=coop, user=chi, role=Membership.Role.MANAGER, by="test")
    places = list(coop.memberships.select_related("user", "organisation"))
    outcomes = together(
        *[lambda place=place: end_membership(membership=place, by="test") for place in places]
    )
    assert sorted(map(str, outcomes)) == ["None", "cooperatives.last_manager"]
    assert [has_role(user, coop, *MANAGERS) for user in (an, chi)].count(True) == 1
