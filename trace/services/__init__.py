"""What is written in this room: materials, batches, labels on batches, scans."""

from trace.services.batches import Input, left_of_harvest, left_of_material, make_batch
from trace.services.labelling import labelled_packages, print_labels, refuse_labels
from trace.services.materials import Delivery, receive_material
from trace.services.scans import record_scan

__all__ = [
    "Delivery",
    "Input",
    "labelled_packages",
    "left_of_harvest",
    "left_of_material",
    "make_batch",
    "print_labels",
    "receive_material",
    "record_scan",
    "refuse_labels",
]
