"""Files of products, from the upload to undoing it."""

import io
from decimal import Decimal

import pytest
from openpyxl import load_workbook

from common.errors import NotAllowed, RuleError
from common.spreadsheets import read_table, write_xlsx
from portal import imports
from portal.imports import KINDS
from products.models import Product
from products.services import Description, add_product, change_product
from records.documents import open_document
from records.imports import apply, set_mapping
from records.models import Import, ImportRow, LogEntry
from records.verification import first_broken_link, stored_entries
from tests.test_spreadsheets import xlsx
from trace.services import Input, make_batch

KIND = KINDS["san-pham"]
HEADERS = ["Mã riêng", "Tên sản phẩm", "Khối lượng tịnh", "Đơn vị", "Mã vạch GTIN", "Hạn dùng"]


@pytest.fixture
def bring(an, coop, django_capture_on_commit_callbacks, work_off):
    """Take a file in for An's cooperative and check it."""

    def brought(file, user=an, owner=""):
        source = imports.take_in(
            user=user, kind=KIND, owner=owner, name="sp.xlsx", content=file
        )
        mapping = dict(source.mapping)
        set_mapping(source=source, kind=KIND, mapping=mapping, by=user.key)
        imports.ask_check(source, user.key)
        work_off()
        source.refresh_from_db()
        return source

    return brought


@pytest.fixture
def write(work_off):
    """Write a checked import."""

    def written(source, all_or_nothing=False):
        imports.ask_apply(source, source.by, all_or_nothing=all_or_nothing)
        work_off()
        source.refresh_from_db()
        return source

    return written


@pytest.fixture
def undo(work_off):
    def undone(source):
        imports.ask_undo(source, source.by)
        work_off()
        source.refresh_from_db()
        return source

    return undone


def counts(source):
    return {
        name: count
        for name in ("new", "changed", "unchanged", "conflict", "error")
        if (count := getattr(source, name))
    }


def three(*more):
    return xlsx(
        HEADERS,
        ["G5", "Gạo 5 kg", 5, "kg", "9520000000011", 365],
        ["G1", "Gạo 1 kg", "1", "KG", None, None],
        [None, "Mật ong", "0,5", "lít", None, "180"],
        *more,
    )


@pytest.mark.django_db
class TestBringingIn:
    def test_a_check_counts_and_writes_nothing(self, bring):
        source = bring(three())
        assert (source.state, counts(source)) == (Import.State.CHECKED, {"new": 3})
        assert Product.objects.count() == 0

    def test_the_rows_are_written_once_with_one_id_in_the_log(self, bring, write):
        source = write(bring(three()))
        assert source.state == Import.State.APPLIED
        names = set(Product.objects.values_list("name", "net_content", "gtin"))
        assert names == {
            ("Gạo 5 kg", Decimal(5), "09520000000011"),
            ("Gạo 1 kg", Decimal(1), None),
            ("Mật ong", Decimal("0.5"), None),
        }
        entries = LogEntry.objects.filter(request=str(source.job_id))
        assert entries.filter(action="products.product_added").count() == 3
        assert entries.filter(action="records.import_applied").count() == 1
        assert first_broken_link(stored_entries()) is None

    def test_the_same_file_twice_changes_nothing(self, bring, write):
        write(bring(three()))
        assert counts(bring(three())) == {"unchanged": 3}

    def test_what_the_file_does_not_mention_stays(self, bring, write, rice):
        write(bring(xlsx(HEADERS, ["M", "Muối", 1, "kg", None, None])))
        assert Product.objects.count() == 2

    def test_an_empty_cell_leaves_the_field_and_a_mark_empties_it(self, bring, write, rice):
        headers = ["Mã vạch", "Tên sản phẩm", "Bảo quản", "Hạn dùng"]
        source = write(bring(xlsx(headers, ["9520000000011", "Gạo mới", None, "(xóa)"])))
        assert counts(source) == {"changed": 1}
        rice.refresh_from_db()
        assert (rice.name, rice.storage, rice.shelf_life_days) == (
            "Gạo mới",
            "Nơi khô, mát.",
            None,
        )
        assert (rice.folded, rice.version) == ("gao moi", 2)


