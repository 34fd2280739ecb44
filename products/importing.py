"""Files of products."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from common import quantities
from common.db import one_writer
from common.errors import Checks, RuleError
from common.spreadsheets import CHOICE, CODE, NUMBER, Column
from common.text import fold, gettext_noop
from cooperatives.importing import OWNER_COLUMN, Owners, Scope, first_of, owners_of
from cooperatives.models import Organisation
from products.gtins import check_gtin
from products.models import Product
from products.services import Description, gtin_taken, news_of, reference_taken
from records.importing import Given, ImportKind
from records.services import News

ACTIONS = {
    "made": "products.product_added",
    "changed": "products.product_changed",
    "removed": "products.product_removed",
}
COLUMNS = (
    Column(
        key="reference",
        header=gettext_noop("Mã riêng"),
        kind=CODE,
        help="Mã mà tổ chức tự đặt cho sản phẩm. Nên có, để lần sau tìm lại đúng dòng.",
        synonyms=("Mã sản phẩm", "Mã hàng", "Mã SP", "SKU"),
        example="GAO-5KG",
    ),
    Column(
        key="name",
        header=gettext_noop("Tên sản phẩm"),
        required=True,
        synonyms=("Sản phẩm", "Tên hàng", "Tên SP"),
        example="Gạo ví dụ",
    ),
    Column(key="name_en", header=gettext_noop("Tên tiếng Anh"), synonyms=("Tên nước ngoài",)),
    Column(
        key="net_content",
        header=gettext_noop("Khối lượng tịnh"),
        kind=NUMBER,
        whole=7,
        decimals=3,
        required=True,
        help="Chỉ ghi số; đơn vị ghi ở cột bên.",
        synonyms=("Khối lượng", "Trọng lượng", "Quy cách", "Thể tích"),
        example="5",
    ),
    Column(
        key="content_unit",
        header=gettext_noop("Đơn vị"),
        kind=CHOICE,
        required=True,
        choices=tuple((unit.code, unit.code) for unit in quantities.UNITS.values()),
        aliases={unit.word: unit.code for unit in quantities.UNITS.values()}
        | {"gr": "g", "gram": "g", "kilogam": "kg", "lit": "l", "chiếc": "cái", "hộp": "cái"},
        synonyms=("Đơn vị tính", "ĐVT"),
        example="kg",
    ),
    Column(
        key="gtin",
        header=gettext_noop("Mã vạch GTIN"),
        kind=CODE,
        digits=(8, 13, 14),
        help="Các chữ số dưới mã vạch. Để trống nếu chưa có.",
        synonyms=("Mã vạch", "GTIN", "Barcode", "EAN"),
    ),
    Column(
        key="shelf_life_days",
        header=gettext_noop("Hạn dùng (số ngày)"),
        kind=NUMBER,
        whole=5,
        synonyms=("Hạn sử dụng", "HSD", "Hạn dùng"),
        example="365",
    ),
    Column(key="ingredients", header=gettext_noop("Thành phần")),
    Column(key="storage", header=gettext_noop("Hướng dẫn bảo quản"), synonyms=("Bảo quản",)),
    Column(
        key="directions",
        header=gettext_noop("Hướng dẫn sử dụng"),
        synonyms=("Cách dùng", "Sử dụng"),
    ),
    OWNER_COLUMN,
)


@dataclass
class Known:
    """What the rows of a chunk need to know: products in scope by each way to name them; who
    has the GTINs and own codes that the rows name."""

    owners: Owners
    by_gtin: dict[str, Product] = field(default_factory=dict)
    foreign_gtins: set[str] = field(default_factory=set)
    by_reference: dict[tuple[int, str], Product] = field(default_factory=dict)
    by_name: dict[tuple[int, str], list[Product]] = field(
        default_factory=lambda: defaultdict(list)
    )


class Products(ImportKind[Product]):
    """Products of organisations: found again by GTIN, own code, or name and net content."""

    key = "san-pham"
    title = _("Sản phẩm")
    known_by = _("mã vạch GTIN, mã riêng, hoặc tên cùng khối lượng tịnh")
    columns = COLUMNS
    keys = frozenset({"gtin", "reference"})
    model = Product
    fields = (
        "reference",
        "name",
        "name_en",
        "net_content",
        "content_unit",
        "gtin",
        "shelf_life_days",
        "ingredients",
        "storage",
        "directions",
    )
    # Follows another column; told nowhere.
    derived = ("folded",)

    def lock(self, scope: Scope) -> None:
        """No two products with one GTIN or own code."""
        one_writer("products.gtin")

    def prepare(self, rows: Sequence[Given], scope: Scope) -> Known:
        """Two queries: the organisations that are named, and the products."""
        known = Known(owners_of(rows, scope))
        gtins = {gtin for given in rows if (gtin := _gtin(given))}
        references = {given.text("reference") for given in rows} - {""}
        names = {fold(given.text("name")) for given in rows} - {""}
        named = Q(gtin__in=gtins)
        here = Q(organisation__in=scope.organisations().order_by().values("pk"))
        named |= here & (Q(reference__in=references) | Q(folded__in=names))
        for product in Product.objects.filter(named).select_related("organisation"):
            if not scope.holds(product.organisation):
                known.foreign_gtins.add(product.gtin or "")
                continue
            if product.gtin:
                known.by_gtin[product.gtin] = product
            if product.reference:
                known.by_reference[product.organisation_id, product.reference] = product
            known.by_name[product.organisation_id, product.folded].append(product)
        return known

    def find(self, given: Given, known: Known) -> Product | None:
        """By GTIN, else by own code, else by name and net content."""
        owner = known.owners.of(given)
        gtin, reference = _gtin(given), given.text("reference")
        if gtin in known.foreign_gtins:
            raise gtin_taken(gtin)
        found = known.by_gtin.get(gtin) if gtin else None
        if found and found.organisation_id != owner.pk:
            raise gtin_taken(gtin)
        by_reference = known.by_reference.get((owner.pk, reference))
        if found and by_reference and found.pk != by_reference.pk:
            raise reference_taken(reference)
        found = found or by_reference
        if found is None and given.text("name"):
            found = first_of(self._alike(given, owner, known), "reference", "sản phẩm")
        return found

    def _alike(self, given: Given, owner: Organisation, known: Known) -> list[Product]:
        """Products of this name and net content that no code of the row contradicts."""
        gtin, reference = _gtin(given), given.text("reference")
        return [
            product
            for product in known.by_name[owner.pk, fold(given.text("name"))]
            if product.net_content == given.value("net_content", product.net_content)
            and product.content_unit == given.value("content_unit", product.content_unit)
            and not (gtin and product.gtin)
            and not (reference and product.reference)
        ]

    def checked(self, given: Given, row: Product | None, known: Known) -> dict[str, Any]:
        """The columns by the room's own rules."""
        checks = Checks()
        checks.run(known.owners.of, given)
        columns = checks.run(_described(given, row).checked)
        checks.end()
        assert columns is not None
        return dict(columns) | {
            "organisation": row.organisation if row else known.owners.of(given)
        }

    def make(self, columns: Mapping[str, Any], scope: Scope) -> Product:
        """A new product."""
        return Product(**columns)

    def names(self, given: Given, columns: Mapping[str, Any], row: Product | None) -> list[str]:
        """Its GTIN; its own code; for one that is there, itself; else name and net content."""
        owner = columns["organisation"].pk
        said = [f"gtin {columns['gtin']}"] if columns["gtin"] else []
        if columns["reference"]:
            said.append(f"reference {owner} {columns['reference']}")
        if row:
            said.append(row.key)
        elif not said:
            content = f"{columns['net_content']:f} {columns['content_unit']}"
            said.append(f"name {owner} {columns['folded']} {content}")
        return said

    def news(self, row: Product, what: str, more: Mapping[str, Any]) -> News:
        """As the room's services say it."""
        return news_of(row, ACTIONS[what], more)

    def bumped(self, row: Product) -> Iterable[str]:
        """Its page behind labels reads the product."""
        return [row.key]

    def for_undo(self, keys: Sequence[int]) -> dict[int, Product]:
        """With the organisation, whose chain the log writes into."""
        rows = Product.objects.filter(pk__in=keys).select_related("organisation")
        return {row.pk: row for row in rows}

    def export(self, scope: Scope) -> Iterable[Sequence[object]]:
        """Every product in scope."""
        rows = Product.objects.filter(organisation__in=scope.organisations().order_by())
        return written_out(rows.order_by("folded", "pk"))

    def lists(self, scope: Scope) -> Mapping[str, Sequence[str]]:
        """Only the choices of the columns themselves."""
        return {}


