"""What needs this person now: one plain shape, one function with one query for each kind.

Each function reads at most MOST_COUNTED rows, so that the desk answers as quickly for an office
of a hundred thousand organisations as for one cooperative.
"""

import datetime
from collections.abc import Callable, Sequence

from django.conf import settings
from django.db.models import F, Q, QuerySet, Value
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext

from common.shown import day, moment, number
from cooperatives.access import WORKERS
from cooperatives.models import Certificate, MembershipInvitation, Organisation
from labels.models import LabelRun
from portal.code_needs import codes_at_the_office, expiring_codes, own_codes
from portal.field_needs import findings, own_inspections, unclosed_seasons
from portal.jobs import names_of_jobs
from portal.need_shapes import MOST_COUNTED, MOST_SHOWN, Asker, Line, Need, need_of
from portal.split_units import split_units
from portal.subjects import CERTIFICATES, page_of
from records.heartbeat import stalled_since
from records.models import DailyWork, Import, Job
from trace.models import Batch

CERTIFICATE_DAYS = 60  # before its last day its people and their office hear of it
# A file that could not be read is sent again; nobody needs to hear of it for ever.
FAILURES_SHOWN_FOR = datetime.timedelta(days=14)


def needs_of(asker: Asker) -> list[Need]:
    """All that waits for this person; kinds of which there is nothing are left out."""
    return [need for kind in KINDS if (need := kind(asker))]


def failed_prints(asker: Asker) -> Need | None:
    """Sheets of labels whose printing failed or stands still."""
    if not asker.standing.works:
        return None
    still = Q(job__state=Job.State.RUNNING, job__heartbeat_at__lt=stalled_since(asker.now))
    runs = LabelRun.objects.filter(
        Q(job__state=Job.State.FAILED) | still, organisation__in=asker.workplaces(*WORKERS)
    )
    found = list(runs.select_related("product", "job")[:MOST_COUNTED])
    return need_of(
        "failed",
        gettext_lazy("Tờ nhãn in không thành"),
        found,
        lambda run: Line(
            what=run.product.name,
            about=ngettext("%(count)s nhãn, %(at)s", "%(count)s nhãn, %(at)s", run.count)
            % {"count": number(run.count), "at": moment(run.created_at)},
            address=reverse("labels:run_detail", args=[run.pk]),
            state=run.job.get_state_display() if run.job.is_finished else _("Đứng lại"),
            tone="bad",
        ),
        gettext_lazy("Xem các việc không thành"),
        f"{reverse('portal:jobs')}?tinh-trang={Job.State.FAILED}",
    )


def failed_daily_work(asker: Asker) -> Need | None:
    """The platform's own work that failed, for administrators, who can have it done again."""
    if not asker.standing.is_administrator:
        return None
    # Not those that were asked for again: the piece of work has another job then.
    pieces = DailyWork.objects.filter(day__gte=asker.today - FAILURES_SHOWN_FOR)
    failed = Job.objects.filter(state=Job.State.FAILED, pk__in=pieces.values("job_id"))
    found = list(failed[:MOST_COUNTED])
    names = names_of_jobs(found[:MOST_SHOWN])
    return need_of(
        "failed",
        gettext_lazy("Việc hằng ngày không thành"),
        found,
        lambda job: Line(
            what=names[job.pk],
            about=moment(job.created_at),
            address=reverse("portal:job", args=[job.pk]),
            state=job.get_state_display(),
            tone="bad",
        ),
        gettext_lazy("Xem các việc không thành"),
        f"{reverse('portal:jobs')}?tinh-trang={Job.State.FAILED}",
    )


