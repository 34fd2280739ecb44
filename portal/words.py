"""Words of the public pages for what rooms below know by a value or in Vietnamese alone."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy, gettext_noop, pgettext_lazy

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
NO_STATE = pgettext_lazy("mã số vùng trồng", "chưa có ghi nhận")

# Sentences and words that stand in Vietnamese in rooms below; here they are only named, so that
# the translation holds them. A test compares this list with the rooms.
SAID_BELOW = [
    gettext_noop("Mã này do đơn vị dưới đây phát hành và đã dán cho lô hàng dưới đây."),
    gettext_noop("Mã này do đơn vị dưới đây phát hành nhưng chưa được dán cho lô hàng nào."),
    gettext_noop(
        "Mã này không phải mã đã phát hành trên hệ thống. Hãy xem lại từng chữ trên nhãn."
    ),
    gettext_noop("nông sản mua vào"),
    gettext_noop("mật ong"),
    gettext_noop("vật nuôi, thịt, trứng, sữa"),
    gettext_noop("thủy sản"),
    gettext_noop("vật liệu thủ công"),
    gettext_noop("nguyên liệu khác"),
]
