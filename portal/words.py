"""Words of the public pages for what rooms below know by a value."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy, pgettext_lazy

from growing_areas.models import CodeState

State = CodeState.State

HEADLINES = {
    "genuine": gettext_lazy("Mã hợp lệ"),
    "not_activated": gettext_lazy("Nhãn chưa được đưa vào sử dụng"),
    "unknown": gettext_lazy("Không tìm thấy mã này"),
}

# What a consumer understands of a growing-area code's state.
_IN_FORCE = pgettext_lazy("mã số vùng trồng", "có hiệu lực")
_NOT_GRANTED = pgettext_lazy("mã số vùng trồng", "chưa được cấp")
CODE_STATES: dict[str, Promise] = {
    State.DRAFT: _NOT_GRANTED,
    State.SUBMITTED: _NOT_GRANTED,
    State.CHECKED: _NOT_GRANTED,
    State.GRANTED: _IN_FORCE,
    State.MONITORING: _IN_FORCE,
    State.RESTORED: _IN_FORCE,
    State.CORRECTIVE_ACTION: pgettext_lazy(
        "mã số vùng trồng", "có hiệu lực, đang khắc phục theo yêu cầu kiểm tra"
    ),
    State.SUSPENDED: pgettext_lazy("mã số vùng trồng", "bị đình chỉ"),
    State.REVOKED: pgettext_lazy("mã số vùng trồng", "bị thu hồi"),
    State.CANCELLED: pgettext_lazy("mã số vùng trồng", "đã hủy"),
    State.EXPIRED: pgettext_lazy("mã số vùng trồng", "hết hạn"),
}
NOT_RECOGNISED = pgettext_lazy("mã số vùng trồng", "cơ quan không công nhận")
NO_STATE = pgettext_lazy("mã số vùng trồng", "chưa có ghi nhận")
