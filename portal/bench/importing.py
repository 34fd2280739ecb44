"""Bringing a large file in as an office does: from the file to the last row committed."""

import io
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.conf import settings
from django.test.utils import override_settings
from django.utils import timezone
from stdnum.vn import mst

from common.spreadsheets import write_xlsx
from cooperatives.importing import Organisations, written
from cooperatives.models import Organisation
from places.models import Unit
from portal import imports
from portal.bench.filling import GOODS, Persons
from records.imports import set_mapping
from records.models import Import, Job
from records.working import do_now


@dataclass(frozen=True)
class Brought:
    """How a file was brought in: its rows, and the seconds of each step."""

    rows: int
    checking: float
    writing: float

    @property
    def checked_per_s(self) -> float:
        """Rows a second from the sent file to the end of the check."""
        return self.rows / self.checking

    @property
    def written_per_s(self) -> float:
        """Rows a second of the writing."""
        return self.rows / self.writing

    @property
    def per_s(self) -> float:
        """Rows a second from the sent file to the last row written."""
        return self.rows / (self.checking + self.writing)


def bring_in(persons: Persons, rows: int) -> Brought:
    """Bring a file of `rows` new organisations in for the officer's province.

    Through the services that the pages and the API call; what a worker does is done here.
    Raises RuntimeError when not every row was written.
    """
    content = _file(persons, rows)
    with tempfile.TemporaryDirectory(prefix="bench-registry-") as folder:
        files = {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": folder},
        }
        with override_settings(STORAGES=settings.STORAGES | {"default": files}):
            return _timed(persons, rows, content)


def _timed(persons: Persons, rows: int, content: io.BytesIO) -> Brought:
    kind, officer = imports.KINDS[Organisations.key], persons.officer
    begun = time.perf_counter()
    source = imports.take_in(
        user=officer, kind=kind, owner="", name="to-chuc.xlsx", content=content
    )
    set_mapping(source=source, kind=kind, mapping=source.mapping, by=officer.key)
    imports.ask_check(source, officer.key)
    _work(source)
    checked = time.perf_counter()
    imports.ask_apply(source, officer.key, all_or_nothing=True)
    _work(source)
    ended = time.perf_counter()
    done = source.rows.filter(applied=True).count()
    if (source.state, done) != (Import.State.APPLIED, rows):
        raise RuntimeError(f"{done} of {rows} rows were written: {source.problem}")
    return Brought(rows, checked - begun, ended - checked)


def _work(source: Import) -> None:
    """What a worker would do."""
    job = source.job
    assert job  # it was just asked for
    do_now(job)
    if job.state != Job.State.DONE:
        raise RuntimeError(job.error)
    source.refresh_from_db()


def _file(persons: Persons, rows: int) -> io.BytesIO:
    """An XLSX file of organisations that the registry does not know: every other with a tax
    code, the others with a code of the office's own."""
    communes = list(
        Unit.objects.on(timezone.localdate()).communes().filter(parent=persons.province)
    )
    file = io.BytesIO()
    write_xlsx(file, Organisations().columns, _rows(rows, communes))
    file.seek(0)
    return file


def _rows(count: int, communes: Sequence[Unit]) -> Iterator[list[object]]:
    codes = _tax_codes()
    for which in range(count):
        commune = communes[which % len(communes)]
        values: dict[str, object] = {
            "name": f"HTX {GOODS[which % len(GOODS)]} nhập tệp {which}",
            "kind": Organisation.Kind.COOPERATIVE,
            "unit": written(commune),
            "address": f"Thôn {which % 50}, {commune.full_name}",
            "representative": f"Người đại diện {which}",
            "phone": f"09{which:08}",
            "tax_code" if which % 2 else "reference": next(codes)
            if which % 2
            else f"B-{which}",
        }
        yield [values.get(column.key, "") for column in Organisations.columns]


def _tax_codes() -> Iterator[str]:
    """Made-up tax codes whose check digit is right, above those of the filled registry."""
    for number in range(930_000_000, 1_000_000_000):
        for digit in range(10):
            code = f"{number}{digit}"
            if mst.is_valid(code):
                yield code