def unsold_batches(asker: Asker) -> Need | None:
    """Batches with packages left that are old or expire soon."""
    if not asker.standing.works:
        return None
    days = settings.UNSOLD_AFTER_DAYS
    batches = Batch.objects.filter(organisation__in=asker.workplaces(*WORKERS))
    due = batches.unsold(asker.today, days=days).select_related("product")
    soonest = F("expires_on").asc(nulls_last=True)
    found = list(due.order_by(soonest, "produced_on", "pk")[:MOST_COUNTED])
    return need_of(
        "unsold",
        gettext_lazy("Lô hàng chưa bán hết"),
        found,
        lambda batch: Line(
            what=f"{batch.lot} · {batch.product.name}",
            about=ngettext("còn %(left)s gói", "còn %(left)s gói", batch.packages - batch.sold)
            % {"left": number(batch.packages - batch.sold)},
            address=reverse("trace:batch_detail", args=[batch.pk]),
            state=_unsold_state(batch, asker.today, days),
            tone="wait",
        ),
        gettext_lazy("Xem các lô hàng"),
        reverse("trace:batch_list"),
    )


def _unsold_state(batch: Batch, today: datetime.date, days: int) -> str:
    if batch.expires_on and batch.expires_on <= today + datetime.timedelta(days=days):
        return pgettext("lô hàng", "hạn %(day)s") % {"day": day(batch.expires_on)}
    return pgettext("lô hàng", "làm ngày %(day)s") % {"day": day(batch.produced_on)}


def applications(asker: Asker) -> Need | None:
    """Organisations that wait for this officer to confirm them."""
    if not (asker.standing.is_administrator or "registry" in asker.standing.duties):
        return None
    waiting = Organisation.objects.waiting_for(asker.user, asker.today)
    found = list(waiting.select_related("unit")[:MOST_COUNTED])
    return need_of(
        "applications",
        gettext_lazy("Tổ chức chờ xác nhận"),
        found,
        lambda organisation: Line(
            what=organisation.name,
            about=organisation.unit.full_name,
            address=reverse("cooperatives:application", args=[organisation.pk]),
            state=pgettext("tổ chức", "chờ từ %(day)s")
            % {"day": day(timezone.localdate(organisation.state_at))},
            tone="wait",
        ),
        gettext_lazy("Xem các tổ chức chờ xác nhận"),
        reverse("cooperatives:applications"),
    )


def open_invitations(asker: Asker) -> Need | None:
    """Whom this person invited and who has not answered: to be asked again in time."""
    if not (asker.standing.works or asker.standing.is_officer):
        return None
    mine = MembershipInvitation.objects.open(asker.now).filter(invited_by=asker.user)
    found = list(mine.select_related("organisation").order_by("expires_at")[:MOST_COUNTED])
    return need_of(
        "invitations",
        gettext_lazy("Lời mời chưa được nhận"),
        found,
        lambda invitation: Line(
            what=invitation.full_name,
            about=invitation.organisation.name,
            address=reverse("cooperatives:invitation", args=[invitation.pk]),
            state=pgettext("lời mời", "hết hạn %(day)s")
            % {"day": day(timezone.localdate(invitation.expires_at))},
        ),
        gettext_lazy("Xem các tổ chức"),
        reverse("cooperatives:list"),
    )


def unfinished_imports(asker: Asker) -> Need | None:
    """Files this person sent that are not brought in: to match, correct or go on with."""
    states = Import.State
    waiting = Q(state__in=[states.UPLOADED, states.MAPPED, states.CHECKED])
    stopped = Q(state__in=[states.APPLYING, states.UNDOING], job__state=Job.State.FAILED) | Q(
        state=states.FAILED, created_at__gte=asker.now - FAILURES_SHOWN_FOR
    )
    mine = Import.objects.filter(waiting | stopped, by=asker.user.key)
    found = list(mine.select_related("document").order_by("-pk")[:MOST_COUNTED])
    return need_of(
        "imports",
        gettext_lazy("Tệp chưa nhập xong"),
        found,
        lambda source: Line(
            what=source.document.name if source.document else source.get_state_display(),
            about=moment(source.created_at),
            address=reverse("portal:import_detail", args=[source.pk]),
            state=ngettext("%(count)s dòng lỗi", "%(count)s dòng lỗi", source.error)
            % {"count": number(source.error)}
            if source.error
            else source.get_state_display(),
            tone="bad" if source.error or source.state == states.FAILED else "wait",
        ),
        gettext_lazy("Xem các lần nhập"),
        reverse("portal:imports"),
    )