@pytest.mark.django_db
class TestWhatIsWrong:
    @pytest.fixture
    def source(self, bring, other_coop):
        add_product(
            organisation=other_coop,
            description=Description(
                name="X", net_content=Decimal(1), content_unit="kg", gtin="9520000000028"
            ),
            by="test",
        )
        return bring(
            three(
                ["A", None, 0, "bao", "123", "1E+12"],
                ["B", "Của người khác", 1, "kg", "9520000000028", None],
                ["G5", "Gạo trùng", 5, "kg", None, None],
            )
        )

    def test_all_errors_of_all_rows_are_told_at_once(self, source):
        assert counts(source) == {"new": 3, "error": 3}
        rows = source.rows.filter(outcome="error")
        found = {row.number: {f["column"]: f["code"] for f in row.findings} for row in rows}
        assert found == {
            5: {
                "name": "imports.missing",
                "net_content": "products.bad_net_content",
                "content_unit": "spreadsheets.unknown_choice",
                "gtin": "products.bad_gtin",
                "shelf_life_days": "spreadsheets.number_too_large",
            },
            6: {"gtin": "products.gtin_taken"},
            7: {"": "imports.twice_in_the_file"},
        }

    def test_the_sheet_to_mend_has_the_same_rows_with_their_errors(self, source):
        with open_document(source.marked) as file:
            sheet = load_workbook(io.BytesIO(file.read())).active
        assert [cell.value for cell in sheet[3]][:2] == ["G1", "Gạo 1 kg"]
        assert "khớp số kiểm tra" in sheet["E5"].comment.text
        assert "Dòng mới phải có “Tên sản phẩm”" in sheet["G5"].value

    def test_mended_and_sent_again_the_rest_is_written(self, source, bring, write):
        write(source)
        with open_document(source.marked) as file:
            book = load_workbook(io.BytesIO(file.read()))
        sheet = book.active
        for place, value in enumerate(["A", "Bột", 1, "kg", None, None], start=1):
            sheet.cell(5, place).value = value
        sheet.cell(6, 5).value = None
        sheet.cell(7, 1).value = "G6"
        mended = io.BytesIO()
        book.save(mended)
        source = write(bring(mended))
        assert counts(source) == {"new": 3, "unchanged": 3}
        assert Product.objects.filter(organisation__name__startswith="HTX Lúa").count() == 6

    def test_good_rows_can_be_written_without_the_others(self, source, write):
        write(source)
        assert Product.objects.filter(organisation__name__startswith="HTX Lúa").count() == 3

    def test_or_nothing_is_written_until_all_are_good(self, source):
        with pytest.raises(RuleError, match="Còn 3 dòng"):
            imports.ask_apply(source, source.by, all_or_nothing=True)


@pytest.mark.django_db
class TestConflicts:
    def exported(self, user, coop):
        file = io.BytesIO()
        imports.write_export(file, KIND, imports.scope_named(user, coop.key))
        return file

    def test_an_export_brought_in_again_changes_nothing(self, bring, coop, an, rice):
        add_product(
            organisation=coop,
            description=Description(
                name="=Cà phê, “đặc biệt”",
                net_content=Decimal("0.250"),
                content_unit="kg",
                reference="+007",
                directions="-pha",
            ),
            by="test",
        )
        assert counts(bring(self.exported(an, coop))) == {"unchanged": 2}

    def test_what_somebody_changed_since_the_export_is_a_conflict_with_both_values(
        self, bring, coop, an, rice
    ):
        book = load_workbook(self.exported(an, coop))
        book.active["B2"].value = "Gạo tên tệp"
        file = io.BytesIO()
        book.save(file)
        change_product(
            product=rice,
            version=rice.version,
            description=Description(
                name="Gạo tên trang",
                net_content=rice.net_content,
                content_unit="kg",
                gtin=rice.gtin,
            ),
            by="test",
        )
        source = bring(file)
        assert counts(source) == {"conflict": 1}
        finding = source.rows.get().findings[0]
        assert "nay là “Gạo tên trang”, trong tệp là “Gạo tên tệp”" in finding["message"]

    def test_what_somebody_changed_since_the_check_is_not_written_over(
        self, bring, write, coop, rice
    ):
        source = bring(xlsx(["Mã vạch", "Tên sản phẩm"], ["9520000000011", "Gạo tệp"]))
        change_product(
            product=rice,
            version=rice.version,
            description=Description(
                name="Gạo trang", net_content=Decimal(5), content_unit="kg", gtin=rice.gtin
            ),
            by="test",
        )
        write(source)
        rice.refresh_from_db()
        assert (rice.name, counts(source)) == ("Gạo trang", {"conflict": 1})


