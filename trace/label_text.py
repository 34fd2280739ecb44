"""What stands on a label, resolved on the printing day."""

from common.text import day
from labels.pdf import LabelText
from trace.models import Batch


def label_text(batch: Batch) -> LabelText:
    """The words of a label for `batch`, ready to be set; the run keeps them as they are now."""
    claim = (
        batch.inputs.filter(claimed_code__isnull=False).select_related("claimed_code").first()
    )
    return LabelText(
        name=batch.product.name,
        organisation=batch.organisation.name,
        lot=batch.lot,
        produced=day(batch.produced_on),
        expires=day(batch.expires_on) if batch.expires_on else "",
        content=batch.product.content,
        growing_area_code=claim.claimed_code.code if claim else "",
    )