def written_out(rows: QuerySet[Product]) -> Iterator[Sequence[object]]:
    """Products as rows of a file, one value for each of `Products.all_columns`."""
    for row in rows.select_related("organisation").iterator(2000):
        values = [getattr(row, column.key) for column in COLUMNS[:-1]]
        owner = row.organisation
        yield [*values, owner.tax_code or owner.name, row.version]


def _gtin(given: Given) -> str:
    """The GTIN in the form it is stored in; empty where there is none that can be right."""
    try:
        return check_gtin(given.text("gtin")) if given.text("gtin") else ""
    except RuleError:
        return ""


def _described(given: Given, row: Product | None) -> Description:
    """What the product would say of itself: the row's cells over what stands."""

    def stands(key: str, otherwise: Any = "") -> Any:
        return getattr(row, key) if row else otherwise

    content = given.value("net_content", stands("net_content"))
    # Where a required cell is empty the row is refused already; these stand in for it here.
    name = given.text("name", stands("name")) or "?"
    return Description(
        name=name,
        net_content=content if isinstance(content, Decimal) else Decimal(1),
        content_unit=given.value("content_unit", stands("content_unit", "kg")) or "kg",
        name_en=given.text("name_en", stands("name_en")),
        gtin=given.text("gtin", stands("gtin")),
        ingredients=given.text("ingredients", stands("ingredients")),
        storage=given.text("storage", stands("storage")),
        directions=given.text("directions", stands("directions")),
        shelf_life_days=given.value("shelf_life_days", stands("shelf_life_days", None)),
        reference=given.text("reference", stands("reference")),
    )
