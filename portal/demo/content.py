"""What the demonstration consists of. Days are counted back from the day it is loaded."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from products.services import Description

PASSWORD = "minh-hoa-2026"  # public on purpose: `check --deploy` refuses these accounts


@dataclass(frozen=True, kw_only=True)
class Officer:
    """An officer, with the code of the province or commune that they look after."""

    sign_in: str
    name: str
    unit: str


OFFICERS = (
    Officer(sign_in="canbo.quangtri", name="Cán bộ Quảng Trị (minh họa)", unit="44"),
    Officer(sign_in="canbo.huongphung", name="Cán bộ Hướng Phùng (minh họa)", unit="19441"),
)


@dataclass(frozen=True, kw_only=True)
class Person:
    """Somebody who works for a maker beside its manager. role: of cooperatives.Membership."""

    sign_in: str
    name: str
    role: str


@dataclass(frozen=True, kw_only=True)
class Field:
    """A growing area with its plots and one harvest.

    plots: for each its name, and its corners in hundred-thousandths of a degree from the
    commune's known point, east and north. code: as printed, or empty where none was granted.
    """

    name: str
    crop: str
    plots: tuple[tuple[str, tuple[tuple[int, int], ...]], ...]
    kilograms: Decimal
    harvested_days_ago: int
    code: str = ""


@dataclass(frozen=True, kw_only=True)
class Delivery:
    """A received material in place of a harvest."""

    name: str
    kind: str
    supplier: str
    origin: str
    quantity: Decimal
    unit: str
    received_days_ago: int


@dataclass(frozen=True, kw_only=True)
class Goods:
    """A product, how its picture is drawn, and one batch of it, of which packages were sold."""

    description: Description
    colours: tuple[str, str, str]
    grain: tuple[int, int]
    lot: str
    made_days_ago: int
    quantity: Decimal
    unit: str
    used: Decimal
    delivery: Delivery | None = None
    sold: int = 0


@dataclass(frozen=True, kw_only=True)
class Paper:
    """A certificate of a maker's area, whose last day is so many days away."""

    kind: str
    number: str
    ends_in_days: int


@dataclass(frozen=True, kw_only=True)
class Contract:
    """A contract of a maker that rests on its area, for a year that began so long ago."""

    buyer: str
    commodity: str
    share_percent: Decimal
    value_vnd: Decimal
    begun_days_ago: int


@dataclass(frozen=True, kw_only=True)
class Figures:
    """A maker's people and revenue of last year."""

    labour: int
    labour_local: int
    labour_women: int
    revenue_vnd: Decimal


@dataclass(frozen=True, kw_only=True)
class Maker:
    """An organisation, its manager's sign-in, its land and its goods.

    commune: the code of its commune on `entered_on`. people: who works there besides.
    paper: a certificate of its area. tools: kinds and names of digital tools it works with.
    """

    name: str
    sign_in: str
    manager: str
    commune: str
    address: str
    field: Field
    goods: tuple[Goods, ...]
    entered_on: datetime.date = datetime.date(2025, 9, 15)
    people: tuple[Person, ...] = ()
    paper: Paper | None = None
    tools: tuple[tuple[str, str], ...] = ()
    contract: Contract | None = None
    figures: Figures | None = None


@dataclass(frozen=True, kw_only=True)
class Applicant:
    """Who signed up and waits for the commune to confirm it."""

    name: str
    kind: str
    sign_in: str
    manager: str
    commune: str
    address: str


SAMPLE_PHONE = "0000 000 000 (số mẫu)"

APPLICANT = Applicant(
    name="Tổ hợp tác Măng rừng Hướng Phùng (minh họa)",
    kind="group",
    sign_in="tht.mangrung",
    manager="Hồ Thị Măng (minh họa)",
    commune="19441",
    address="Thôn Cheng, xã Hướng Phùng, tỉnh Quảng Trị",
)

