"""The rosters of a commune's households: which there are, and what the office keeps of each."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction

from common.db import one_writer
from common.errors import BadInput, RuleError
from common.text import day, fold, nfc
from cooperatives.models import HouseholdRoster, RosterHousehold
from cooperatives.services.communes import chain_of
from places.models import Unit
from records.services import log
from records.snapshots import snapshot

MOST_HOUSEHOLDS = 2000  # of one roster at once
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
                known.save(update_fields=list(values))
                changed.append(known)
        if new or changed:
            named = [one for one in (*new, *changed) if one.name]
            log(
                chain=chain_of(roster.unit),
                action="cooperatives.households_recorded",
                subject=roster.key,
                by=by,
                data={
                    "new": [one.code for one in new],
                    "changed": [one.code for one in changed],
                },
                personal={one.person: {"name": one.name} for one in named} or None,
            )
    return Recorded(len(new), len(changed), len(clean) - len(new) - len(changed))


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
        fault = _fault(one, seen, today)
        if fault:
            findings.append({"place": place, "message": fault})
        seen.add(one.code)
        clean.append(one)
    if findings:
        raise HouseholdsRefused(findings)
    return clean


def _fault(line: Household, seen: set[str], today: datetime.date) -> str:
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
