"""Who may decide about growing-area codes."""

import datetime

from django.contrib.auth.models import AnonymousUser
from django.db.models import Q
from django.db.models.functions import Coalesce
from django.http import HttpRequest

from accounts.access import has_duty, ids_in, key_of, territory_of
from accounts.models import OfficerDuty, User
from common.errors import NotAllowed
from common.shown import vietnamese
from cooperatives.access import MANAGERS, has_role, is_of, refuse_two_hats, require
from cooperatives.models import Organisation
from growing_areas.code_life import HOLDER, OFFICE, Act, acts_from
from growing_areas.models import GrowingArea, GrowingAreaCode, ProcedureRule
from growing_areas.models.areas import GrowingAreaQuerySet
from places.models import Unit, UnitQuerySet

Office = ProcedureRule.Office
LEVELS: dict[int, Office] = {
    Unit.Level.COMMUNE: Office.COMMUNE,
    Unit.Level.PROVINCE: Office.PROVINCE,
}


def may_decide(user: User | AnonymousUser, area: GrowingArea, on: datetime.date) -> bool:
    """Whether this person may change the states of codes of `area`: its officer for codes."""
    duty = OfficerDuty.Duty.GROWING_AREA_CODES
    return user.is_superuser or has_duty(user, duty, area.place, on)


def refuse_to_be_both(
    user: User | AnonymousUser, organisation: Organisation, on: datetime.date
) -> None:
    """Raise NotAllowed when this person approves codes where the organisation grows, and prints
    its labels: asked before either is done."""
    places = organisation.growing_areas.values_list(Coalesce("successor", "unit"), flat=True)
    refuse_two_hats(user, organisation, places.order_by().distinct(), on)


def offices_for(
    user: User | AnonymousUser, area: GrowingArea, on: datetime.date
) -> frozenset[str]:
    """The levels of the offices for which this person holds the duty of codes of `area`:
    values of ProcedureRule.Office; an administrator has both."""
    if user.is_superuser:
        return frozenset(LEVELS.values())
    if not isinstance(user, User):
        return frozenset()
    duty = OfficerDuty.Duty.GROWING_AREA_CODES
    posts = OfficerDuty.objects.of(user).on(on).filter(duty=duty).select_related("unit")
    return frozenset(
        LEVELS[post.unit.level]
        for post in posts
        if post.unit.level in LEVELS
        and Unit.objects.territory_of([post.unit_id]).filter(pk=area.place.pk).exists()
    )


def acts_open_to(
    user: User | AnonymousUser, code: GrowingAreaCode, on: datetime.date
) -> list[Act]:
    """What this person may do with `code` next, in the order of the table."""
    offices = offices_for(user, code.area, on)
    manages = has_role(user, code.area.organisation, *MANAGERS)
    if not offices and not manages:
        return []
    try:
        refuse_to_be_both(user, code.area.organisation, on)
    except NotAllowed:
        return []
    return [
        act
        for act in acts_from(code.state_on(on), granted_once=code.granted_once)
        if (manages and HOLDER in act.doers)
        or (offices and OFFICE in act.doers and _holds(offices, act, code, on))
    ]


def _holds(offices: frozenset[str], act: Act, code: GrowingAreaCode, on: datetime.date) -> bool:
    """Whether one of `offices` is the one that `act` is for; any where no rule says so."""
    rule = ProcedureRule.objects.of(act.id, code.scope, on)
    return rule is None or rule.office == Office.EITHER or rule.office in offices


def require_actor(
    user: User | AnonymousUser, code: GrowingAreaCode, act: Act, on: datetime.date
) -> None:
    """Raise NotAllowed unless this person is one who does `act`: for the holder a manager, for
    the office an officer for codes at the level that the rule of `on` names."""
    area = code.area
    if HOLDER in act.doers:
        require(user, area.organisation, *MANAGERS)
    elif OFFICE in act.doers:
        require_decider(user, area, on)
        _require_office(user, code, act, on)
    else:
        raise NotAllowed(
            "growing_areas.act_of_the_day",
            f"Hệ thống tự ghi việc “{act.name}” khi đến ngày. Không ai ghi thay được.",
        )
    refuse_to_be_both(user, area.organisation, on)


def _require_office(
    user: User | AnonymousUser, code: GrowingAreaCode, act: Act, on: datetime.date
) -> None:
    if _holds(offices_for(user, code.area, on), act, code, on):
        return
    rule = ProcedureRule.objects.of(act.id, code.scope, on)
    assert rule is not None
    raise NotAllowed(
        "growing_areas.another_office_decides",
        f"Việc “{act.name}” do cán bộ mã số cấp {vietnamese(Office(rule.office).label)} làm "
        f"(căn cứ: {rule.basis}). Hãy chuyển cho cơ quan đó.",
    )


def require_decider(user: User | AnonymousUser, area: GrowingArea, on: datetime.date) -> None:
    """Raise NotAllowed unless `may_decide`, or for somebody who prints the labels too."""
    if not may_decide(user, area, on):
        raise NotAllowed(
            "growing_areas.not_an_officer_for_codes",
            f"Bạn xem được vùng trồng {area.name} nhưng không đổi được trạng thái mã số: việc "
            "này của cán bộ phụ trách mã số vùng trồng nơi đó. Hãy liên hệ cơ quan cấp mã.",
        )
    refuse_to_be_both(user, area.organisation, on)


def may_export(user: User | AnonymousUser, area: GrowingArea, on: datetime.date) -> bool:
    """Whether this person may take exact outlines out: a manager or officer for codes."""
    return has_role(user, area.organisation, *MANAGERS) or may_decide(user, area, on)


