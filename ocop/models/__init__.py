"""Tables of OCOP."""

from ocop.models.schemes import CriteriaScheme

__all__ = ["CriteriaScheme"]
