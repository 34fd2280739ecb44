"""The crops of the register: loaded from their file, again and again."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from growing_areas.models import (
    Crop,
)
from records.models import LogEntry

pytestmark = pytest.mark.django_db


def load_crops(*arguments):
    out = StringIO()
    call_command("load_crops", *arguments, stdout=out)
    return out.getvalue()


class TestLoadingCrops:
    def test_a_dry_run_saves_nothing(self):
        assert "dry run" in load_crops()
        assert not Crop.objects.exists()

    def test_it_loads_the_crops_that_grow_here(self):
        load_crops("--commit")
        assert Crop.objects.count() >= 30
        assert Crop.objects.get(code="ho-tieu").scientific_name == "Piper nigrum"
        assert Crop.objects.get(code="ho-tieu").perennial
        assert not Crop.objects.get(code="lua").perennial

    def test_a_second_run_changes_nothing(self):
        load_crops("--commit")
        entries = LogEntry.objects.count()
        assert "All of it was there already." in load_crops("--commit")
        assert LogEntry.objects.count() == entries

    def test_a_name_put_right_in_the_file_is_put_right_here(self, tmp_path):
        load_crops("--commit")
        Crop.objects.filter(code="lua").update(name="lua")
        assert "1 changed" in load_crops("--commit")
        assert Crop.objects.get(code="lua").name == "lúa"

    @pytest.mark.parametrize(
        ("line", "problem"),
        [
            pytest.param("lua,lúa,rice,,maybe", "line 2: perennial", id="neither-yes-nor-no"),
            pytest.param("lua,lúa,rice,,no,1", "line 2: 5 values", id="too-many-values"),
            pytest.param("lua,lúa", "line 2: 5 values", id="too-few-values"),
            pytest.param("lúa,lúa,rice,,no", "line 2", id="a-code-with-marks"),
            pytest.param("lua,,rice,,no", "line 2", id="no-name"),
            pytest.param("lua,lúa,rice,,no\nlua,lúa,rice,,no", "line 3: lua", id="twice"),
        ],
    )
    def test_a_wrong_line_is_named_and_nothing_is_saved(self, tmp_path, line, problem):
        file = tmp_path / "crops.csv"
        file.write_text(f"code,name,name_en,scientific_name,perennial\n{line}\n")
        with pytest.raises(CommandError, match=problem):
            load_crops("--commit", "--file", str(file))
        assert not Crop.objects.exists()

    def test_other_columns_are_refused(self, tmp_path):
        file = tmp_path / "crops.csv"
        file.write_text("code,name\nlua,lúa\n")
        with pytest.raises(CommandError, match="the columns must be"):
            load_crops("--file", str(file))

    def test_a_file_that_is_not_there_is_said_so(self, tmp_path):
        with pytest.raises(CommandError, match="Cannot read"):
            load_crops("--file", str(tmp_path / "none.csv"))
