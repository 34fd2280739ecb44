"""The forms of findings and inspections."""

import datetime
from typing import Any

from django import forms
from django.db.models import Q
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from accounts.models import OfficerDuty, User
from common.forms import AmountField, DayField, DocumentField
from growing_areas.access import judged_by
from growing_areas.models import (
    Checklist,
    ChecklistItem,
    Finding,
    GrowingArea,
    GrowingAreaCode,
    Inspection,
    InspectionAnswer,
)
from growing_areas.services import Answer, Closing, Plan


def _long(label: Any, *, required: bool = True, help_text: Any = "") -> forms.CharField:
    return forms.CharField(
        label=label,
        required=required,
        help_text=help_text,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class CodeOfArea(forms.ModelChoiceField):
    """One of the codes of an area, by what is printed."""

    def label_from_instance(self, obj: Any) -> str:
        return str(obj.code)


class FindingForm(forms.Form):
    """What an officer writes down by hand."""

    text = _long(_("Điểm chưa đạt"), help_text=_("Một câu, nói rõ việc gì, ở đâu."))
    severity = forms.ChoiceField(
        label=_("Mức độ"),
        choices=[(value, capfirst(words)) for value, words in Finding.Severity.choices],
        widget=forms.RadioSelect,
        help_text=_("Điểm nặng đưa mã số sang trạng thái đang khắc phục."),
    )
    code = CodeOfArea(
        label=_("Mã số"),
        queryset=GrowingAreaCode.objects.none(),
        required=False,
        empty_label=_("cả vùng trồng"),
    )
    deadline = DayField(label=_("Hạn khắc phục"), required=False)

    def __init__(self, *args: Any, area: GrowingArea, **kwargs: Any):
        super().__init__(*args, **kwargs)
        field = self.fields["code"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = area.codes.all()


class AnswerForm(forms.Form):
    """What the holder did about a finding."""

    answer = _long(_("Đã khắc phục thế nào"))
    document = DocumentField(label=_("Ảnh hoặc giấy tờ"), required=False)


class CloseForm(forms.Form):
    """Why a finding is closed."""

    reason = _long(_("Lý do khép lại"), help_text=_("Ví dụ: đã xem tại ruộng ngày 25/11."))


class PlanForm(forms.Form):
    """When somebody inspects, who, by which list, and why."""

    planned_on = DayField(label=_("Ngày kiểm tra"), initial=timezone.localdate)
    inspectors = forms.ModelMultipleChoiceField(
        label=_("Người kiểm tra"),
        queryset=User.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Hãy chọn ít nhất một cán bộ.")},
    )
    checklist = forms.ModelChoiceField(
        label=_("Bảng kiểm"), queryset=Checklist.objects.none(), empty_label=None
    )
    kind = forms.ChoiceField(
        label=_("Loại kiểm tra"),
        choices=[(value, capfirst(words)) for value, words in Inspection.Kind.choices],
        help_text=_("Tổ chức không biết trước cuộc kiểm tra đột xuất."),
    )
    reason = _long(_("Lý do kiểm tra"), required=False)

    def __init__(self, *args: Any, user: Any, today: datetime.date, **kwargs: Any):
        super().__init__(*args, **kwargs)
        inspectors, checklist = self.fields["inspectors"], self.fields["checklist"]
        assert isinstance(inspectors, forms.ModelMultipleChoiceField)
        assert isinstance(checklist, forms.ModelChoiceField)
        posts = OfficerDuty.objects.on(today).filter(
            Q(unit__in=judged_by(user, today).order_by().values("pk")) | Q(user=user),
            duty=OfficerDuty.Duty.INSPECTION,
        )
        people = User.objects.filter(pk__in=posts.order_by().values("user_id"), is_active=True)
        inspectors.queryset = people.order_by("full_name", "pk")
        checklist.queryset = Checklist.objects.on(today)

    def plan(self) -> Plan:
        """What a valid form says."""
        return Plan(
            checklist=self.cleaned_data["checklist"],
            planned_on=self.cleaned_data["planned_on"],
            inspectors=list(self.cleaned_data["inspectors"]),
            kind=self.cleaned_data["kind"],
            reason=self.cleaned_data["reason"],
        )


class AreaPlanForm(PlanForm):
    """A plan for one area, or for one of its codes."""

    code = CodeOfArea(
        label=_("Mã số"),
        queryset=GrowingAreaCode.objects.none(),
        required=False,
        empty_label=_("cả vùng trồng"),
    )

    def __init__(self, *args: Any, area: GrowingArea, **kwargs: Any):
        super().__init__(*args, **kwargs)
        field = self.fields["code"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = area.codes.all()


class CancelForm(forms.Form):
    """Why an inspection is called off."""

    reason = _long(_("Lý do hủy"))


class ItemForm(forms.Form):
    """The answer to one question, for the page without script; `prefix` is its code."""

    choice = forms.ChoiceField(required=False, choices=InspectionAnswer.Choice.choices)
    measure = AmountField(required=False, max_digits=12, decimal_places=3)
    text = forms.CharField(required=False)
    note = forms.CharField(required=False)
    photo = forms.FileField(required=False)

    def __init__(self, data: Any, files: Any, *, item: ChecklistItem):
        super().__init__(data, files, prefix=item.code)
        self.item = item

    def answer(self) -> Answer:
        """What a valid form says, as far as the kind of the question asks for it."""
        said, kinds = self.cleaned_data, ChecklistItem.Kind
        kind = self.item.kind
        return Answer(
            choice=said["choice"],
            measure=said["measure"] if kind == kinds.MEASURE and not said["choice"] else None,
            text=said["text"] if kind == kinds.TEXT and not said["choice"] else "",
            note=said["note"],
        )


class SignatureForm(forms.Form):
    """Who signed, with a picture of it, for the page without script."""

    signer_name = forms.CharField(label=_("Họ tên người ký"), max_length=150, required=False)
    signer_role = forms.CharField(label=_("Tư cách"), max_length=100, required=False)
    signature = forms.FileField(label=_("Ảnh chữ ký"), required=False)


class EndForm(forms.Form):
    """How an inspection ends."""

    conclusion = _long(_("Kết luận"), required=False)
    minor_deadline = DayField(label=_("Hạn khắc phục điểm nhẹ"), required=False)
    major_deadline = DayField(label=_("Hạn khắc phục điểm nặng"), required=False)
    unsigned_reason = forms.CharField(
        label=_("Vì sao không có chữ ký"),
        max_length=300,
        required=False,
        help_text=_("Chỉ ghi khi bên được kiểm tra không ký."),
    )
    # Filled by the phone: what it holds and has not sent.
    unsent = forms.CharField(required=False, widget=forms.HiddenInput)

    def closing(self) -> Closing:
        """What a valid form says."""
        said = self.cleaned_data
        return Closing(
            conclusion=said["conclusion"],
            unsigned_reason=said["unsigned_reason"],
            minor_deadline=said["minor_deadline"],
            major_deadline=said["major_deadline"],
            client_ids=said["unsent"],
        )

    def clean_unsent(self) -> list[Any]:
        """The client ids that the phone named."""
        field = forms.UUIDField()
        return [field.clean(one) for one in self.cleaned_data["unsent"].split()]
