"""The columns of files of growing areas."""

from common.spreadsheets import CODE, DATE, NUMBER, Column
from common.text import gettext_noop

AREA_COLUMNS = (
    Column(
        key="reference",
        header=gettext_noop("Mã riêng"),
        kind=CODE,
        help="Mã mà tổ chức tự đặt cho vùng trồng, nếu có.",
        synonyms=("Mã vùng", "Ký hiệu vùng"),
        example="VT-01",
    ),
    Column(
        key="name",
        header=gettext_noop("Tên vùng trồng"),
        required=True,
        synonyms=("Vùng trồng", "Tên vùng", "Tên cánh đồng"),
        example="Cánh đồng Ví Dụ",
    ),
    Column(
        key="crop",
        header=gettext_noop("Cây trồng"),
        required=True,
        synonyms=("Loại cây trồng", "Loại cây", "Đối tượng cây trồng", "Sản phẩm"),
        example="lúa",
    ),
    Column(
        key="unit",
        header=gettext_noop("Xã, phường hoặc thôn"),
        required=True,
        help="Tên hoặc mã của xã, phường, thôn hiện nay.",
        synonyms=("Xã", "Phường", "Xã, phường", "Địa bàn", "Địa điểm", "Mã xã", "Tên xã"),
        example="Xã Ví Dụ",
    ),
    Column(
        key="declared_hectares",
        header=gettext_noop("Diện tích khai báo (ha)"),
        kind=NUMBER,
        whole=6,
        decimals=4,
        help="Diện tích theo giấy tờ, khi chưa vẽ thửa.",
        synonyms=("Diện tích", "Diện tích (ha)", "DT"),
        example="12,5",
    ),
    Column(key="note", header=gettext_noop("Ghi chú")),
)
CODE_COLUMNS = (
    Column(
        key="code",
        header=gettext_noop("Mã số vùng trồng"),
        kind=CODE,
        help="Ghi đúng như in trên giấy. Vùng có nhiều mã: mỗi mã một dòng, nhập sau khi vùng "
        "đã có.",
        synonyms=("Mã số", "Mã số VT", "Mã vùng trồng", "PUC", "MSVT"),
    ),
    Column(
        key="market",
        header=gettext_noop("Thị trường"),
        help="Hai chữ cái của nước nhập khẩu; VN hoặc để trống là trong nước.",
        synonyms=("Thị trường xuất khẩu", "Nước nhập khẩu"),
    ),
    Column(
        key="issuer", header=gettext_noop("Cơ quan cấp"), synonyms=("Đơn vị cấp", "Nơi cấp")
    ),
    Column(key="granted_on", header=gettext_noop("Ngày cấp"), kind=DATE),
    Column(
        key="expires_on",
        header=gettext_noop("Hết hiệu lực từ ngày"),
        kind=DATE,
        synonyms=("Ngày hết hạn", "Hết hạn"),
    ),
    Column(
        key="legal_basis",
        header=gettext_noop("Văn bản cấp mã"),
        synonyms=("Số quyết định", "Quyết định", "Văn bản"),
    ),
)
PAPER = tuple(column for column in CODE_COLUMNS if column.key not in ("code", "market"))
