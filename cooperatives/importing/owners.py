"""Whose the rows of a file are."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import models

from common.errors import BadInput
from common.spreadsheets import CODE, Column
from common.text import fold, gettext_noop
from cooperatives.importing.scopes import Scope
from cooperatives.models import Organisation
from records.importing import Given

# Whose a row is, for files of an office; a manager's file may leave it out.
OWNER_COLUMN = Column(
    key="organisation",
    header=gettext_noop("Tổ chức (mã số thuế)"),
    kind=CODE,
    help="Mã số thuế của tổ chức, hoặc tên đúng như trong danh bạ. Quản lý của một tổ chức "
    "nhập cho tổ chức mình thì để trống.",
    synonyms=("Tổ chức", "Mã số thuế tổ chức", "MST", "Mã số thuế", "Tên tổ chức", "Chủ thể"),
)


@dataclass
class Owners:
    """The organisations that rows of a file name, in scope, by tax code and by folded name."""

    only: Organisation | None = None
    by_code: dict[str, Organisation] = field(default_factory=dict)
    by_name: dict[str, list[Organisation]] = field(default_factory=dict)

    def of(self, given: Given) -> Organisation:
        """Whose the row is. Raises RuleError when nobody's in scope, or several could be."""
        said = given.text(OWNER_COLUMN.key)
        if self.only and not said:
            return self.only
        found = [self.by_code[said]] if said in self.by_code else None
        found = found or self.by_name.get(fold(said), [])
        if len(found) == 1:
            return found[0]
        if not said:
            sentence = "Chưa ghi tổ chức của dòng này. Hãy ghi mã số thuế của tổ chức."
        elif found:
            sentence = f"Có {len(found)} tổ chức tên “{said}”. Hãy ghi mã số thuế."
        else:
            sentence = (
                f"Không có tổ chức “{said}” trong phạm vi bạn được nhập. "
                "Hãy kiểm tra lại mã số thuế hoặc tên."
            )
        raise BadInput("imports.unknown_organisation", sentence, field=OWNER_COLUMN.key)


def owners_of(rows: Sequence[Given], scope: Scope) -> Owners:
    """The organisations that `rows` name; one query."""
    said = {given.text(OWNER_COLUMN.key) for given in rows} - {""}
    named = models.Q(tax_code__in=said) | models.Q(folded__in={fold(one) for one in said})
    owners = Owners(only=scope.organisation)
    if scope.organisation:
        owners.by_code[scope.organisation.tax_code or ""] = scope.organisation
        owners.by_name[scope.organisation.folded] = [scope.organisation]
        return owners
    for organisation in scope.organisations().filter(named) if said else ():
        if organisation.tax_code:
            owners.by_code[organisation.tax_code] = organisation
        owners.by_name.setdefault(organisation.folded, []).append(organisation)
    return owners


def first_of(found: Sequence[Any], field_name: str, what: str) -> Any:
    """The only one of `found`, None when there is none; BadInput when there are several."""
    if len(found) > 1:
        raise BadInput(
            "imports.several_meant",
            f"Có {len(found)} {what} khớp với dòng này. Hãy ghi mã để biết là dòng nào.",
            field=field_name,
        )
    return found[0] if found else None