def require_exporter(user: User | AnonymousUser, area: GrowingArea, on: datetime.date) -> None:
    """Raise NotAllowed unless `may_export`."""
    if not may_export(user, area, on):
        raise NotAllowed(
            "growing_areas.not_an_exporter",
            f"Bạn xem được vùng trồng {area.name} nhưng không tải tệp thửa về được: việc này "
            "của người quản lý tổ chức và cán bộ mã số nơi đó. Hãy nhờ người quản lý.",
        )


def require_same_person(request: HttpRequest) -> None:
    """Raise NotAllowed when what was written on a phone is sent under another's sign-in.

    The outbox of a phone (static/growing_areas/outbox.js) names the person who wrote; two
    people may share the phone. Other programs leave the header out.
    """
    wrote = request.headers.get("X-Field-Person", "")
    if wrote and wrote != key_of(request.user):
        raise NotAllowed(
            "growing_areas.other_person",
            "Việc này do người khác ghi trên máy này. Người đã ghi phải đăng nhập thì mới gửi.",
        )


def may_inspect(user: User | AnonymousUser, area: GrowingArea, on: datetime.date) -> bool:
    """Whether this person may inspect `area`: its officer for inspections, and not one of the
    organisation's own people."""
    if is_of(user, area.organisation):
        return False
    duty = OfficerDuty.Duty.INSPECTION
    return user.is_superuser or has_duty(user, duty, area.place, on)


def require_inspector(user: User | AnonymousUser, area: GrowingArea, on: datetime.date) -> None:
    """Raise NotAllowed unless `may_inspect`."""
    _refuse_own(user, area)
    if not may_inspect(user, area, on):
        raise NotAllowed(
            "growing_areas.not_an_inspector",
            f"Bạn xem được vùng trồng {area.name} nhưng không kiểm tra được: việc này của cán "
            "bộ có nhiệm vụ kiểm tra nơi đó. Hãy liên hệ Ủy ban nhân dân xã, phường.",
        )


def may_judge(user: User | AnonymousUser, area: GrowingArea, on: datetime.date) -> bool:
    """Whether this person plans inspections of `area`, writes findings down and closes them:
    its officers for inspections and for codes, but none of the organisation's own people."""
    return may_inspect(user, area, on) or (
        may_decide(user, area, on) and not is_of(user, area.organisation)
    )


def require_judge(user: User | AnonymousUser, area: GrowingArea, on: datetime.date) -> None:
    """Raise NotAllowed unless `may_judge`."""
    _refuse_own(user, area)
    if not may_judge(user, area, on):
        raise NotAllowed(
            "growing_areas.not_a_judge",
            f"Bạn xem được vùng trồng {area.name} nhưng không làm được việc này: việc này của "
            "cán bộ kiểm tra và cán bộ mã số nơi đó. Hãy liên hệ Ủy ban nhân dân xã, phường.",
        )


def _refuse_own(user: User | AnonymousUser, area: GrowingArea) -> None:
    if is_of(user, area.organisation):
        raise NotAllowed(
            "growing_areas.own_area",
            f"Bạn là người của {area.organisation.name} nên không tự kiểm tra vùng trồng của "
            "tổ chức mình được. Hãy nhờ một cán bộ khác.",
        )


def judged_by(user: User | AnonymousUser, on: datetime.date) -> UnitQuerySet:
    """The units where this person plans inspections and judges findings."""
    if user.is_superuser:
        return Unit.objects.all()
    here = [
        territory_of(user, on, duty).order_by().values("pk")
        for duty in (OfficerDuty.Duty.INSPECTION, OfficerDuty.Duty.GROWING_AREA_CODES)
    ]
    return Unit.objects.filter(Q(pk__in=here[0]) | Q(pk__in=here[1]))


def areas_judged_by(user: User | AnonymousUser, on: datetime.date) -> GrowingAreaQuerySet:
    """The areas whose inspections this person plans."""
    if user.is_superuser:
        return GrowingArea.objects.all()
    there = ids_in(judged_by(user, on), GrowingArea.objects.all())
    return GrowingArea.objects.filter(pk__in=there[0].union(*there[1:]))


def require_planner(user: User | AnonymousUser, on: datetime.date) -> None:
    """Raise NotAllowed unless this person plans inspections anywhere."""
    if not judged_by(user, on).exists():
        raise NotAllowed(
            "growing_areas.not_a_planner",
            "Kế hoạch kiểm tra là việc của cán bộ kiểm tra và cán bộ mã số vùng trồng. "
            "Hãy liên hệ Ủy ban nhân dân xã, phường.",
        )


def offices_with_inputs(user: User | AnonymousUser, on: datetime.date) -> UnitQuerySet:
    """The units in force on `on` whose list of inputs this person may bring in: those whose
    office they are an officer of for codes; an administrator for every commune and province."""
    units = Unit.objects.on(on).filter(level__in=(Unit.Level.PROVINCE, Unit.Level.COMMUNE))
    if user.is_superuser:
        return units
    if not isinstance(user, User):
        return units.none()
    posts = OfficerDuty.objects.of(user).on(on)
    mine = posts.filter(duty=OfficerDuty.Duty.GROWING_AREA_CODES).order_by()
    return units.filter(pk__in=mine.values("unit_id"))


def require_input_keeper(user: User | AnonymousUser, on: datetime.date) -> UnitQuerySet:
    """The units of `offices_with_inputs`; raises NotAllowed when there are none."""
    offices = offices_with_inputs(user, on)
    if not offices.exists():
        raise NotAllowed(
            "growing_areas.not_an_input_keeper",
            "Nhập danh mục vật tư là việc của cán bộ phụ trách mã số vùng trồng của xã, tỉnh. "
            "Hãy liên hệ cơ quan quản lý mã số.",
        )
    return offices
