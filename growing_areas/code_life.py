"""The life of a growing-area code: which act leads from which state to which, and who does it.

One table, `ACTS`, says all of it. Granting, granting again, suspending and cancelling are acts
of Decision 3156/QĐ-BNN-TT (19/8/2022); monitoring, corrective action and restoring are how
offices keep export codes in order between them.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from common.text import gettext_noop

DRAFT, SUBMITTED, CHECKED = "draft", "submitted", "checked"
GRANTED, MONITORING, CORRECTIVE_ACTION = "granted", "monitoring", "corrective_action"
SUSPENDED, RESTORED, REVOKED = "suspended", "restored", "revoked"
CANCELLED, EXPIRED = "cancelled", "expired"

STATES = (
    *(DRAFT, SUBMITTED, CHECKED, GRANTED, MONITORING, CORRECTIVE_ACTION, SUSPENDED, RESTORED),
    *(REVOKED, CANCELLED, EXPIRED),
)
BEFORE_GRANTED = (DRAFT, SUBMITTED, CHECKED)
# A harvest may claim a code that is in one of these states on the harvest day.
VALID = (GRANTED, MONITORING, CORRECTIVE_ACTION, RESTORED)
# While a batch's code is in one of these states its labels are neither printed nor activated.
BARRING = (SUSPENDED, REVOKED)

HOLDER, OFFICE, PLATFORM = "holder", "office", "platform"

# What leads to a state without being an act of the procedure: an application is drawn up; a
# code is entered from its paper, and an office says that it never gave it.
APPLY, DECLARE, REFUSE = "apply", "declare", "refuse"
OUTSIDE = {
    APPLY: gettext_noop("lập hồ sơ xin cấp"),
    DECLARE: gettext_noop("ghi mã đã cấp trên giấy"),
    REFUSE: gettext_noop("không công nhận mã đã khai"),
}


@dataclass(frozen=True)
class Act:
    """One thing that can happen to a code.

    id: stable, for programs; name: what it is called; doers: who may do it, of HOLDER (the
    organisation's managers), OFFICE (the officers who hold the duty that day) and PLATFORM (the
    day itself); sources -> target: the states it leads from and to.
    needs_reason, needs_act_number, needs_deadline: what must be written with it; the deadline
    is the last day to put right what was found. A file may stand with every act.
    """

    id: str
    name: str
    doers: tuple[str, ...]
    sources: tuple[str, ...]
    target: str
    needs_reason: bool = False
    needs_act_number: bool = False
    needs_deadline: bool = False


_ACTS = (
    Act("submit", gettext_noop("nộp hồ sơ"), (HOLDER,), (DRAFT,), SUBMITTED),
    Act(
        "send_back",
        gettext_noop("trả lại hồ sơ"),
        (OFFICE,),
        (SUBMITTED, CHECKED),
        DRAFT,
        needs_reason=True,
    ),
    Act("check", gettext_noop("xác nhận đã kiểm tra"), (OFFICE,), (SUBMITTED,), CHECKED),
    Act(
        "grant",
        gettext_noop("cấp mã số"),
        (OFFICE,),
        (CHECKED,),
        GRANTED,
        needs_act_number=True,
    ),
    Act(
        "monitor",
        gettext_noop("đưa vào giám sát"),
        (OFFICE,),
        (GRANTED, RESTORED),
        MONITORING,
    ),
    Act(
        "require_correction",
        gettext_noop("yêu cầu khắc phục"),
        (OFFICE,),
        (GRANTED, MONITORING, RESTORED),
        CORRECTIVE_ACTION,
        needs_reason=True,
        needs_deadline=True,
    ),
    Act(
        "accept_correction",
        gettext_noop("công nhận đã khắc phục"),
        (OFFICE,),
        (CORRECTIVE_ACTION,),
        MONITORING,
    ),
    Act(
        "suspend",
        gettext_noop("đình chỉ"),
        (OFFICE,),
        VALID,
        SUSPENDED,
        needs_reason=True,
        needs_act_number=True,
    ),
    Act(
        "restore",
        gettext_noop("khôi phục"),
        (OFFICE,),
        (SUSPENDED,),
        RESTORED,
        needs_reason=True,
        needs_act_number=True,
    ),
    Act(
        "revoke",
        gettext_noop("thu hồi"),
        (OFFICE,),
        (*VALID, SUSPENDED, EXPIRED),
        REVOKED,
        needs_reason=True,
        needs_act_number=True,
    ),
    Act(
        "withdraw",
        gettext_noop("rút hồ sơ"),
        (HOLDER,),
        BEFORE_GRANTED,
        CANCELLED,
        needs_reason=True,
    ),
    Act(
        "cancel",
        gettext_noop("hủy theo đề nghị của tổ chức"),
        (OFFICE,),
        (*VALID, SUSPENDED),
        CANCELLED,
        needs_reason=True,
        needs_act_number=True,
    ),
    # What is suspended runs out too: restoring it would revive a code past its last day.
    Act("expire", gettext_noop("hết hạn"), (PLATFORM,), (*VALID, SUSPENDED), EXPIRED),
    Act(
        "grant_again",
        gettext_noop("cấp lại"),
        (OFFICE,),
        (EXPIRED, CANCELLED),
        GRANTED,
        needs_act_number=True,
    ),
)

ACTS: Mapping[str, Act] = MappingProxyType({act.id: act for act in _ACTS})
# What the acts are called, those outside the table too.
NAMES: Mapping[str, str] = MappingProxyType({act.id: act.name for act in _ACTS} | OUTSIDE)
GRANTING = ("grant", "grant_again")
# What the office does next with an application, by its state.
NEXT_OF_OFFICE = MappingProxyType({SUBMITTED: "check", CHECKED: "grant"})
# What helps a code on; the others take something away and are no button to press first.
HELPFUL = ("submit", "check", "grant", "monitor", "accept_correction", "restore", "grant_again")


def acts_from(state: str, *, granted_once: bool) -> tuple[Act, ...]:
    """What can happen next to a code in `state`, in the order of the table.

    granted_once: whether it was ever granted. A withdrawn application is cancelled too, but
    what was never granted cannot be granted again.

    >>> [act.id for act in acts_from("suspended", granted_once=True)]
    ['restore', 'revoke', 'cancel', 'expire']
    """
    return tuple(
        act
        for act in _ACTS
        if state in act.sources and (granted_once or act.id != "grant_again")
    )


def is_allowed(act: str, state: str, *, granted_once: bool) -> bool:
    """Whether `act` leads on from `state`."""
    return ACTS[act] in acts_from(state, granted_once=granted_once)


def bars_labels(states: Sequence[str]) -> bool:
    """Whether a code that went through `states`, oldest first, forbids labels at their end.

    Suspension and revocation do. Running out or being cancelled lifts neither: only restoring
    or granting again does, so that nobody waits for the last day and prints then.

    >>> bars_labels(["granted", "suspended", "expired"]), bars_labels(["granted", "expired"])
    (True, False)
    """
    lasting = [state for state in states if state not in (EXPIRED, CANCELLED)]
    return bool(lasting) and lasting[-1] in BARRING
