"""Bringing criteria sets in."""

import datetime
import hashlib
import json
from collections.abc import Mapping
from typing import Any

from django.db import transaction

from common.db import one_writer
from ocop.criteria import BadScheme, read_scheme
from ocop.models import CriteriaScheme
from records.services import log


class AlreadyLoaded(Exception):
    """This version was loaded with other data; what is used is never changed."""


def load_scheme(
    *, data: Mapping[str, Any], version: str, by: str, now: datetime.datetime
) -> tuple[CriteriaScheme, bool]:
    """The scheme of `data` as `version` of its decision, and whether it is new.

    Loading the same data again changes nothing. Raises BadScheme with all that is wrong with
    the data, AlreadyLoaded when the version stands with other data.
    """
    scheme = read_scheme(data)
    plain, starts = _plain(data)
    digest = hashlib.sha256(plain.encode()).hexdigest()
    with transaction.atomic():
        one_writer("ocop.schemes")
        known = CriteriaScheme.objects.filter(decision=scheme.number, version=version).first()
        if known and known.digest != digest:
            raise AlreadyLoaded(
                f"{known} was loaded with other data. A correction needs a version of its own."
            )
        if known:
            return known, False
        loaded = CriteriaScheme.objects.create(
            decision=scheme.number,
            version=version,
            title=scheme.title.vi,
            data=json.loads(plain),
            digest=digest,
            valid_from=starts,
            loaded_at=now,
        )
        log(
            chain="system",
            action="ocop.scheme_loaded",
            subject=loaded.key,
            by=by,
            data={"decision": loaded.decision, "version": version, "digest": digest},
        )
    return loaded, True


def _plain(data: Mapping[str, Any]) -> tuple[str, datetime.date]:
    """The data as JSON, days as ISO text, and the day the decision is in force from."""
    try:
        starts = datetime.date.fromisoformat(str(data["decision"]["in_force_from"]))
        plain = json.dumps(data, ensure_ascii=False, sort_keys=True, default=_iso)
    except (KeyError, TypeError, ValueError) as error:
        raise BadScheme([f"the data lack or misstate something: {error!r}"]) from error
    return plain, starts


def _iso(value: object) -> str:
    if isinstance(value, datetime.date):
        return value.isoformat()
    raise TypeError(f"{value!r} cannot be kept")
