"""Files of growing areas with their codes."""

from growing_areas.importing.areas import GrowingAreas

__all__ = ["GrowingAreas"]
