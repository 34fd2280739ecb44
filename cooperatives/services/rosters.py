"""The rosters of a commune's households: which there are, and what the office keeps of each."""

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import uuid4

from django.db import transaction

from accounts.editing import hold_as_seen
from common.db import one_writer
from common.errors import BadInput, RuleError
from common.text import day, fold, nfc
from cooperatives.models import HouseholdRoster, RosterHousehold
from cooperatives.services.communes import chain_of
from places.models import Unit
from records.documents import Upload, attached
from records.services import News, erase_person, log, log_many
from records.snapshots import snapshot

MOST_HOUSEHOLDS = 2000  # of one roster at once
DONE = {"made": "recorded", "changed": "changed", "removed": "removed"}
LONGEST = {"code": 40, "what": 200, "name": 150}


@dataclass(frozen=True)
class Household:
    """One line of a roster. name: only with `consent_on`, the day it agreed to be named."""

    code: str
    what: str
    name: str = ""
    consent_on: datetime.date | None = None


@dataclass(frozen=True)
class Recorded:
    """How many households of what was sent were new, changed, or as before."""

    new: int
    changed: int
    same: int


class HouseholdsRefused(BadInput):
    """Some lines cannot be taken, and so none was; `findings` has each with its place."""

    def __init__(self, findings: Sequence[dict[str, object]]):
        told = " ".join(f"(dòng {one['place']}) {one['message']}" for one in findings[:20])
        super().__init__(
            "cooperatives.households_refused",
            f"Chưa lưu hộ nào: {len(findings)} dòng có lỗi. {told}",
            field="lines",
        )
        self.findings = tuple(findings)


def make_roster(
    *, unit: Unit, kind: str, counted_on: datetime.date, by: str, today: datetime.date
) -> HouseholdRoster:
    """Begin a roster of a commune's households as counted on a day.

    Raises BadInput "cooperatives.roster_in_future"; RuleError "cooperatives.roster_known".
    """
    if counted_on > today:
        raise BadInput(
            "cooperatives.roster_in_future",
            f"Ngày {day(counted_on)} chưa đến. Hãy ghi ngày đã đếm các hộ.",
            field="counted_on",
        )
    with transaction.atomic():
        one_writer(f"cooperatives.rosters:{unit.pk}")
        if unit.household_rosters.filter(kind=kind, counted_on=counted_on).exists():
            raise RuleError(
                "cooperatives.roster_known",
                f"{unit.full_name} đã có danh sách loại này tính đến ngày {day(counted_on)}. "
                "Hãy mở danh sách đó để ghi thêm hộ.",
                field="counted_on",
            )
        roster = HouseholdRoster.objects.create(unit=unit, kind=kind, counted_on=counted_on)
        _log(roster, "roster_made", by)
    return roster


def record_households(
    *,
    roster: HouseholdRoster,
    households: Sequence[Household],
    by: str,
    today: datetime.date,
) -> Recorded:
    """Add the households that `roster` has not yet and correct those that differ, by code.

    The same lines sent again change nothing, and what they do not mention stays: a household
    without a line, and the name of one whose line has none.
    Raises HouseholdsRefused with every line that cannot be taken.
    """
    clean = _checked(households, today)
    with transaction.atomic():
        one_writer(roster.key)
        standing = {one.code: one for one in roster.households.all()}
        new, changed = [], []
        for line in clean:
            known = standing.get(line.code)
            values: dict[str, object] = {
                "what": line.what,
                "folded": fold(f"{line.code} {line.what}"),
            }
            if line.name:
                values |= {"name": line.name, "consent_on": line.consent_on}
            if known is None:
                new.append(
                    RosterHousehold.objects.create(roster=roster, code=line.code, **values)
                )
            elif any(getattr(known, name) != value for name, value in values.items()):
                for name, value in values.items():
                    setattr(known, name, value)
                known.version += 1
                known.save(update_fields=[*values, "version"])
                changed.append(known)
        if new or changed:
            told = {"new": new, "changed": changed}
            sent = News(
                chain_of(roster.unit),
                "cooperatives.households_recorded",
                roster.key,
                {what: [one.code for one in rows] for what, rows in told.items()},
            )
            each = [news_of_household(one, "made") for one in new]
            each += [news_of_household(one, "changed") for one in changed]
            log_many([*each, sent], by=by, request=str(uuid4()))
    return Recorded(len(new), len(changed), len(clean) - len(new) - len(changed))