def own_applications(asker: Asker) -> Need | None:
    """Organisations of this person that their commune has not confirmed."""
    if not asker.standing.works:
        return None
    mine = Organisation.objects.filter(pk__in=asker.workplaces(*WORKERS))
    found = list(mine.exclude(state=Organisation.State.CONFIRMED)[:MOST_COUNTED])
    declined = Organisation.State.DECLINED
    return need_of(
        "application",
        gettext_lazy("Tổ chức chưa được xác nhận"),
        found,
        lambda organisation: Line(
            what=organisation.name,
            about=organisation.state_reason
            or _("Vẫn ghi được mọi thứ; in nhãn thì chờ xã, phường xác nhận."),
            address=reverse("cooperatives:detail", args=[organisation.pk]),
            state=organisation.get_state_display(),
            tone="bad" if organisation.state == declined else "wait",
        ),
        gettext_lazy("Xem tổ chức của bạn"),
        reverse("cooperatives:list"),
    )


def expiring_certificates(asker: Asker) -> Need | None:
    """Certificates that end within CERTIFICATE_DAYS and were not renewed: of one's own
    organisations, and of an officer's territory."""
    if not (asker.standing.works or asker.standing.is_officer):
        return None
    parts = [_expiring(word, kind, asker) for word, kind in CERTIFICATES.items()]
    found = list(parts[0].union(*parts[1:], all=True).order_by("valid_to")[:MOST_COUNTED])
    return need_of(
        "certificates",
        gettext_lazy("Giấy chứng nhận sắp hết hạn"),
        found,
        _certificate_line,
        gettext_lazy("Xem các tổ chức"),
        reverse("cooperatives:list"),
    )


def _expiring(word: str, kind: type[Certificate], asker: Asker) -> QuerySet:
    rows = kind.rows().visible_to(asker.user).expiring(asker.today, CERTIFICATE_DAYS)
    owner = kind.owner_field
    return rows.order_by().values_list(
        Value(word), f"{owner}_id", f"{owner}__name", "kind", "other_kind", "number", "valid_to"
    )


def _certificate_line(row: tuple) -> Line:
    word, owner, name, kind, other_kind, paper_number, valid_to = row
    last_day = valid_to - datetime.timedelta(days=1)
    return Line(
        what=f"{other_kind or Certificate.Kind(kind).label} {paper_number}",
        about=name,
        address=page_of(f"{word}:{owner}"),
        state=pgettext("giấy chứng nhận", "đến hết %(day)s") % {"day": day(last_day)},
        tone="wait",
    )


def split_places(asker: Asker) -> Need | None:
    """Records of split units that wait for this officer to say where they belong."""
    if not (asker.standing.is_administrator or "registry" in asker.standing.duties):
        return None
    return need_of(
        "split",
        gettext_lazy("Hồ sơ của xã, phường đã chia"),
        split_units(asker.user, asker.today)[:MOST_COUNTED],
        lambda split: Line(
            what=split.unit.full_name,
            about=ngettext("%(count)s hồ sơ", "%(count)s hồ sơ", split.waiting)
            % {"count": number(split.waiting)},
            address=reverse("portal:split_unit", args=[split.unit.pk]),
        ),
        gettext_lazy("Xem các xã, phường đã chia"),
        reverse("portal:split_units"),
    )


# In the order of the page: what is broken, what waits for a decision, what is due.
KINDS: Sequence[Callable[[Asker], Need | None]] = [
    failed_prints,
    failed_daily_work,
    own_applications,
    own_codes,
    applications,
    codes_at_the_office,
    split_places,
    findings,
    own_inspections,
    unfinished_imports,
    expiring_certificates,
    expiring_codes,
    open_invitations,
    unclosed_seasons,
    unsold_batches,
]
