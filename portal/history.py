"""The history of a thing for a reader: who may see what of it, and in which words."""

import datetime
import re
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.http import Http404
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from common import shown
from cooperatives.access import has_role
from cooperatives.keeping import may_keep
from cooperatives.models import Membership, Organisation
from growing_areas import code_life
from growing_areas.models import CodeApplication, CodeState, Crop, GrowingAreaCode
from places.models import Unit
from portal.history_words import ACTIONS, DETAILS, SYSTEM
from portal.subjects import KINDS, names_of, page_of, visible_keys, visible_subject
from records.history import (
    Change,
    Happening,
    Standing,
    Unreadable,
    details_of,
    history_of,
    state_on,
)
from records.models import Document, LogEntry

# What details of entries hold as codes.
CODES = dict(
    [
        *Membership.Role.choices,
        *CodeState.State.choices,
        *((act, gettext_lazy(name)) for act, name in code_life.NAMES.items()),
    ]
)
# Whose snapshots stand in the entries of another thing, beside its own.
PARTS: dict[type[models.Model], tuple[type[models.Model], ...]] = {
    GrowingAreaCode: (CodeApplication,)
}
EMPTY: tuple[Any, ...] = (None, "", [], {})
UNITS = dict(shown.UNIT_CHOICES)
PERSON = re.compile(r"user:(\d+)")

NOTHING = "–"  # what stands for a value that is not there


@dataclass(frozen=True)
class Subject:
    """A thing whose history the reader may see. with_personal: personal values in it too."""

    key: str
    thing: models.Model
    with_personal: bool

    @property
    def page(self) -> str:
        """The address of its page, empty where it has none."""
        return page_of(self.key)


@dataclass(frozen=True)
class Line:
    """One value in words: of which field, from what, to what."""

    field: str
    before: str
    after: str


@dataclass(frozen=True)
class Told:
    """One happening in words. request: the id of a bulk change, or empty."""

    at: datetime.datetime
    by: str
    what: str
    lines: list[Line]
    details: list[tuple[str, str]]
    request: str

    @property
    def is_beginning(self) -> bool:
        """Whether there was nothing before, so that only what came is worth showing."""
        return all(line.before == NOTHING for line in self.lines)


@dataclass(frozen=True)
class Row:
    """One thing of a bulk change."""

    at: datetime.datetime
    by: str
    what: str
    key: str
    name: str


def visible_history(user: User | AnonymousUser, key: str) -> Subject:
    """The thing that `key` names, when `user` may see it; else Http404.

    Who sees a thing sees its history; personal values in it only who belongs to the
    organisation, or keeps its records in the office of its commune.
    """
    thing = visible_subject(key, user)
    if thing is None:
        raise Http404
    organisation = _organisation_of(thing)
    inside = organisation is not None and (
        has_role(user, organisation, *Membership.Role)
        or may_keep(user, organisation, timezone.localdate())
    )
    return Subject(key, thing, with_personal=inside)


def _organisation_of(thing: models.Model) -> Organisation | None:
    if isinstance(thing, Organisation):
        return thing
    owner = getattr(thing, "organisation", None) or getattr(
        getattr(thing, "area", None), "organisation", None
    )
    return owner if isinstance(owner, Organisation) else None


def happenings(subject: Subject) -> list[Happening]:
    """Everything that happened to it, newest first."""
    return history_of(subject.key, with_personal=subject.with_personal)


def standing(subject: Subject, day: datetime.date) -> Standing | None:
    """How it stood at the end of `day` in Việt Nam."""
    end = datetime.datetime.combine(
        day + datetime.timedelta(days=1), datetime.time(), timezone.get_current_timezone()
    )
    just_before = end - datetime.timedelta(microseconds=1)
    return state_on(subject.key, just_before, with_personal=subject.with_personal)


def visible_entries(user: User | AnonymousUser, request: str) -> models.QuerySet[LogEntry]:
    """The entries of one bulk change about things that `user` may see; else Http404."""
    entries = LogEntry.objects.filter(request=request).order_by("at", "pk")
    keys = set(entries.order_by().values_list("subject", flat=True)) if request else set()
    seen = visible_keys(keys, user)
    if not seen:
        raise Http404
    return entries if seen == keys else entries.filter(subject__in=seen)


# --- words ----------------------------------------------------------------------------------


def in_words(happened: Iterable[Happening], model: type[models.Model]) -> list[Told]:
    """Happenings of a thing of `model` in words of the page's language."""
    wanted = list(happened)
    speaker = _Speaker(model, [one.entry for one in wanted])
    return [
        Told(
            at=one.entry.at,
            by=speaker.person(one.entry.by),
            what=action_in_words(one.entry.action),
            # That a field was left empty from the start is no news.
            lines=[speaker.line(change) for change in one.changes if _is_news(change)],
            details=speaker.details(one.data),
            request=one.entry.request,
        )
        for one in wanted
    ]


def _is_news(change: Change) -> bool:
    return not (change.before in EMPTY and change.after in EMPTY)