MAKERS = (
    Maker(
        name="HTX Nông sản Hướng Phùng (minh họa)",
        sign_in="htx.huongphung",
        manager="Hồ Thị Mẫu (minh họa)",
        commune="19441",
        address="Thôn Phùng Lâm, xã Hướng Phùng, tỉnh Quảng Trị",
        paper=Paper(kind="vietgap", number="VG-MH-001 (minh họa)", ends_in_days=25),
        people=(
            Person(sign_in="kho.huongphung", name="Hồ Thị Kho (minh họa)", role="operator"),
            Person(sign_in="ruong.huongphung", name="Hồ Văn Ruộng (minh họa)", role="recorder"),
            Person(sign_in="xem.huongphung", name="Hồ Thị Xem (minh họa)", role="viewer"),
        ),
        field=Field(
            name="Đồi cà phê Phùng Lâm",
            crop="ca-phe-che",
            plots=(
                ("Đồi Đông", ((120, 80), (430, 60), (470, 310), (250, 390), (100, 260))),
                ("Đồi Tây", ((-420, 40), (-130, 90), (-160, 300), (-450, 280))),
            ),
            kilograms=Decimal(2400),
            harvested_days_ago=40,
            code="VN-45-465-19441-00-24",
        ),
        goods=(
            Goods(
                description=Description(
                    name="Cà phê chè Hướng Phùng rang xay",
                    name_en="Hướng Phùng Arabica coffee, roasted and ground",
                    net_content=Decimal(250),
                    content_unit="g",
                    gtin="9520000000011",
                    ingredients="100 % cà phê chè (Arabica)",
                    storage="Để nơi khô, mát; đóng kín sau khi mở.",
                    directions="Pha phin: 20 g cà phê với 100 ml nước 92–95 °C.",
                    shelf_life_days=540,
                ),
                colours=("#efe3d0", "#4a2c1a", "#7a4a2b"),
                grain=(46, 30),
                lot="CF-2611-A",
                made_days_ago=12,
                quantity=Decimal(1000),
                unit="kg",
                used=Decimal(1250),
            ),
            Goods(
                description=Description(
                    name="Mật ong rừng Hướng Phùng",
                    name_en="Hướng Phùng forest honey",
                    net_content=Decimal(500),
                    content_unit="ml",
                    ingredients="100 % mật ong",
                    storage="Để nơi khô, mát, tránh nắng.",
                    shelf_life_days=730,
                ),
                colours=("#fbeecb", "#d98a0b", "#f2b632"),
                grain=(60, 60),
                lot="MO-2610-B",
                made_days_ago=35,
                quantity=Decimal(60),
                unit="l",
                used=Decimal(60),
                sold=84,
                delivery=Delivery(
                    name="Mật ong rừng thô",
                    kind="honey",
                    supplier="Nhóm hộ nuôi ong Hướng Phùng (minh họa)",
                    origin="xã Hướng Phùng, tỉnh Quảng Trị",
                    quantity=Decimal(80),
                    unit="l",
                    received_days_ago=40,
                ),
            ),
        ),
    ),
    Maker(
        name="HTX Hồ tiêu Vĩnh Thủy (minh họa)",
        sign_in="htx.vinhthuy",
        manager="Trần Văn Mẫu (minh họa)",
        commune="19405",
        address="Thôn Thủy Ba Tây, xã Vĩnh Thủy, tỉnh Quảng Trị",
        field=Field(
            name="Vườn tiêu Thủy Ba",
            crop="ho-tieu",
            plots=(("Vườn 1", ((60, 50), (260, 40), (280, 210), (80, 230))),),
            kilograms=Decimal(800),
            harvested_days_ago=120,
            code="VN-45-464-19402-00-23",
        ),
        goods=(
            Goods(
                description=Description(
                    name="Hồ tiêu đen Vĩnh Linh",
                    name_en="Vĩnh Linh black pepper",
                    net_content=Decimal(100),
                    content_unit="g",
                    gtin="9520000000028",
                    ingredients="100 % hồ tiêu đen",
                    storage="Để nơi khô, mát, tránh ẩm.",
                    shelf_life_days=720,
                ),
                colours=("#e9e6dc", "#2d2a26", "#55504a"),
                grain=(34, 34),
                lot="HT-2608-01",
                made_days_ago=60,
                quantity=Decimal(300),
                unit="kg",
                used=Decimal(320),
            ),
        ),
    ),
    Maker(
        name="HTX Lúa gạo Hải Thượng (minh họa)",
        sign_in="htx.hailang",
        manager="Lê Thị Mẫu (minh họa)",
        commune="19708",  # entered before the reform: today's page names both communes
        entered_on=datetime.date(2024, 5, 20),
        address="Thôn Thượng Xá, xã Hải Thượng, huyện Hải Lăng, tỉnh Quảng Trị",
        field=Field(
            name="Cánh đồng Thượng Xá",
            crop="lua",
            plots=(
                ("Xứ đồng 1", ((100, 100), (620, 90), (640, 420), (110, 440))),
                ("Xứ đồng 2", ((100, 470), (630, 450), (650, 760), (120, 790))),
            ),
            kilograms=Decimal(18000),
            harvested_days_ago=70,
        ),
        tools=(
            ("field_diary", "Sổ ruộng (minh họa)"),
            ("e_invoice", "Hóa đơn điện tử (minh họa)"),
        ),
        contract=Contract(
            buyer="Công ty Gạo Sông Nhùng (minh họa)",
            commodity="lúa",
            share_percent=Decimal(60),
            value_vnd=Decimal(480_000_000),
            begun_days_ago=120,
        ),
        figures=Figures(
            labour=46, labour_local=41, labour_women=25, revenue_vnd=Decimal(2_150_000_000)
        ),
        goods=(
            Goods(
                description=Description(
                    name="Gạo sạch Hải Lăng",
                    name_en="Hải Lăng rice",
                    net_content=Decimal(5),
                    content_unit="kg",
                    gtin="9520000000035",
                    ingredients="100 % gạo",
                    storage="Để nơi khô, mát.",
                    shelf_life_days=365,
                ),
                colours=("#e7efdd", "#f7f2df", "#e6dcb6"),
                grain=(46, 16),
                lot="GAO-2609-01",
                made_days_ago=45,
                quantity=Decimal(6000),
                unit="kg",
                used=Decimal(9200),
            ),
        ),
    ),
    Maker(
        name="HTX Rau an toàn Đại Lộc (minh họa)",
        sign_in="htx.dailoc",
        manager="Nguyễn Thị Mẫu (minh họa)",
        commune="20500",
        address="Thôn Mỹ An, xã Đại Lộc, thành phố Đà Nẵng",
        field=Field(
            name="Vùng rau bãi bồi",
            crop="rau-an-la",
            plots=(("Bãi 1", ((40, -120), (210, -130), (230, 20), (50, 40))),),
            kilograms=Decimal(450),
            harvested_days_ago=1,
        ),
        goods=(
            Goods(
                description=Description(
                    name="Rau cải ngọt Đại Lộc",
                    name_en="Đại Lộc mustard greens",
                    net_content=Decimal(500),
                    content_unit="g",
                    storage="Giữ lạnh 4–8 °C.",
                    shelf_life_days=5,
                ),
                colours=("#eef5e4", "#4f8f3a", "#7fb85f"),
                grain=(70, 40),
                lot="RC-2611-23",
                made_days_ago=0,
                quantity=Decimal(400),
                unit="kg",
                used=Decimal(420),
            ),
        ),
    ),
)

# What is done on every area of the demonstration: how many days before its harvest, and what.
DIARY: Sequence[tuple[int, dict[str, Any]]] = (
    (
        75,
        {
            "job": "fertiliser",
            "input_name": "Phân chuồng ủ hoai (minh họa)",
            "dose": Decimal(800),
            "dose_unit": "kg/ha",
        },
    ),
    (
        50,
        {
            "job": "fertiliser",
            "input_name": "Phân NPK 16-16-8 (minh họa)",
            "dose": Decimal(200),
            "dose_unit": "kg/ha",
            "weather": "sun",
        },
    ),
    (35, {"job": "pest_monitoring", "target": "Rầy nâu, mật độ thấp", "weather": "cloud"}),
    (
        30,
        {
            "job": "spraying",
            "input_name": "Azadirachtin (minh họa)",
            "active_ingredient": "Azadirachtin",
            "pre_harvest_days": 3,
            "dose": Decimal("1.5"),
            "dose_unit": "l/ha",
            "target": "Rầy nâu",
            "weather": "sun",
        },
    ),
    (20, {"job": "irrigation", "dose": Decimal(3), "dose_unit": "h"}),
)