@pytest.mark.django_db
class TestUndoing:
    def test_what_was_made_is_removed_and_what_was_changed_put_back(
        self, bring, write, undo, rice
    ):
        source = write(
            bring(
                xlsx(
                    ["Mã vạch", "Tên sản phẩm", "Khối lượng tịnh", "ĐVT"],
                    ["9520000000011", "Gạo đổi tên", None, None],
                    [None, "Muối", 1, "kg"],
                )
            )
        )
        undo(source)
        assert source.state == Import.State.UNDONE
        row = Product.objects.get()
        assert (row.name, row.folded, row.version) == (
            *("Gạo hữu cơ Hải Lăng", "gao huu co hai lang", 3),
        )
        actions = LogEntry.objects.filter(request=str(source.job_id)).values_list(
            "action", flat=True
        )
        assert sorted(actions) == [
            *("products.product_changed", "products.product_removed", "records.import_undone")
        ]
        assert first_broken_link(stored_entries()) is None

    def test_what_was_changed_later_stays_and_says_so(self, bring, write, undo, rice):
        source = write(bring(xlsx(["Mã vạch", "Tên sản phẩm"], ["9520000000011", "Gạo tệp"])))
        rice.refresh_from_db()
        change_product(
            product=rice,
            version=rice.version,
            description=Description(
                name="Gạo sau", net_content=Decimal(5), content_unit="kg", gtin=rice.gtin
            ),
            by="test",
        )
        undo(source)
        rice.refresh_from_db()
        assert rice.name == "Gạo sau"
        assert source.rows.get().left_because == "Đã có người sửa sau khi nhập."

    def test_what_other_things_rest_on_stays_and_says_so(
        self, bring, write, undo, harvest, today
    ):
        source = write(bring(three()))
        product = Product.objects.get(reference="G5")
        make_resting(product, harvest, today)
        undo(source)
        assert Product.objects.get() == product
        left = source.rows.get(undone=ImportRow.Undone.LEFT)
        assert left.left_because == "Đã có lô hàng gắn với nó."


def make_resting(product, harvest, today):
    """A batch of the product."""
    make_batch(
        product=product,
        lot="L1",
        produced_on=today,
        quantity=Decimal(10),
        unit="kg",
        inputs=[Input(harvest=harvest, quantity=Decimal(10))],
        by="test",
        today=today,
    )


@pytest.mark.django_db
class TestWhoseRows:
    def test_a_stranger_brings_nothing_in_for_another_organisation(self, bring, coop, chi):
        with pytest.raises(NotAllowed, match="không nhập dữ liệu cho nơi này"):
            bring(three(), user=chi, owner=coop.key)

    def test_a_row_of_another_organisation_is_an_error_with_a_sentence(
        self, bring, coop, other_coop
    ):
        headers = ["Tổ chức", *HEADERS]
        source = bring(xlsx(headers, [other_coop.name, "X", "Gạo", 1, "kg", None, None]))
        assert counts(source) == {"error": 1}
        assert "trong phạm vi bạn được nhập" in source.rows.get().findings[0]["message"]

    def test_an_officer_brings_in_for_organisations_of_the_commune_only(
        self, bring, write, coop, other_coop, dung, commune
    ):
        headers = ["Tổ chức", *HEADERS]
        source = bring(
            xlsx(
                headers,
                [coop.name, "A", "Gạo", 1, "kg", None, None],
                [other_coop.name, "B", "Gạo", 1, "kg", None, None],
            ),
            user=dung,
            owner=f"unit:{commune.pk}",
        )
        assert counts(source) == {"new": 1, "error": 1}
        write(source)
        assert Product.objects.get().organisation == coop


@pytest.mark.django_db
class TestMappingOfColumns:
    def test_what_a_person_chose_is_remembered_for_them(self, bring, an, coop):
        file = xlsx(["Ten la", "Số", "ĐVT"], ["Gạo", 1, "kg"])
        source = imports.take_in(user=an, kind=KIND, owner="", name="a.xlsx", content=file)
        assert "name" not in source.mapping
        set_mapping(
            source=source,
            kind=KIND,
            mapping={"name": 0, "net_content": 1, "content_unit": 2},
            by=an.key,
        )
        again = imports.take_in(user=an, kind=KIND, owner="", name="a.xlsx", content=file)
        assert again.mapping == {"name": 0, "net_content": 1, "content_unit": 2}

    def test_a_table_of_the_export_is_the_columns_of_the_import(self, an, coop):
        file = io.BytesIO()
        write_xlsx(file, KIND.all_columns, [])
        assert read_table(file, KIND.all_columns).headers[-1] == "Phiên bản (không sửa)"


@pytest.mark.django_db
def test_a_thousand_rows_take_few_queries_whatever_their_number(
    bring, an, coop, django_assert_max_num_queries
):
    source = bring(
        xlsx(HEADERS, *([f"R{n}", f"Hàng {n}", 1, "kg", None, None] for n in range(1000)))
    )
    with django_assert_max_num_queries(90):
        apply(
            source=_applying(source),
            kind=KIND,
            scope=imports.scope_named(an, coop.key),
            report=lambda done, total: None,
        )
    assert Product.objects.count() == 1000


def _applying(source):
    source.state = Import.State.APPLYING
    source.save()
    return source
