"""The rooms and floors of ARCHITECTURE.md, as tests. A rule that nobody runs is a wish."""

import ast
import os
import re
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest
from django.apps import AppConfig, apps
from django.db import models
from django.test.utils import isolate_apps

import trace

ROOT = Path(__file__).resolve().parent.parent
PYPROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())
ROOMS: list[str] = PYPROJECT["tool"]["importlinter"]["root_packages"]
CONTRACTS = {c["id"]: c for c in PYPROJECT["tool"]["importlinter"]["contracts"]}
LONGEST_FILE = 400  # lines


def files_of(rooms: Iterable[str], tree: Path = ROOT) -> Iterator[Path]:
    """The Python files of rooms, without migrations."""
    for room in rooms:
        for file in sorted((tree / room).rglob("*.py")):
            if "migrations" not in file.parts:
                yield file


# --- who imports whom -----------------------------------------------------------------------


def broken_contracts(tree: Path) -> str:
    """What breaks the contracts in the source tree `tree`, or "" when nothing does.

    Each import at fault is a line `labels/services.py:12 imports trace.models`; what
    import-linter says about it follows.
    """
    command = [
        sys.executable,
        "-c",
        "from importlinter.cli import lint_imports_command as run; run()",
    ]
    command += ["--no-logo", "--no-cache"]
    wide = {**os.environ, "COLUMNS": "500"}  # or it breaks long lines
    done = subprocess.run(
        command, cwd=tree, env=wide, capture_output=True, text=True, check=False
    )
    if done.returncode == 0:
        return ""
    links = re.findall(r"(\S+) -> (\S+) \((l\.[^)]*)\)", done.stdout)
    found = [
        f"{path_of(importer, tree)}:{line} imports {imported}"
        for importer, imported, lines in links
        for line in re.findall(r"l\.(\d+)", lines)
    ]
    return "\n".join([*dict.fromkeys(found), "", done.stdout, done.stderr])


def path_of(module: str, tree: Path) -> str:
    """The file of a module: labels.services -> labels/services.py."""
    path = module.replace(".", "/")
    return f"{path}/__init__.py" if (tree / path).is_dir() else f"{path}.py"


@pytest.fixture
def copied_tree(tmp_path):
    """The rooms and their contracts, copied to where a test may spoil them."""
    for file in files_of(ROOMS):
        target = tmp_path / file.relative_to(ROOT)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(file, target)
    shutil.copyfile(ROOT / "pyproject.toml", tmp_path / "pyproject.toml")
    return tmp_path


def plant(file: Path, line: str) -> int:
    """Append `line` to a source file; the number it then has."""
    text = file.read_text()
    file.write_text(f"{text}{line}\n")
    return text.count("\n") + 1


def test_rooms_import_only_what_lies_below():
    broken = broken_contracts(ROOT)
    if broken:
        pytest.fail(broken, pytrace=False)


def test_a_wrong_import_between_rooms_is_named_with_file_and_line(copied_tree):
    line = plant(
        copied_tree / "labels" / "services" / "runs.py", "from trace.models import Batch"
    )
    assert f"labels/services/runs.py:{line} imports trace.models" in broken_contracts(
        copied_tree
    )


def test_a_model_that_calls_up_to_its_services_is_named_with_file_and_line(copied_tree):
    line = plant(copied_tree / "trace" / "models.py", "from trace import services")
    assert f"trace/models.py:{line} imports trace.services" in broken_contracts(copied_tree)


def test_django_in_a_pure_module_is_named_with_file_and_line(copied_tree):
    line = plant(copied_tree / "records" / "hashing.py", "from django.conf import settings")
    assert f"records/hashing.py:{line} imports django" in broken_contracts(copied_tree)


def test_a_new_module_must_be_given_its_floor(copied_tree):
    (copied_tree / "labels" / "somewhere.py").write_text("")
    assert "labels.somewhere" in broken_contracts(copied_tree)


def test_every_module_of_the_lowest_floor_is_held_to_be_pure():
    lowest = set(re.findall(r"\((\w+)\)", CONTRACTS["floors"]["layers"][-1]))
    # Of a package such as portal.audit a part may be pure, whatever floor the package is on.
    whole = [m.split(".") for m in CONTRACTS["pure"]["source_modules"]]
    held = {m[1] for m in whole if len(m) == 2 and m[0] != "common"}
    assert held == lowest


def test_every_listed_floor_is_used():
    named = {
        n for layer in CONTRACTS["floors"]["layers"] for n in re.findall(r"\((\w+)\)", layer)
    }
    used = {
        p.stem for room in CONTRACTS["floors"]["containers"] for p in (ROOT / room).iterdir()
    }
    assert named - used == set()


# --- links between tables -------------------------------------------------------------------


def floor_of_room() -> dict[str, int]:
    """Room -> the number of its floor, 0 the highest."""
    layers = CONTRACTS["rooms"]["layers"]
    return {name: n for n, layer in enumerate(layers) for name in re.findall(r"\w+", layer)}


def upward_links(tables: Iterable[type[models.Model]]) -> list[str]:
    """Foreign keys and the like that point to a room above or beside their own.

    They may be written as text ("trace.Batch"), which no import shows. Tables of other
    packages lie below all rooms.
    """
    floors = floor_of_room()
    found = []
    for table in tables:
        own = table._meta.app_label
        for field in [*table._meta.local_fields, *table._meta.local_many_to_many]:
            if field.remote_field is None:
                continue
            linked = field.remote_field.model
            goal = linked if isinstance(linked, str) else linked._meta.label
            room = goal.split(".")[0] if "." in goal else own
            if own in floors and room != own and floors.get(room, 99) <= floors[own]:
                found.append(f"{table._meta.label}.{field.name} points up to {goal}")
    return found


