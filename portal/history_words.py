"""Words for what the log knows by codes: actions, and details that entries carry."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

SYSTEM = gettext_lazy("hệ thống")

# A test holds that every action that the rooms log has its words.
ACTIONS: dict[str, Promise] = {
    "accounts.duty_given": gettext_lazy("Giao nhiệm vụ"),
    "accounts.duty_ended": gettext_lazy("Kết thúc nhiệm vụ"),
    "accounts.officer_invited": gettext_lazy("Mời cán bộ"),
    "accounts.officer_invitation_accepted": gettext_lazy("Nhận lời mời làm cán bộ"),
    "accounts.officer_invitation_withdrawn": gettext_lazy("Rút lời mời cán bộ"),
    "accounts.person_changed": gettext_lazy("Sửa họ tên, thư điện tử"),
    "accounts.token_made": gettext_lazy("Lập mã truy cập API"),
    "accounts.token_revoked": gettext_lazy("Thu hồi mã truy cập API"),
    "accounts.sign_in_failed": gettext_lazy("Đăng nhập sai mật khẩu"),
    "accounts.sign_in_locked": gettext_lazy("Tạm khóa đăng nhập vì sai nhiều lần"),
    "accounts.second_factor_set": gettext_lazy("Bật xác thực hai bước"),
    "accounts.second_factor_removed": gettext_lazy("Tắt xác thực hai bước"),
    "accounts.second_factor_failed": gettext_lazy("Nhập sai mã xác thực"),
    "accounts.recovery_codes_made": gettext_lazy("Lập mã dự phòng mới"),
    "accounts.password_changed": gettext_lazy("Đổi mật khẩu"),
    "accounts.password_reset": gettext_lazy("Đặt mật khẩu mới"),
    "accounts.password_link_made": gettext_lazy("Lập đường dẫn đặt mật khẩu mới"),
    "accounts.sessions_ended": gettext_lazy("Đăng xuất thiết bị khác"),
    "accounts.rights_changed": gettext_lazy("Đổi quyền của tài khoản"),
    "accounts.signed_up": gettext_lazy("Mở tài khoản"),
    "cooperatives.organisation_registered": gettext_lazy("Ghi tên tổ chức"),
    "cooperatives.organisation_changed": gettext_lazy("Sửa thông tin tổ chức"),
    "cooperatives.member_added": gettext_lazy("Thêm người của tổ chức"),
    **{
        f"{room}.certificate_{what}": words
        for room in ("cooperatives", "growing_areas", "products")
        for what, words in (
            ("added", gettext_lazy("Ghi giấy chứng nhận")),
            ("corrected", gettext_lazy("Sửa giấy chứng nhận")),
            ("withdrawn", gettext_lazy("Ghi giấy chứng nhận bị rút")),
        )
    },
    "cooperatives.digital_use_recorded": gettext_lazy("Ghi ứng dụng công nghệ số"),
    "cooperatives.digital_use_changed": gettext_lazy("Sửa ứng dụng công nghệ số"),
    "cooperatives.digital_use_ended": gettext_lazy("Kết thúc ứng dụng công nghệ số"),
    "cooperatives.linkage_contract_recorded": gettext_lazy("Ghi hợp đồng liên kết"),
    "cooperatives.linkage_contract_changed": gettext_lazy("Sửa hợp đồng liên kết"),
    "cooperatives.linkage_contract_ended": gettext_lazy("Chấm dứt hợp đồng liên kết"),
    "cooperatives.year_figures_recorded": gettext_lazy("Ghi số liệu năm"),
    "cooperatives.year_figures_changed": gettext_lazy("Sửa số liệu năm"),
    "cooperatives.intellectual_property_recorded": gettext_lazy("Ghi sở hữu trí tuệ"),
    "cooperatives.intellectual_property_changed": gettext_lazy("Sửa sở hữu trí tuệ"),
    "cooperatives.intellectual_property_ended": gettext_lazy("Kết thúc sở hữu trí tuệ"),
    "cooperatives.member_left": gettext_lazy("Người thôi làm việc cho tổ chức"),
    "cooperatives.member_role_changed": gettext_lazy("Đổi vai trò"),
    "cooperatives.organisation_applied_again": gettext_lazy("Nộp lại hồ sơ"),
    "cooperatives.organisation_declined": gettext_lazy("Chưa xác nhận tổ chức"),
    "cooperatives.organisation_confirmed": gettext_lazy("Xác nhận tổ chức"),
    "cooperatives.member_invited": gettext_lazy("Mời người vào tổ chức"),
    "cooperatives.invitation_accepted": gettext_lazy("Nhận lời mời vào tổ chức"),
    "cooperatives.invitation_withdrawn": gettext_lazy("Rút lời mời vào tổ chức"),
    "cooperatives.successor_assigned": gettext_lazy("Chọn xã, phường nhận hồ sơ"),
    "growing_areas.area_registered": gettext_lazy("Thêm vùng trồng"),
    "growing_areas.plot_added": gettext_lazy("Thêm thửa"),
    "growing_areas.harvest_recorded": gettext_lazy("Ghi thu hoạch"),
    "growing_areas.code_registered": gettext_lazy("Ghi mã số"),
    "growing_areas.code_state_changed": gettext_lazy("Đổi trạng thái mã số"),
    "growing_areas.crops_loaded": gettext_lazy("Nạp danh mục cây trồng"),
    "growing_areas.rules_loaded": gettext_lazy("Nạp các quy định"),
    "labels.run_issued": gettext_lazy("Phát hành đợt nhãn"),
    "places.units_loaded": gettext_lazy("Nạp danh mục hành chính"),
    "places.village_added": gettext_lazy("Thêm thôn, bản"),
    "products.product_added": gettext_lazy("Thêm sản phẩm"),
    "products.product_changed": gettext_lazy("Sửa sản phẩm"),
    "products.picture_changed": gettext_lazy("Đổi hình sản phẩm"),
    "records.import_applied": gettext_lazy("Nhập dữ liệu từ tệp"),
    "records.import_undone": gettext_lazy("Hoàn tác lần nhập"),
    "records.job_cancelled": gettext_lazy("Hủy công việc"),
    "records.person_erased": gettext_lazy("Xóa dữ liệu cá nhân"),
    "trace.material_received": gettext_lazy("Nhận nguyên liệu"),
    "trace.batch_made": gettext_lazy("Lập lô hàng"),
    "trace.labels_activated": gettext_lazy("Kích hoạt nhãn"),
    "trace.sale_recorded": gettext_lazy("Ghi bán hàng"),
    "trace.sale_corrected": gettext_lazy("Sửa lần bán"),
}

# Details of an entry that help a reader; the API gives all of them.
DETAILS: dict[str, Promise] = {
    "user": gettext_lazy("Người"),
    "role": gettext_lazy("Vai trò"),
    "from": gettext_lazy("Từ"),
    "to": gettext_lazy("Thành"),
    "valid_from": gettext_lazy("Từ ngày"),
    "act_number": gettext_lazy("Số văn bản"),
    "reason": gettext_lazy("Lý do"),
    "lot": gettext_lazy("Số lô"),
    "count": gettext_lazy("Số nhãn"),
    "packages": gettext_lazy("Số gói"),
}
