"""Registering organisations and changing what they say of themselves."""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from accounts.editing import hold_as_seen
from accounts.models import User
from common.db import one_writer
from common.errors import BadInput, Checks, RuleError
from common.text import bounded, day, fold, nfc
from cooperatives.models import Membership, Organisation
from cooperatives.numbers import check_gln, check_personal_number, check_tax_code
from cooperatives.services.members import add_member
from places.models import Unit
from records.services import News, bump, log_many

# The numbers that no two organisations share, each with its name.
NUMBERS = {"tax_code": "Mã số thuế", "personal_number": "Số định danh", "gln": "Mã GLN"}


@dataclass(frozen=True, kw_only=True)
class Particulars:
    """What an organisation says of itself. Numbers it does not have are empty."""

    name: str
    kind: str
    unit: Unit
    address: str
    tax_code: str = ""
    personal_number: str = ""
    gln: str = ""
    representative: str = ""
    phone: str = ""

    def checked(self, on: datetime.date) -> dict[str, object]:
        """The columns to store; raises BadInput, BrokenRules with all that cannot be right."""
        checks = Checks()
        columns: dict[str, object] = {
            "name": checks.run(self._name),
            "folded": fold(self.name),
            "kind": self.kind,
            "unit": checks.run(self._commune, on),
            "address": checks.run(self._bounded, "address", 300, "Địa chỉ"),
            "tax_code": checks.run(check_tax_code, self.tax_code) if self.tax_code else None,
            "personal_number": checks.run(self._personal_number),
            "gln": checks.run(check_gln, self.gln) if self.gln else None,
            "representative": checks.run(
                self._bounded, "representative", 150, "Tên người đại diện"
            ),
            "phone": checks.run(self._bounded, "phone", 30, "Số điện thoại"),
        }
        checks.end()
        return columns

    def _name(self) -> str:
        if not nfc(self.name):
            raise BadInput("cooperatives.no_name", "Hãy ghi tên của tổ chức.", field="name")
        return self._bounded("name", 200, "Tên tổ chức")

    def _commune(self, on: datetime.date) -> Unit:
        if self.unit.level != Unit.Level.COMMUNE or not self.unit.is_in_force(on):
            raise BadInput(
                "cooperatives.unit_not_in_force",
                f"{self.unit.full_name} không phải xã, phường đang có hiệu lực ngày {day(on)}. "
                "Hãy chọn xã, phường hiện nay.",
                field="unit",
            )
        return self.unit

    def _personal_number(self) -> str | None:
        if not self.personal_number:
            return None
        if self.kind != Organisation.Kind.HOUSEHOLD:
            raise BadInput(
                "cooperatives.personal_number_of_no_household",
                "Chỉ hộ kinh doanh mới ghi số định danh cá nhân. "
                "Hãy để trống ô này, hoặc chọn loại hình hộ kinh doanh.",
                field="personal_number",
            )
        return check_personal_number(self.personal_number)

    def _bounded(self, field: str, most: int, word: str) -> str:
        code = "cooperatives.text_too_long"
        return bounded(getattr(self, field), most, code=code, word=word, field=field)


def commune_in_force(code: str, on: datetime.date) -> Unit:
    """The commune that `code` names on `on`: the same digits name others on other days.

    Raises BadInput "cooperatives.unknown_commune".
    """
    communes = Unit.objects.on(on).filter(level=Unit.Level.COMMUNE, code=code.strip())
    commune = communes.first()
    if commune is None:
        raise BadInput(
            "cooperatives.unknown_commune",
            f"Không có xã, phường nào mang mã “{code}” vào ngày {day(on)}. "
            "Hãy chọn xã, phường trong danh sách.",
            field="unit",
        )
    return commune


def register_organisation(
    *,
    particulars: Particulars,
    manager: User | None,
    by: str,
    now: datetime.datetime,
    confirmed: bool = False,
    is_illustration: bool = False,
) -> Organisation:
    """Enter an organisation; `manager` becomes its first manager.

    now: the moment of entering; its commune must be in force on that day.
    confirmed: whether an office enters it (`access.registers_for_others`); what people sign up
    by themselves is an application.

    Raises BadInput for a value that cannot be right, RuleError "cooperatives.number_taken"
    when another organisation has one of its numbers.
    """
    columns = particulars.checked(timezone.localdate(now))
    with transaction.atomic():
        _refuse_taken_numbers(columns, None)
        organisation = Organisation.objects.create(
            **columns,
            is_illustration=is_illustration,
            registered_at=now,
            state=Organisation.State.CONFIRMED if confirmed else Organisation.State.APPLIED,
            state_at=now,
            state_by=by,
        )
        log_whole(organisation, "cooperatives.organisation_registered", by)
        if manager:
            add_member(
                organisation=organisation, user=manager, role=Membership.Role.MANAGER, by=by
            )
    return organisation


def change_organisation(
    *,
    organisation: Organisation,
    particulars: Particulars,
    version: int,
    by: str,
    now: datetime.datetime,
) -> Organisation:
    """Replace what an organisation says of itself, as read at `version`.

    Errors as for registering, and ChangedMeanwhile "accounts.changed_meanwhile".

    A commune that ended since it was entered may stay: records keep the unit of their day.
    """
    same_place = particulars.unit.pk == organisation.unit_id
    columns = particulars.checked(
        timezone.localdate(organisation.registered_at if same_place else now)
    )
    with transaction.atomic():
        _refuse_taken_numbers(columns, organisation)
        hold_as_seen(organisation, version)
        for name, value in columns.items():
            setattr(organisation, name, value)
        if not same_place:
            organisation.successor = None
        organisation.save()
        log_whole(organisation, "cooperatives.organisation_changed", by)
        bump(f"cooperatives.{organisation.key}")
    return organisation


def _refuse_taken_numbers(
    columns: dict[str, object], organisation: Organisation | None
) -> None:
    one_writer("cooperatives.numbers")
    for field in NUMBERS:
        value = columns[field]
        others = Organisation.objects.filter(**{field: value})
        if organisation:
            others = others.exclude(pk=organisation.pk)
        if value and others.exists():
            raise number_taken(field, str(value))


def number_taken(field: str, value: str) -> RuleError:
    """The refusal of a number that another organisation has; field: one of `NUMBERS`."""
    shown = "này" if field == "personal_number" else value
    return RuleError(
        "cooperatives.number_taken",
        f"{NUMBERS[field]} {shown} đã có tổ chức khác dùng. "
        "Hãy kiểm tra lại số, hoặc hỏi xã xem tổ chức đã được ghi nhận chưa.",
        field=field,
    )


def log_whole(organisation: Organisation, action: str, by: str, **more: str) -> None:
    """Log what was done to an organisation, with a snapshot of all of it."""
    log_many([news_of(organisation, action, more)], by=by, request="")


def news_of(
    organisation: Organisation, action: str, more: Mapping[str, object] | None = None
) -> News:
    """What the log says of an organisation: all its columns, and `more`."""
    personal = {
        name: value
        for name in ("representative", "phone", "personal_number")
        if (value := getattr(organisation, name))
    }
    return News(
        chain=organisation.key,
        action=action,
        subject=organisation.key,
        data=more,
        state={
            "name": organisation.name,
            "kind": organisation.kind,
            "tax_code": organisation.tax_code,
            "gln": organisation.gln,
            "unit": [organisation.unit.code, organisation.unit.valid_from],
            "address": organisation.address,
            "reference": organisation.reference,
            "state": organisation.state,
        },
        personal={f"{organisation.key}:representative": personal} if personal else None,
    )
