"""Real provinces in the test database, from the project's own files."""

import functools

from places.loading import load
from places.management.commands.load_places import DATA
from places.reading import Book, read

QUANG_TRI = ("44", "45")  # Quảng Bình and old Quảng Trị, which are Quảng Trị since the reform
DA_NANG = ("48", "49")  # Đà Nẵng and Quảng Nam


@functools.cache
def book() -> Book:
    """The whole country; read once in a run."""
    return read(DATA)


def load_real(*provinces: str) -> None:
    """Load what lies under provinces that ever had these codes."""
    load(book=book().only(provinces), by="test")
