"""Looking up a code from a label: whose it is, and for which batch."""

from dataclasses import dataclass

from labels import services as labels
from labels.models import LabelRun
from trace.models import Activation, Batch
from trace.verdicts import Verdict, judge


@dataclass(frozen=True)
class CheckedLabel:
    """What is known of a code.

    typed: as it came; serial: normalised, empty when it cannot be one; number: place in the
    run, from 1. run, number and batch are None for an unknown code.
    """

    verdict: Verdict
    typed: str
    serial: str = ""
    run: LabelRun | None = None
    number: int | None = None
    batch: Batch | None = None


def check_label(text: str, *, gtin: str | None = None, lot: str | None = None) -> CheckedLabel:
    """Look up a serial, as typed or as read from a link; any text at all may come.

    gtin, lot: what else the link says; a link that disagrees with the label it names is
    answered as an unknown code. Never raises for what a stranger can type. Two queries for
    a genuine label, none for a text that is no serial of ours.
    """
    found = labels.find(text)
    if found is None or not _agrees(found.run, gtin, lot):
        return CheckedLabel(judge(issued=False, activated=False), text)
    activation = (
        Activation.objects.filter(run=found.run, first__lte=found.index, end__gt=found.index)
        .select_related("batch__product__picture", "batch__organisation__unit")
        .first()
    )
    batch = activation.batch if activation else None
    if batch is not None and lot and lot != batch.lot:
        return CheckedLabel(judge(issued=False, activated=False), text)
    return CheckedLabel(
        judge(issued=True, activated=batch is not None),
        text,
        serial=found.serial,
        run=found.run,
        number=found.index + 1,
        batch=batch,
    )


def _agrees(run: LabelRun, gtin: str | None, lot: str | None) -> bool:
    return (not gtin or gtin == run.gtin) and (not lot or not run.lot or lot == run.lot)