def standing_in_words(stood: Standing, model: type[models.Model]) -> list[Line]:
    """Every field as it stood, in words; `before` is empty."""
    speaker = _Speaker(model, [stood.entry])
    changes = [Change(field, None, value) for field, value in stood.state.items()]
    changes += [
        Change(field, None, value, person)
        for person, values in stood.personal.items()
        for field, value in values.items()
    ]
    return [speaker.line(change) for change in changes]


def happenings_in(entries: Iterable[LogEntry]) -> list[Happening]:
    """Entries about several things, without what changed in each: their details only."""
    return [Happening(entry, (), details_of(entry)) for entry in entries]


def rows_in_words(entries: Iterable[LogEntry]) -> list[Row]:
    """The entries of a bulk change, each with the thing it was about."""
    wanted = list(entries)
    names = people(wanted)
    things = names_of({entry.subject for entry in wanted})
    return [
        Row(
            at=entry.at,
            by=name_of(entry.by, names),
            what=action_in_words(entry.action),
            key=entry.subject,
            name=things.get(entry.subject, entry.subject),
        )
        for entry in wanted
    ]


def action_in_words(action: str) -> str:
    """What was done: "Sửa sản phẩm"; the code itself for what has no words yet."""
    return str(ACTIONS.get(action, action))


def people(entries: Iterable[LogEntry]) -> dict[str, str]:
    """The names of everybody whom entries speak of, by key; one query."""
    return people_named(f"{entry.by} {entry.data}" for entry in entries)


def people_named(texts: Iterable[str]) -> dict[str, str]:
    """The names of everybody whose key stands in `texts`, by key; one query."""
    numbers = {int(number) for number in PERSON.findall(" ".join(texts))}
    return {user.key: str(user) for user in User.objects.filter(pk__in=numbers)}


def name_of(by: str, names: dict[str, str]) -> str:
    """Who did it: a person by name, a command or the system by what it is."""
    if by in names:
        return names[by]
    if by.startswith("user:"):
        return _("người đã rời hệ thống")
    return str(SYSTEM)


class _Speaker:
    """Says fields and values of one kind of thing; reads what it needs once."""

    def __init__(self, model: type[models.Model], entries: list[LogEntry]):
        self._model = model
        self._people = people(entries)

    def person(self, key: str) -> str:
        return name_of(key, self._people)

    def line(self, change: Change) -> Line:
        field = self._field(change.field)
        return Line(
            self._word(change.field, field),
            self._value(change.before, field),
            self._value(change.after, field),
        )

    def details(self, data: dict[str, Any]) -> list[tuple[str, str]]:
        """What an entry says besides, of the parts that have words."""
        return [
            (str(DETAILS[name]), self._value(value, self._field(name)))
            for name, value in data.items()
            if name in DETAILS and value not in (None, "")
        ]

    def _field(self, name: str) -> models.Field | None:
        for model in (self._model, *PARTS.get(self._model, ())):
            try:
                field = model._meta.get_field(name)
            except FieldDoesNotExist:
                continue
            return field if isinstance(field, models.Field) else None
        return None

    def _word(self, name: str, field: models.Field | None) -> str:
        """The Vietnamese name that the model gives; in English the field's own name."""
        if field is not None and shown.is_vietnamese():
            return capfirst(str(field.verbose_name))
        return capfirst(name.replace("_", " "))

    def _value(self, value: Any, field: models.Field | None) -> str:
        match value:
            case None | "" | [] | {}:
                return NOTHING
            case Unreadable.HIDDEN:
                return _("(thông tin cá nhân, không hiển thị)")
            case Unreadable.ERASED:
                return _("(đã xóa theo yêu cầu)")
            case bool():
                return _("có") if value else _("không")
            case [str(code), str(day)] if field is not None and field.related_model is Unit:
                unit = Unit.objects.filter(code=code, valid_from=day).first()
                return unit.full_name if unit else code
            case list():
                return ", ".join(self._value(inner, None) for inner in value)
            case dict():
                return ", ".join(f"{key}: {self._value(v, None)}" for key, v in value.items())
            case str() if value in self._people:
                return self._people[value]
        return self._plain(value, field)

    def _plain(self, value: Any, field: models.Field | None) -> str:
        if field is None:
            return str(CODES.get(value, value))
        if value in UNITS:
            return str(UNITS[value])
        if field.choices:
            return str(dict(field.flatchoices).get(value, value))
        if isinstance(field, models.DateField) and not isinstance(field, models.DateTimeField):
            return shown.day(datetime.date.fromisoformat(value))
        if isinstance(field, models.DecimalField | models.IntegerField):
            return shown.number(Decimal(value))
        if field.related_model is Crop:
            crop = Crop.objects.filter(code=value).first()
            return crop.shown_name if crop else str(value)
        if field.related_model is Document:
            document = Document.objects.filter(pk=value).first()
            return document.name if document else str(value)
        return str(value)


def model_of(key: str) -> type[models.Model]:
    """The model of what a visible `key` names."""
    return KINDS[key.partition(":")[0]].model
