"""A platform of its own, with one large run to print, for tests that kill its worker."""

import hashlib
import os
import re
import sqlite3
import subprocess
import sys
import tempfile
import zlib
from contextlib import closing
from decimal import Decimal
from pathlib import Path
from uuid import uuid4

import psycopg2
from django.conf import settings
from django.db import transaction
from django.utils import timezone

from cooperatives.services import register_organisation
from labels.layout import LabelText
from labels.models import LabelRun
from labels.pdf import Setup, write_sheets
from labels.services import issue_run, labels_of, start_printing
from places.models import Unit
from products.services import Description, add_product
from tests.conftest import make_unit, particulars

ROOT = Path(__file__).resolve().parent.parent
MANAGE = [sys.executable, "manage.py"]


class Installation:
    """`folder` holds all its files. database: an address of PostgreSQL, or None for SQLite."""

    def __init__(self, folder, frontend, database):
        self.folder, self._database = folder, database
        (folder / "frontend").symlink_to(frontend)
        self.environment = {**os.environ, "VAR_DIR": str(folder), "JOB_STALLED_AFTER": "2"}
        self.environment |= {"PUBLIC_URL": "https://truyxuat.example.vn"}
        self.environment.pop("DATABASE_URL", None)
        if database:
            self.environment["DATABASE_URL"] = database

    def run(self, *command):
        """What a command prints."""
        done = subprocess.run(
            command,
            cwd=ROOT,
            env=self.environment,
            check=True,
            stdout=subprocess.PIPE,
            text=True,
        )
        return done.stdout

    def prepare(self, count):
        """Make the tables, the key, and a run of `count` labels whose printing waits."""
        self.run(*MANAGE, "migrate", "--verbosity", "0")
        self.run(*MANAGE, "label_keys", "ensure")
        self._inside(f"issue({count})")

    def worker(self):
        """A worker, started."""
        return subprocess.Popen([*MANAGE, "worker"], cwd=ROOT, env=self.environment)

    def job(self):
        """(state, done, attempts) of the one job of printing."""
        (row,) = self.select(
            "SELECT state, done, attempts FROM records_job WHERE kind = 'labels.print_sheet'"
        )
        return row

    def select(self, query):
        """The rows of a query, over a connection that is closed again."""
        connect = psycopg2.connect if self._database else sqlite3.connect
        with closing(connect(self._database or str(self.folder / "db.sqlite3"))) as connection:
            cursor = connection.cursor()
            cursor.execute(query)
            return cursor.fetchall()

    def documents(self):
        """The files that are kept."""
        return [file for file in (self.folder / "documents").rglob("*") if file.is_file()]

    def never_killed(self):
        """SHA-256 of the sheet as one process makes it that nobody disturbs."""
        return self._inside("digest()").strip()

    def _inside(self, call):
        """Call one of the functions at the end of this file in the installation."""
        program = f"from tests import label_installation as inside; inside.{call}"
        return self.run(*MANAGE, "shell", "--no-imports", "-c", program)


def printed_serials(data):
    """Every serial on the pages of a sheet, in order, without its hyphens."""
    for stream in re.finditer(rb"/FlateDecode>>stream\n(.*?)\nendstream", data, re.S):
        content = zlib.decompress(stream[1])
        for serial in re.findall(rb"Tm\(([0-9A-Z-]{19})\)Tj", content):
            yield serial.replace(b"-", b"").decode()


# --- inside the installation ----------------------------------------------------------------


def issue(count):
    """Enter a cooperative with a product, issue a run of it and ask for its sheet."""
    province = make_unit("44", "Quảng Trị", "tỉnh", Unit.Level.PROVINCE, None)
    commune = make_unit("19702", "Hải Lăng", "xã", Unit.Level.COMMUNE, province)
    with transaction.atomic():
        organisation = register_organisation(
            particulars=particulars(commune),
            manager=None,
            by="test",
            now=timezone.now(),
            confirmed=True,
        )
        run = issue_run(
            product=add_product(
                organisation=organisation,
                description=Description(
                    name="Gạo hữu cơ", net_content=Decimal(5), content_unit="kg"
                ),
                by="test",
            ),
            count=count,
            sheet="a4-65",
            text=LabelText(name="Gạo hữu cơ", organisation=organisation.name, lot="L2611A"),
            lot="L2611A",
            by="test",
            request=uuid4(),
        )
        start_printing(run=run, by="test")


def digest():
    """Print SHA-256 of the run's sheet, made here and now."""
    run = LabelRun.objects.get()
    with tempfile.TemporaryFile() as file:
        write_sheets(
            file,
            setup=Setup(run.paper, LabelText(**run.text)),
            labels=labels_of(run),
            count=run.count,
            fonts=settings.LABEL_FONT_DIR,
            processes=1,
        )
        file.seek(0)
        sys.stdout.write(hashlib.file_digest(file, "sha256").hexdigest())
