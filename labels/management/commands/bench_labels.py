import json
import subprocess
import sys
import tempfile
import time
import venv
from argparse import ArgumentParser
from itertools import islice
from pathlib import Path
from statistics import median
from typing import Any, ClassVar, NamedTuple

from django.apps.registry import Apps
from django.conf import settings
from django.core.management.base import BaseCommand
from django.db import connection, models, transaction

from labels.management import benchmark, rivals

RIVALS = ("weasyprint", "pylabels")
INSTALL = ("weasyprint", "pylabels", "reportlab", "qrcode", "pillow")
INSTALL_WITHIN = 180  # seconds
RIVAL_WITHIN = 120
ROWS_AT_ONCE = 5000


class Row(models.Model):
    """A label as systems have it that store their serials; no table of ours."""

    serial = models.CharField(max_length=16, primary_key=True)
    run = models.IntegerField()
    place = models.IntegerField()

    objects: ClassVar[models.Manager["Row"]] = models.Manager()

    class Meta:
        apps = Apps()  # apart from the project's models
        app_label = "labels"
        db_table = "bench_label_row"
        managed = False

    def __str__(self) -> str:
        return self.serial


class Size(NamedTuple):
    """How many labels each way makes: enough for a steady rate, few enough to wait for."""

    rounds: int
    ours: int
    usual: int
    rival: int
    most: int


FULL = Size(rounds=3, ours=100_000, usual=325, rival=130, most=1_000_000)
QUICK = Size(rounds=1, ours=10_000, usual=65, rival=65, most=20_000)


