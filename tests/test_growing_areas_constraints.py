"""What the database itself refuses of growing areas."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from growing_areas.models import (
    CodeApplication,
    CodeState,
    Crop,
    GrowingArea,
    GrowingAreaCode,
    Harvest,
    HarvestPlot,
    Plot,
)
from tests.conftest import OLD, REFORM
from tests.growing_areas_cast import DAY

pytestmark = pytest.mark.django_db


class TestConstraints:
    @pytest.mark.parametrize(
        ("model", "name", "columns"),
        [
            (Crop, "crop_has_code_and_names", {"name": ""}),
            (GrowingArea, "growing_area_has_a_name", {"name": ""}),
            (Plot, "plot_has_a_name", {"name": ""}),
            (Plot, "plot_has_an_area", {"hectares": 0}),
            (Plot, "plot_centroid_on_earth", {"lon": 181}),
            (Plot, "plot_centroid_on_earth", {"lat": -91}),
            (Harvest, "harvest_kilograms_above_zero", {"kilograms": 0}),
            (GrowingAreaCode, "code_kind_known", {"kind": "farm"}),
            (GrowingAreaCode, "code_has_text_issuer_and_day_once_granted", {"code": ""}),
            (GrowingAreaCode, "code_has_text_issuer_and_day_once_granted", {"issuer": ""}),
            (
                GrowingAreaCode,
                "code_has_text_issuer_and_day_once_granted",
                {"granted_on": None, "confirmation": "awaited"},
            ),
            (GrowingAreaCode, "code_has_a_market", {"market": ""}),
            (GrowingAreaCode, "code_confirmation_known", {"confirmation": "maybe"}),
            (
                GrowingAreaCode,
                "code_confirmation_awaited_until_granted",
                {"confirmation": "awaited"},
            ),
            (GrowingAreaCode, "code_expires_after_it_is_granted", {"expires_on": OLD}),
            (CodeState, "code_state_known", {"state": "lost"}),
            (CodeState, "code_state_ends_no_earlier_than_it_starts", {"valid_to": OLD}),
            (CodeState, "code_state_act_known", {"act": "praise"}),
            (CodeState, "code_state_has_the_reason_its_act_needs", {"act": "send_back"}),
            (
                CodeState,
                "code_state_has_the_number_its_act_needs",
                {"act": "suspend", "reason": "x"},
            ),
            (
                CodeState,
                "code_state_has_the_deadline_its_act_needs",
                {"act": "require_correction", "reason": "x"},
            ),
            (CodeState, "code_state_due_no_earlier_than_it_starts", {"due_on": OLD}),
            (CodeApplication, "code_application_households_above_zero", {"households": 0}),
            (
                CodeApplication,
                "code_application_kilograms_above_zero",
                {"expected_kilograms": 0},
            ),
            (
                CodeApplication,
                "code_application_harvest_ends_no_earlier_than_it_starts",
                {"harvest_from": REFORM, "harvest_to": OLD},
            ),
        ],
    )
    def test_no_row_breaks_it(self, code, harvest, model, name, columns):
        CodeApplication.objects.create(code=code)
        with pytest.raises(IntegrityError, match=name), transaction.atomic():
            model.objects.update(**columns)

    def refused(self, row, name):
        row.pk = None
        row._state.adding = True
        with pytest.raises(ValidationError):
            row.validate_constraints()
        with pytest.raises(IntegrityError) as caught, transaction.atomic():
            row.save(force_insert=True)
        # SQLite names the columns of a unique rule, PostgreSQL its name.
        fields = next(one for one in row._meta.constraints if one.name == name)
        words = [name, ", ".join(f"{row._meta.db_table}.{field}" for field in _columns(fields))]
        assert any(word in str(caught.value) for word in words)

    def test_an_area_has_its_name_once(self, area):
        self.refused(area, "growing_area_name_once_in_its_organisation")

    def test_a_plot_has_its_name_once(self, area):
        self.refused(area.plots.get(), "plot_name_once_in_its_area")

    def test_a_code_stands_there_once(self, code):
        self.refused(code, "code_once_for_its_kind_and_market")

    def test_a_refused_code_keeps_nobody_from_entering_it(self, code):
        GrowingAreaCode.objects.update(confirmation="refused")
        code.pk = None
        code.save(force_insert=True)
        assert GrowingAreaCode.objects.count() == 2

    def test_applications_have_no_text_that_could_clash(self, code):
        awaited = {"code": "", "issuer": "", "granted_on": None, "confirmation": "awaited"}
        for _ in range(2):
            code.pk = None
            for name, value in awaited.items():
                setattr(code, name, value)
            code.save(force_insert=True)
        assert GrowingAreaCode.objects.filter(code="").count() == 2

    def test_a_code_has_one_application(self, code):
        CodeApplication.objects.create(code=code)
        with pytest.raises(IntegrityError), transaction.atomic():
            CodeApplication.objects.create(code=code)

    def test_a_harvest_names_a_plot_once(self, harvest):
        self.refused(HarvestPlot.objects.get(), "harvest_names_a_plot_once")

    @pytest.mark.parametrize(
        ("start", "end", "clashes"),
        [
            pytest.param(-10, -5, False, id="ends-the-day-the-other-starts"),
            pytest.param(-10, -4, True, id="one-day-too-late"),
            pytest.param(5, None, False, id="starts-the-day-the-other-ends"),
            pytest.param(4, None, True, id="one-day-too-early"),
            pytest.param(-2, 2, True, id="inside"),
        ],
    )
    def test_a_code_is_in_one_state_a_day(self, code, today, start, end, clashes):
        CodeState.objects.update(valid_from=today - 5 * DAY, valid_to=today + 5 * DAY)
        row = CodeState(
            code=code,
            state="suspended",
            valid_from=today + start * DAY,
            valid_to=None if end is None else today + end * DAY,
        )
        if not clashes:
            row.full_clean()
            row.save()
            return
        with pytest.raises(ValidationError, match="Mã số đã có trạng thái"):
            row.full_clean()
        with (
            pytest.raises(IntegrityError, match="code_in_one_state_a_day"),
            transaction.atomic(),
        ):
            row.save()


def _columns(constraint):
    return [
        {"organisation": "organisation_id", "area": "area_id", "harvest": "harvest_id"}.get(
            field, "plot_id" if field == "plot" else field
        )
        for field in constraint.fields
    ]
