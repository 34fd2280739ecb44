"""The batches that claim a code, and the labels on them."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.contrib.auth.models import AnonymousUser
from django.db.models import F, Sum

from accounts.models import User
from growing_areas.models import GrowingAreaCode
from trace.models import Activation, Batch, BatchInput


@dataclass(frozen=True)
class ClaimingBatch:
    """A batch that claims the code. kilograms: what of it stands under the code."""

    pk: int
    lot: str
    product: str
    produced_on: datetime.date
    kilograms: Decimal
    packages: int


@dataclass(frozen=True)
class LabelledRun:
    """A run of labels on batches that claim the code. issued: how many it has in all;
    activated: how many stand on these batches."""

    pk: int
    product: str
    created_at: datetime.datetime
    issued: int
    activated: int
    lots: Sequence[str]


@dataclass(frozen=True)
class Lots:
    """What claims a code: the newest batches and runs of those that the reader may see.

    kilograms: of all of them under the code. hidden: how many batches of the code the reader
    does not see, since their organisation is of another place.
    """

    batches: Sequence[ClaimingBatch]
    runs: Sequence[LabelledRun]
    batch_count: int
    run_count: int
    kilograms: Decimal
    issued: int
    activated: int
    hidden: int


def lots_of(code: GrowingAreaCode, user: User | AnonymousUser, most: int | None = None) -> Lots:
    """The batches and labels of `code`, newest first; `most`: how many of each. 3 queries."""
    claims = BatchInput.objects.filter(claimed_code=code).order_by()
    seen = Batch.objects.visible_to(user).filter(pk__in=claims.values("batch"))
    kilograms = dict(claims.values_list("batch").annotate(sum=Sum("quantity")))
    columns = ("pk", "lot", "product__name", "produced_on", "packages")
    rows = list(seen.order_by("-produced_on", "-pk").values_list(*columns))
    batches = [
        ClaimingBatch(pk, lot, product, made, _grams(kilograms[pk]), packages)
        for pk, lot, product, made, packages in rows
    ]
    runs = _runs([batch.pk for batch in batches])
    return Lots(
        batches=batches[:most],
        runs=runs[:most],
        batch_count=len(batches),
        run_count=len(runs),
        kilograms=sum((batch.kilograms for batch in batches), Decimal(0)),
        issued=sum(run.issued for run in runs),
        activated=sum(run.activated for run in runs),
        hidden=len(kilograms) - len(batches),
    )


def _grams(kilograms: Decimal) -> Decimal:
    """SQLite sums in floats; rounding gives back the exact three decimals."""
    return Decimal(kilograms).quantize(Decimal("0.001"))


def _runs(batches: Sequence[int]) -> list[LabelledRun]:
    rows = Activation.objects.filter(batch__in=batches).order_by("-run__created_at", "-run_id")
    counted = rows.values_list(
        "run_id", "run__product__name", "run__created_at", "run__count", "batch__lot"
    ).annotate(labels=Sum(F("end") - F("first")))
    found: dict[int, LabelledRun] = {}
    for pk, product, created_at, issued, lot, labels in counted:
        before = found.get(pk)
        found[pk] = LabelledRun(
            pk=pk,
            product=product,
            created_at=created_at,
            issued=issued,
            activated=labels + (before.activated if before else 0),
            lots=[*(before.lots if before else []), lot],
        )
    return list(found.values())