def test_tables_point_only_to_their_own_room_or_a_lower_one():
    assert upward_links(apps.get_models(include_auto_created=True)) == []


@isolate_apps("labels")
def test_a_foreign_key_upward_is_found_even_when_written_as_text():
    class Planted(models.Model):
        batch = models.ForeignKey("trace.Batch", models.PROTECT)

        class Meta:
            app_label = "labels"

    assert upward_links([Planted]) == ["labels.Planted.batch points up to trace.Batch"]


@isolate_apps("growing_areas")
def test_a_foreign_key_to_a_room_beside_is_found():
    class Planted(models.Model):
        products = models.ManyToManyField("products.Product")

        class Meta:
            app_label = "growing_areas"

    assert upward_links([Planted]) == [
        "growing_areas.Planted.products points up to products.Product"
    ]


# --- the rooms are where they are said to be ------------------------------------------------


def package_folders() -> set[str]:
    """The Python packages at the root, without the tests."""
    return {init.parent.name for init in ROOT.glob("*/__init__.py")} - {"tests"}


def test_every_folder_with_code_is_a_room_with_a_floor():
    assert set(ROOMS) == set(floor_of_room()) == package_folders()


def test_every_room_has_its_floors_inside():
    # `config` assembles and `common` is a box of small tools: neither has floors.
    assert {*CONTRACTS["floors"]["containers"], "config", "common"} == set(ROOMS)


def test_tools_look_at_every_room():
    tools = PYPROJECT["tool"]
    assert set(tools["ruff"]["lint"]["isort"]["known-first-party"]) == {*ROOMS, "tests"}
    assert set(tools["mypy"]["packages"]) == {*ROOMS, "tests"}


def test_every_room_is_a_registered_app():
    # `config` and `common` have neither tables nor commands.
    registered = {app.name for app in apps.get_app_configs() if app.name in ROOMS}
    assert registered == set(ROOMS) - {"config", "common"}


def test_the_architecture_page_has_one_line_for_each_room():
    page = (ROOT / "ARCHITECTURE.md").read_text()
    rows = re.findall(r"^\| `(\w+)/`", page, flags=re.MULTILINE)
    assert sorted(row for row in rows if row in ROOMS) == sorted(ROOMS)
    assert [row for row in rows if not (ROOT / row).is_dir()] == []


def test_our_room_trace_comes_before_the_module_of_the_standard_library():
    assert Path(trace.__file__).parent == ROOT / "trace"


# --- habits ---------------------------------------------------------------------------------


def parsed(rooms: Iterable[str]) -> Iterator[tuple[str, ast.Module]]:
    for file in files_of(rooms):
        yield str(file.relative_to(ROOT)), ast.parse(file.read_text(), filename=str(file))


def test_imports_of_our_own_rooms_stand_at_the_top():
    found = []
    for path, module in parsed(ROOMS):
        for outer, function in functions_in(module):
            if is_ready_of_an_app(outer, function):
                continue
            found += [
                f"{path}:{node.lineno}"
                for node in ast.walk(function)
                if isinstance(node, ast.Import | ast.ImportFrom) and names_a_room(node)
            ]
    assert found == []


def functions_in(
    module: ast.Module,
) -> Iterator[tuple[ast.AST, ast.FunctionDef | ast.AsyncFunctionDef]]:
    """Every function with what holds it."""
    for outer in ast.walk(module):
        for node in ast.iter_child_nodes(outer):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                yield outer, node


def is_ready_of_an_app(outer: ast.AST, function: ast.AST) -> bool:
    """AppConfig.ready: the one place that must import late, when the apps are loaded."""
    return (
        isinstance(outer, ast.ClassDef)
        and isinstance(function, ast.FunctionDef)
        and function.name == "ready"
        and any(getattr(base, "id", "") == AppConfig.__name__ for base in outer.bases)
    )


def names_a_room(node: ast.Import | ast.ImportFrom) -> bool:
    names = (
        [node.module or ""]
        if isinstance(node, ast.ImportFrom)
        else [a.name for a in node.names]
    )
    return any(name.split(".")[0] in ROOMS for name in names)


def test_nothing_catches_every_exception():
    found = [
        f"{path}:{node.lineno}"
        for path, module in parsed(ROOMS)
        for node in ast.walk(module)
        if isinstance(node, ast.ExceptHandler) and catches_everything(node.type)
    ]
    assert found == []


def catches_everything(caught: ast.expr | None) -> bool:
    kinds = caught.elts if isinstance(caught, ast.Tuple) else [caught]
    return any(
        kind is None or getattr(kind, "id", "") in ("Exception", "BaseException")
        for kind in kinds
    )


def test_rules_do_not_hide_in_signals():
    found = [
        f"{path}:{node.lineno}"
        for path, module in parsed(ROOMS)
        for node in ast.walk(module)
        if isinstance(node, ast.ImportFrom) and "signals" in (node.module or "").split(".")
    ]
    assert found == []


def test_no_file_is_longer_than_a_reader_can_hold():
    long = {
        str(file.relative_to(ROOT)): lines
        for file in files_of(ROOMS)
        if (lines := file.read_text().count("\n")) > LONGEST_FILE
    }
    assert long == {}


def test_migrations_are_named_by_hand():
    named = [file.name for room in ROOMS for file in (ROOT / room).glob("migrations/0*.py")]
    assert [
        name for name in named if "_auto_" in name or re.fullmatch(r"\d+_\d+.*", name)
    ] == []
