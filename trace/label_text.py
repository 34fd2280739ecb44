"""What stands on a label, resolved on the printing day."""

import datetime

from common.text import day
from growing_areas.models import GrowingAreaCode
from labels.layout import LabelText
from places.addresses import address
from trace.models import Batch


def label_text(batch: Batch, on: datetime.date) -> LabelText:
    """The words of a label for `batch` as they are on `on`; the run keeps them so.

    `stars` stays empty: recognitions of products are not kept yet.
    """
    unit, product = batch.organisation.unit, batch.product
    place = address(unit, on=on, short=not unit.is_in_force(on))
    code = GrowingAreaCode.objects.filter(batch_inputs__batch=batch).order_by("pk").first()
    return LabelText(
        name=product.name,
        organisation=batch.organisation.name,
        lot=batch.lot,
        produced=day(batch.produced_on),
        expires=day(batch.expires_on) if batch.expires_on else "",
        content=batch.content,
        growing_area_code=code.code if code else "",
        place=place,
        address=", ".join(part for part in (batch.organisation.address, place) if part),
        ingredients=product.ingredients,
        storage=product.storage,
        directions=product.directions,
    )