def change_household(
    *,
    household: RosterHousehold,
    line: Household,
    version: int,
    by: str,
    today: datetime.date,
    document: Upload | None = None,
) -> RosterHousehold:
    """Put a household, as read at `version`, right; its code stays, whatever `line` says.

    document: the paper by which it agreed to be named; without one the old paper stays. A name
    that is taken away takes the consent with it, and what the log says of the name becomes
    unreadable: the household may be named again in a later roster only.
    Raises BadInput "cooperatives.household_refused",
    "cooperatives.paper_without_name"; ChangedMeanwhile "accounts.changed_meanwhile".
    """
    clean = Household(household.code, nfc(line.what), nfc(line.name), line.consent_on)
    fault = fault_of(clean, set(), today)
    if fault:
        field = "what" if not clean.what else "consent_on"
        raise BadInput("cooperatives.household_refused", fault, field=field)
    if document is not None and not clean.name:
        raise BadInput(
            "cooperatives.paper_without_name",
            f"Giấy đồng ý chỉ kèm khi có tên. Hãy ghi tên chủ hộ {household.code}.",
            field="document",
        )
    with transaction.atomic():
        one_writer(household.roster.key)
        hold_as_seen(household, version)
        withdrawn = bool(household.name) and not clean.name
        household.what, household.name = clean.what, clean.name
        household.folded = fold(f"{household.code} {clean.what}")
        household.consent_on = clean.consent_on if clean.name else None
        if document is not None:
            household.consent_document = attached(owner=household.key, file=document, by=by)
        if not clean.name:
            household.consent_document = None
        household.save()
        if withdrawn:
            erase_person(person=household.person, by=by)
        log_many([news_of_household(household, "changed")], by=by, request="")
    return household


def news_of_household(
    household: RosterHousehold, what: str, more: Mapping[str, object] | None = None
) -> News:
    """What the log says of a household, its name sealed; what: "made", "changed", "removed"."""
    name = {"name": household.name}
    return News(
        chain=chain_of(household.roster.unit),
        action=f"cooperatives.household_{DONE[what]}",
        subject=household.key,
        data=more,
        state=snapshot(household, leave_out={"name", "folded", "version"}),
        personal={household.person: name} if household.name else None,
    )


def _checked(households: Sequence[Household], today: datetime.date) -> list[Household]:
    """The lines with their texts put right. Raises HouseholdsRefused."""
    findings: list[dict[str, object]] = []
    seen: set[str] = set()
    clean = []
    if len(households) > MOST_HOUSEHOLDS:
        said = f"Mỗi lần nhận nhiều nhất {MOST_HOUSEHOLDS} hộ. Hãy chia thành nhiều lần."
        raise BadInput("cooperatives.too_many_households", said, field="lines")
    for place, line in enumerate(households, start=1):
        one = Household(nfc(line.code), nfc(line.what), nfc(line.name), line.consent_on)
        fault = fault_of(one, seen, today)
        if fault:
            findings.append({"place": place, "message": fault})
        seen.add(one.code)
        clean.append(one)
    if findings:
        raise HouseholdsRefused(findings)
    return clean


def fault_of(line: Household, seen: set[str], today: datetime.date) -> str:
    """What is wrong with a line, as a sentence; empty for nothing. seen: codes before it."""
    if not line.code:
        return "Chưa có mã hộ. Hãy ghi mã ở cột đầu."
    if line.code in seen:
        return f"Mã hộ {line.code} đã có ở dòng trên. Hãy bỏ bớt một dòng."
    if not line.what:
        return f"Hộ {line.code} chưa ghi sản xuất, kinh doanh gì."
    if line.name and line.consent_on is None:
        return (
            f"Hộ {line.code} có tên mà chưa có ngày đồng ý nêu tên. "
            "Hãy ghi ngày đồng ý, hoặc để trống tên."
        )
    if line.consent_on is not None and line.consent_on > today:
        return f"Hộ {line.code}: ngày đồng ý {day(line.consent_on)} chưa đến. Hãy xem lại ngày."
    for name, most in LONGEST.items():
        if len(getattr(line, name)) > most:
            return f"Hộ {line.code}: có ô dài quá {most} ký tự. Hãy viết ngắn hơn."
    return ""


def _log(roster: HouseholdRoster, what: str, by: str) -> None:
    log(
        chain=chain_of(roster.unit),
        action=f"cooperatives.{what}",
        subject=roster.key,
        by=by,
        state=snapshot(roster),
    )
