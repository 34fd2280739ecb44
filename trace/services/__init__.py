"""What is written in this room: materials, batches, labels on batches, sales, scans."""

from trace.services.batches import Input, left_of_harvest, left_of_material, make_batch
from trace.services.labelling import (
    labelled_packages,
    print_labels,
    refuse_labels,
    refuse_run,
)
from trace.services.materials import Delivery, receive_material
from trace.services.sales import Sold, correct_sale, record_sale, sold_packages
from trace.services.scans import record_scan

__all__ = [
    "Delivery",
    "Input",
    "Sold",
    "correct_sale",
    "labelled_packages",
    "left_of_harvest",
    "left_of_material",
    "make_batch",
    "print_labels",
    "receive_material",
    "record_sale",
    "record_scan",
    "refuse_labels",
    "refuse_run",
    "sold_packages",
]