class Command(BaseCommand):
    """Measure label printing beside other ways, all in one run on this machine.

    Rates move by half between minutes on a shared machine, so ratios are taken within a round,
    one way after the other, and the middle one of three rounds counts. Each way has a process
    and one processor of its own.
    """

    help = "Measures symbols, sheets and serials beside other ways to make them."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--quick", action="store_true", help="few labels, one round")
        parser.add_argument(
            "--alone", action="store_true", help="install no other packages to compare with"
        )

    def handle(self, *args: Any, quick: bool, alone: bool, **options: Any) -> None:
        self.size = QUICK if quick else FULL
        figures = self._against_usual_ways()
        figures["serials_vs_rows"] = self._serials_against_rows()
        figures |= self._rivals(figures["labels_per_s"], alone)
        figures |= self._at_its_most()
        self.stdout.write(json.dumps(figures))

    def _against_usual_ways(self) -> dict[str, Any]:
        rounds = [self._round() for _ in range(self.size.rounds)]
        rates = {way: median(one[way] for one in rounds) for way in benchmark.WAYS}

        def ratio(ours: str, theirs: str) -> int:
            return round(median(one[ours] / one[theirs] for one in rounds))

        figures = {
            "qr_vs_qrcode": ratio("symbols", "qrcode_symbols"),
            "labels_per_s": round(rates["masks"]),
            "labels_vs_rects": ratio("masks", "rects"),
            "paths_vs_rects": ratio("paths", "rects"),
        }
        self._say("QR symbols", rates["symbols"], "a second")
        self._say("  by qrcode, with its mask search", rates["qrcode_symbols"], "a second")
        self._say("  ours are", figures["qr_vs_qrcode"], "times as fast")
        self._say("Labels, symbols as images", rates["masks"], "a second")
        self._say("Labels, symbols as paths", rates["paths"], "a second")
        self._say("  by qrcode and a rectangle a module", rates["rects"], "a second")
        self._say("  images are", figures["labels_vs_rects"], "times as fast")
        self._say("  paths are", figures["paths_vs_rects"], "times as fast")
        return figures

    def _round(self) -> dict[str, float]:
        """Labels a second, each way once."""
        counts = {
            "symbols": 2 * self.size.ours,
            "qrcode_symbols": self.size.usual,
            "masks": self.size.ours,
            "rects": self.size.usual,
            "paths": self.size.ours // 2,
        }
        return {way: count / _measured(way, count)["seconds"] for way, count in counts.items()}

    def _serials_against_rows(self) -> int:
        """Serials beside rows in a temporary table of the database that is set: such a table is
        rather quicker than one that lasts."""
        count = self.size.ours
        started = time.perf_counter()
        made = list(benchmark.numbers(count))
        serials = count / (time.perf_counter() - started)
        rows = len(made) / _seconds_for_rows(made)
        self._say("Serials", serials, "a second")
        self._say(f"  as rows ({connection.vendor}, bulk_create)", rows, "a second")
        ratio = round(serials / rows)
        self._say("  serials are", ratio, "times as fast")
        return ratio

    def _rivals(self, labels_per_s: float, alone: bool) -> dict[str, int | None]:
        """How many times as fast we are; None for what could not be tried, which is said."""
        figures: dict[str, int | None] = {f"labels_vs_{way}": None for way in RIVALS}
        if alone:
            return figures
        with tempfile.TemporaryDirectory() as folder:
            python = self._environment(Path(folder))
            if python is None:
                return figures
            pairs = [[one, benchmark.START + one] for one in benchmark.numbers(self.size.rival)]
            links = Path(folder) / "links.json"
            links.write_text(json.dumps(pairs))
            for way in RIVALS:
                command = [python, "-I", rivals.__file__, way, links, settings.LABEL_FONT_DIR]
                done = _run(command, RIVAL_WITHIN)
                if done is None or done.returncode:
                    why = _last_line(done)
                    self.stdout.write(f"{way} could not be measured here: {why}")
                    continue
                rate = len(pairs) / float(done.stdout)
                figures[f"labels_vs_{way}"] = round(labels_per_s / rate)
                self._say(f"Labels by {way}", rate, "a second")
                self._say("  ours are", labels_per_s / rate, "times as fast")
        return figures

    def _environment(self, folder: Path) -> Path | None:
        """The Python of a new environment in `folder` with the others' packages."""
        self.stdout.write(
            "WeasyPrint and pylabels go into an environment that is thrown away afterwards."
        )
        venv.create(folder / "venv", with_pip=True)
        python = folder / "venv" / "bin" / "python"
        quiet = ["--quiet", "--disable-pip-version-check"]
        done = _run([python, "-m", "pip", "install", *quiet, *INSTALL], INSTALL_WITHIN)
        if done is None or done.returncode:
            why = _last_line(done)
            self.stdout.write(f"They could not be installed, so they are left out: {why}")
            return None
        return python

    def _at_its_most(self) -> dict[str, float]:
        taken = _measured("masks", self.size.most)
        self._say(f"{self.size.most:,} labels in one file", taken["seconds"], "seconds")
        self._say("  memory at its peak", taken["peak_rss_mb"], "MB")
        per_label = taken["bytes"] / self.size.most
        self._say("  the file has", per_label, "bytes a label")
        return {
            "peak_rss_mb": round(taken["peak_rss_mb"]),
            "bytes_per_label": round(per_label, 1),
        }

    def _say(self, what: str, figure: float, unit: str) -> None:
        self.stdout.write(f"{what:44}{figure:>12,.0f} {unit}")


def _measured(way: str, count: int) -> dict[str, float]:
    command = [sys.executable, "-m", "labels.management.benchmark", way, str(count)]
    done = subprocess.run(
        [*command, str(settings.LABEL_FONT_DIR)],
        cwd=settings.BASE_DIR,
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    measured: dict[str, float] = json.loads(done.stdout)
    return measured


def _seconds_for_rows(serials: list[str]) -> float:
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE TEMPORARY TABLE bench_label_row "
            "(serial varchar(16) PRIMARY KEY, run integer NOT NULL, place integer NOT NULL)"
        )
    try:
        started = time.perf_counter()
        with transaction.atomic():
            rows = (Row(serial=serial, run=1, place=at) for at, serial in enumerate(serials))
            for batch in iter(lambda: list(islice(rows, ROWS_AT_ONCE)), []):
                Row.objects.bulk_create(batch)
        return time.perf_counter() - started
    finally:
        with connection.cursor() as cursor:
            cursor.execute("DROP TABLE bench_label_row")


def _run(command: list[Any], within: int) -> subprocess.CompletedProcess[str] | None:
    """What a command gave; None when it took too long."""
    try:
        return subprocess.run(
            command, capture_output=True, text=True, timeout=within, check=False
        )
    except subprocess.TimeoutExpired:
        return None


def _last_line(done: subprocess.CompletedProcess[str] | None) -> str:
    if done is None:
        return "it took too long."
    return (done.stderr.strip() or "it gave no reason.").splitlines()[-1]
