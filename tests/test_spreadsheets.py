"""Tables in Excel and CSV files: what is read, what is refused, what comes back unchanged."""

import datetime
import io
import zipfile
from decimal import Decimal

import pytest
from openpyxl import Workbook, load_workbook

from common.errors import BadInput
from common.spreadsheets import (
    CHOICE,
    CLEAR,
    CODE,
    DATE,
    MARKS_HEADER,
    NUMBER,
    YEAR,
    Column,
    Mark,
    guess,
    is_example,
    read,
    read_table,
    restored,
    shown,
    stored,
    write_csv,
    write_marked,
    write_template,
    write_xlsx,
)
from common.spreadsheets.csv_files import hidden, revealed

NAME = Column(key="name", header="Tên tổ chức", required=True, example="HTX Ví Dụ")
TAX = Column(key="tax_code", header="Mã số thuế", kind=CODE, digits=(10, 13), synonyms=("MST",))
AREA = Column(key="area", header="Diện tích (ha)", kind=NUMBER, decimals=4)
COUNT = Column(key="count", header="Số thành viên", kind=NUMBER)
SINCE = Column(key="since", header="Ngày thành lập", kind=DATE)
BORN = Column(key="born", header="Năm sinh", kind=YEAR)
KIND = Column(
    key="kind",
    header="Loại hình",
    kind=CHOICE,
    choices=(("cooperative", "hợp tác xã"), ("farm", "trang trại")),
    aliases={"HTX": "cooperative"},
)
NAMES = ["Bru - Vân Kiều", "Pa Cô 7", *(f"Nhóm số {number}" for number in range(12))]
PEOPLE = Column(
    key="people", header="Nhóm", kind=CHOICE, choices=tuple((name, name) for name in NAMES)
)
COLUMNS = (NAME, TAX, AREA, COUNT, SINCE, BORN, KIND)
ROW = ["HTX Lúa", "0100233488", Decimal("12.5"), 30, datetime.date(2020, 6, 5), 1975, "farm"]


def xlsx(*rows, name="Sheet", **more):
    """A workbook as another program writes it, with `rows` of plain values."""
    book = Workbook()
    sheet = book.active
    sheet.title = name
    for row in rows:
        sheet.append(row)
    for coordinate, value in more.items():
        sheet[coordinate] = value
    file = io.BytesIO()
    book.save(file)
    return file


def csv(text, encoding="utf-8"):
    return io.BytesIO(text.encode(encoding))


def values_of(file, columns=COLUMNS):
    """Every row of a file as values by column."""
    table = read_table(file, columns)
    places = guess(table.headers, columns)
    return [
        {
            column.key: value
            for column in columns
            if column.key in places
            and (value := read(column, row.cells[places[column.key]])) is not None
        }
        for row in table.rows
    ]


def repacked(file, name, change):
    """The workbook with one of its parts rewritten."""
    out = io.BytesIO()
    with zipfile.ZipFile(file) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for entry in old.namelist():
            content = old.read(entry)
            new.writestr(entry, change(content.decode()) if entry == name else content)
    return out


SHEET = "xl/worksheets/sheet1.xml"


class TestAFileThatIsRefused:
    def refused(self, file, code):
        with pytest.raises(BadInput) as caught:
            list(read_table(file, COLUMNS).rows)
        assert caught.value.code == f"spreadsheets.{code}"
        assert caught.value.field == "file"

    def test_a_zip_bomb_is_not_unpacked(self):
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
            package.writestr("[Content_Types].xml", "<Types/>")
            with package.open(SHEET, "w") as sheet:
                for _ in range(101):
                    sheet.write(b" " * (1 << 20))
        assert len(out.getvalue()) < 1 << 20
        self.refused(out, "unpacks_too_large")

    def test_thousands_of_small_parts_are_too_many(self):
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w") as package:
            for number in range(1001):
                package.writestr(f"{number}.xml", "")
        self.refused(out, "unpacks_too_large")

    def test_an_entity_from_outside_is_not_fetched(self, tmp_path):
        secret = tmp_path / "secret.txt"
        secret.write_text("secret")
        entity = f'<!DOCTYPE x [<!ENTITY e SYSTEM "file://{secret}">]>'

        def with_entity(text):
            head, rest = text.split("?>", 1) if "?>" in text else ("<?xml version='1.0'", text)
            return f"{head}?>{entity}{rest.replace('<v>1</v>', '<v>&e;</v>')}"

        self.refused(repacked(xlsx(["Tên tổ chức"], [1]), SHEET, with_entity), "not_a_table")

    def test_entities_that_grow_are_not_expanded(self):
        grown = '<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>'
        file = repacked(
            xlsx(["Tên tổ chức"], [1]),
            SHEET,
            lambda text: grown + text.split("?>")[-1].replace("<v>1</v>", "<v>&b;</v>"),
        )
        self.refused(file, "not_a_table")

    def test_macros(self):
        file = xlsx(["Tên tổ chức"], ["A"])
        with zipfile.ZipFile(file, "a") as package:
            package.writestr("xl/vbaProject.bin", b"macro")
        self.refused(file, "has_macros")

    @pytest.mark.parametrize(
        ("content", "code"),
        [
            (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "old_or_locked"),
            (b"PK\x03\x04 torn", "not_a_table"),
            (b"\x89PNG\r\n\x1a\n\0\0\0", "not_a_table"),
            (b"", "empty"),
            (b"\n\n,,\n", "empty"),
            (b'ten,"torn', "torn"),
        ],
    )
    def test_what_is_no_table(self, content, code):
        if code == "torn":
            content = b'a,b\n"x\n' + b"y" * 200_000
        self.refused(io.BytesIO(content), code)

    def test_a_file_that_is_too_large(self):
        self.refused(io.BytesIO(b"a" * (10 * 1024 * 1024 + 1)), "too_large")

    def test_more_rows_than_an_import_takes(self):
        self.refused(csv("Tên tổ chức\n" + "A\n" * 50_001), "too_many_rows")

    def test_parts_that_are_missing(self):
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w") as package:
            package.writestr("[Content_Types].xml", "<Types/>")
        self.refused(out, "not_a_table")


class TestWhatAFileClaims:
    def test_a_dimension_of_a_million_rows_is_not_believed(self):
        def claims(text):
            head, rest = text.split("<dimension", 1)
            return f'{head}<dimension ref="A1:XFD1048576"/>{rest.split("/>", 1)[1]}'

        file = repacked(xlsx(["Tên tổ chức"], ["A"]), SHEET, claims)
        assert values_of(file) == [{"name": "A"}]

    def test_a_row_number_beyond_any_sheet_is_refused(self):
        file = repacked(
            xlsx(["Tên tổ chức"], ["A"]),
            SHEET,
            lambda text: text.replace('r="2"', 'r="99999999999"').replace('r="A2"', ""),
        )
        with pytest.raises(BadInput, match="không phải bảng"):
            list(read_table(file, COLUMNS).rows)


class TestWhereTheTableIs:
    def test_under_titles_with_blank_rows_and_columns(self):
        file = xlsx(
            ["ỦY BAN NHÂN DÂN XÃ"],
            [],
            [None, "DANH SÁCH TỔ CHỨC NĂM 2026"],
            [None, "STT", "TÊN TỔ CHỨC", None, "MST"],
            [None, 1, "HTX A", None, "0100233488"],
            [],
            [None, 2, "HTX B", None, None],
        )
        assert values_of(file) == [
            {"name": "HTX A", "tax_code": "0100233488"},
            {"name": "HTX B"},
        ]

    def test_a_header_of_two_rows_with_merged_cells(self):
        book = Workbook()
        sheet = book.active
        sheet.append(["Tên tổ chức", "Giấy tờ", None, "Loại hình"])
        sheet.append([None, "Mã số thuế", "Ngày thành lập", None])
        sheet.append(["HTX A", "0100233488", "05/06/2020", "HTX"])
        sheet.merge_cells("B1:C1")
        sheet.merge_cells("A1:A2")
        file = io.BytesIO()
        book.save(file)
        assert values_of(file) == [
            {
                "name": "HTX A",
                "tax_code": "0100233488",
                "since": datetime.date(2020, 6, 5),
                "kind": "cooperative",
            }
        ]

    @pytest.mark.parametrize("numbers", [["(1)", "(2)", "(3)"], [1, 2, 3], ["A", "B", "C"]])
    def test_a_row_that_only_counts_the_columns_is_no_data(self, numbers):
        file = xlsx(["Tên tổ chức", "MST", "Loại hình"], numbers, ["HTX A", None, "HTX"])
        assert values_of(file) == [{"name": "HTX A", "kind": "cooperative"}]

    def test_rows_keep_the_numbers_they_have_in_the_file(self):
        file = xlsx(["x"], ["Tên tổ chức"], ["A"], [], ["B"])
        assert [row.number for row in read_table(file, COLUMNS).rows] == [3, 5]

    def test_the_sheet_that_knows_most_columns(self):
        book = Workbook()
        book.active.append(["Ghi chú", "của chúng tôi"])
        second = book.create_sheet("Danh sách")
        second.append(["Tên tổ chức", "MST"])
        second.append(["HTX A", "0100233488"])
        file = io.BytesIO()
        book.save(file)
        table = read_table(file, COLUMNS)
        assert (table.sheet, table.headers) == ("Danh sách", ["Tên tổ chức", "MST"])
        assert "trang được đọc là “Danh sách”" in table.notes[0]

    def test_hidden_sheets_are_not_read(self):
        book = Workbook()
        book.active.append(["Tên tổ chức"])
        hidden_sheet = book.create_sheet("Ẩn")
        hidden_sheet.append(["Tên tổ chức", "MST"])
        hidden_sheet.sheet_state = "hidden"
        file = io.BytesIO()
        book.save(file)
        assert read_table(file, COLUMNS).headers == ["Tên tổ chức"]


class TestHeaders:
    @pytest.mark.parametrize(
        "header",
        ["Mã số thuế", "MA SO THUE", "mã số thuế (*)", "  Mã  số thuế:", "MST", "tax_code"],
    )
    def test_a_column_is_known_by_its_name_and_synonyms(self, header):
        assert guess(["STT", header], COLUMNS) == {"tax_code": 1}

    def test_an_exact_name_wins_over_one_that_only_begins_so(self):
        headers = ["Tên tổ chức cũ", "Tên tổ chức"]
        assert guess(headers, COLUMNS) == {"name": 1}

    def test_what_a_person_chose_before_comes_first(self):
        headers = ["Đơn vị", "Tên tổ chức"]
        assert guess(headers, COLUMNS, {"donvi": "name"}) == {"name": 0}
        assert guess(headers, COLUMNS, {"tentochuc": ""}) == {}


class TestCells:
    @pytest.mark.parametrize(
        ("cell", "value"),
        [
            ("0100233488", "0100233488"),
            (100233488, "0100233488"),
            (8936012345678, "8936012345678"),
            (" 0100233488 ", "0100233488"),
        ],
    )
    def test_codes_keep_their_zeros(self, cell, value):
        assert read(TAX, cell) == value

    def test_zeros_that_only_the_format_of_a_cell_shows_are_read(self):
        book = Workbook()
        book.active.append(["Tên tổ chức", "Mã vùng"])
        book.active.append(["A", 12])
        book.active["B2"].number_format = "00000"
        file = io.BytesIO()
        book.save(file)
        area = Column(key="code", header="Mã vùng", kind=CODE)
        assert values_of(file, (area,)) == [{"code": "00012"}]

    @pytest.mark.parametrize("cell", ["1.23E+12", "1,23E+12", "8.93601E+12", 10**16])
    def test_a_code_that_excel_made_a_number_is_named(self, cell):
        with pytest.raises(BadInput, match="mất chữ số") as caught:
            read(TAX, cell)
        assert (caught.value.code, caught.value.field) == (
            "spreadsheets.code_became_number",
            "tax_code",
        )

    def test_a_code_that_excel_made_a_day_is_named(self):
        with pytest.raises(BadInput, match="thành ngày 05/06/2026"):
            read(TAX, datetime.date(2026, 6, 5))

    @pytest.mark.parametrize(
        ("cell", "value"),
        [
            ("1.200,5", "1200.5"),
            ("1.200", "1200"),
            ("1200.5", "1200.5"),
            ("0.125", "0.125"),
            ("0,125", "0.125"),
            ("12", "12"),
            (Decimal("0.3"), "0.3"),
            ("-1,5", "-1.5"),
        ],
    )
    def test_numbers_as_vietnamese_write_them(self, cell, value):
        assert read(AREA, cell) == Decimal(value)

    @pytest.mark.parametrize("cell", ["12 ha", "1,200.5", "NaN", "Infinity", "1e5x", "mười"])
    def test_what_is_no_number(self, cell):
        with pytest.raises(BadInput, match="không phải số"):
            read(AREA, cell)

    def test_numbers_have_their_limits(self):
        with pytest.raises(BadInput, match="lớn quá"):
            read(AREA, 10**12)
        with pytest.raises(BadInput, match="nhiều nhất 4 chữ số lẻ"):
            read(AREA, "1,23456")
        with pytest.raises(BadInput, match="là số nguyên"):
            read(COUNT, "1,5")

    @pytest.mark.parametrize(
        "cell",
        ["05/06/2026", "5-6-2026", "5.6.2026", "2026-06-05", datetime.date(2026, 6, 5)],
    )
    def test_days(self, cell):
        assert read(SINCE, cell) == datetime.date(2026, 6, 5)

    @pytest.mark.parametrize("cell", ["31/02/2026", "05/06/26", "hôm qua", 45000])
    def test_what_is_no_day(self, cell):
        with pytest.raises(BadInput, match="không phải ngày"):
            read(SINCE, cell)

    def test_a_year_is_no_day_and_the_sentence_says_so(self):
        with pytest.raises(BadInput, match="chỉ có năm 2020"):
            read(SINCE, 2020)

    @pytest.mark.parametrize("cell", [1975, "1975", "05/06/1975", datetime.date(1975, 6, 5)])
    def test_years(self, cell):
        assert read(BORN, cell) == 1975

    @pytest.mark.parametrize("cell", ["hợp tác xã", "HOP TAC XA", "cooperative", "HTX"])
    def test_a_choice_by_word_code_or_alias(self, cell):
        assert read(KIND, cell) == "cooperative"

    def test_an_unknown_choice_lists_what_there_is(self):
        with pytest.raises(BadInput, match="Hãy chọn một trong: hợp tác xã, trang trại"):
            read(KIND, "công ty")

    @pytest.mark.parametrize("cell", ["Bru-Vân Kiều", "bru – van kieu", "BRU - VÂN KIỀU"])
    def test_blanks_around_a_hyphen_make_no_other_choice(self, cell):
        assert read(PEOPLE, cell) == "Bru - Vân Kiều"

    def test_of_a_long_list_the_nearest_are_told(self):
        with pytest.raises(BadInput, match=r"trong: Pa Cô 7.*… \(cả danh sách có trong tệp"):
            read(PEOPLE, "pacô7x")

    @pytest.mark.parametrize("cell", ["(xóa)", "(XOA)", " (xóa) "])
    def test_a_cell_can_ask_to_empty_the_field(self, cell):
        assert read(NAME, cell) is CLEAR

    def test_text_is_composed_and_loses_what_no_one_sees(self):
        assert read(NAME, "HTX Lu\u0301a\x00\x07 ") == "HTX Lúa"

    @pytest.mark.parametrize(
        ("column", "value"), [*zip(COLUMNS, ROW, strict=True), (NAME, CLEAR)]
    )
    def test_a_value_that_is_stored_is_restored(self, column, value):
        assert restored(column, stored(value)) == value

    def test_values_are_shown_as_vietnamese_write_them(self):
        said = [shown(column, value) for column, value in zip(COLUMNS, ROW, strict=True)]
        assert said == [
            *("HTX Lúa", "0100233488", "12,5", "30", "05/06/2020", "1975", "trang trại")
        ]


class TestFormulas:
    def test_the_value_that_excel_kept_is_read_and_nothing_reckoned(self):
        file = repacked(
            xlsx(["Tên tổ chức", "Số thành viên"], ["A", "=1+1"]),
            SHEET,
            lambda text: text.replace("<f>1+1</f><v/>", "<f>1+1</f><v>7</v>").replace(
                "<f>1+1</f><v />", "<f>1+1</f><v>7</v>"
            ),
        )
        assert values_of(file) == [{"name": "A", "count": 7}]

    def test_a_formula_without_a_value_is_named_and_not_taken_for_empty(self):
        table = read_table(xlsx(["Tên tổ chức", "MST"], ["A", "=1+1"]), COLUMNS)
        with pytest.raises(BadInput, match="công thức chưa được tính"):
            read(TAX, next(table.rows).cells[1])

    def test_an_error_of_excel_is_named(self):
        file = xlsx(["Tên tổ chức", "MST"], ["A", "#N/A"])
        with pytest.raises(BadInput, match="có lỗi của Excel"):
            read(TAX, next(read_table(file, COLUMNS).rows).cells[1])


class TestCsv:
    @pytest.mark.parametrize(
        ("text", "encoding"),
        [
            ("Tên tổ chức,MST\nHTX Lúa,0100233488\n", "utf-8"),
            ("Tên tổ chức;MST\nHTX Lúa;0100233488\n", "utf-8-sig"),
            ("Tên tổ chức\tMST\r\nHTX Lúa\t0100233488\r\n", "utf-16"),
            ("sep=;\nTên tổ chức;MST\nHTX Lúa;0100233488\n", "utf-8"),
        ],
    )
    def test_encodings_and_signs_between(self, text, encoding):
        assert values_of(csv(text, encoding)) == [{"name": "HTX Lúa", "tax_code": "0100233488"}]

    def test_windows_1258_is_a_guess_and_said_so(self):
        file = csv("T\u00ean t\u00f4\u0309 ch\u01b0\u0301c,MST\nHTX A,\n", "cp1258")
        table = read_table(file, COLUMNS)
        assert table.headers[0] == "Tên tổ chức"
        assert "Windows-1258" in table.notes[0]

    def test_commas_in_quotes_split_nothing(self):
        assert values_of(csv('Tên tổ chức,MST\n"HTX A, B","0100233488"\n')) == [
            {"name": "HTX A, B", "tax_code": "0100233488"}
        ]


FORMULA_LIKE = ["=1+1", "+84 912", "-x", "@SUM(A1)", "'=1", "''=1", "'s", "=cmd|' /C calc'!A0"]


class TestWhatIsWrittenComesBack:
    @pytest.mark.parametrize("write", [write_xlsx, write_csv])
    def test_every_kind_of_value(self, write):
        empty = ["HTX Rỗng", None, None, None, None, None, None]
        file = io.BytesIO()
        write(file, COLUMNS, [ROW, empty])
        first, second = values_of(file)
        assert [first[column.key] for column in COLUMNS] == ROW
        assert second == {"name": "HTX Rỗng"}

    @pytest.mark.parametrize("write", [write_xlsx, write_csv])
    @pytest.mark.parametrize("text", FORMULA_LIKE)
    def test_text_like_a_formula(self, write, text):
        file = io.BytesIO()
        write(file, (NAME, TAX), [[text, text]])
        assert values_of(file, (NAME, TAX)) == [{"name": text, "tax_code": text}]

    def test_no_cell_of_a_workbook_is_a_formula(self):
        file = io.BytesIO()
        write_xlsx(file, (NAME,), [[text] for text in FORMULA_LIKE])
        cells = [row[0] for row in load_workbook(file).active.iter_rows(min_row=2)]
        assert {cell.data_type for cell in cells} == {"s"}
        assert cells[0].quotePrefix

    def test_in_csv_they_stand_behind_an_apostrophe(self):
        assert (hidden("=1"), revealed("'=1"), hidden("'=1")) == ("'=1", "=1", "''=1")

    def test_codes_are_text_and_the_header_stays(self):
        file = io.BytesIO()
        write_xlsx(file, COLUMNS, [ROW], title="Tổ chức: [2026]/*")
        sheet = load_workbook(file).active
        assert (sheet["B2"].value, sheet["B2"].number_format) == ("0100233488", "@")
        assert sheet.freeze_panes == "A2"
        assert sheet.title == "Tổ chức 2026"


class TestTheTemplate:
    @pytest.fixture
    def template(self):
        file = io.BytesIO()
        write_template(file, COLUMNS, lists={"name": ["HTX A", "HTX B"]})
        return file

    def test_it_offers_lists(self, template):
        book = load_workbook(template)
        offers = book["Dữ liệu"].data_validations.dataValidation
        assert sorted(str(offer.sqref) for offer in offers) == ["A2:A50001", "G2:G50001"]
        assert [cell.value for cell in book["Danh mục"]["B"]] == [
            *("Loại hình", "hợp tác xã", "trang trại")
        ]

    def test_codes_that_are_typed_into_it_stay_text(self, template):
        sheet = load_workbook(template)["Dữ liệu"]
        assert sheet.column_dimensions["B"].number_format == "@"

    def test_its_example_is_known_again(self, template):
        table = read_table(template, COLUMNS)
        row = next(table.rows)
        values = {"name": read(NAME, row.cells[0])}
        assert values == {"name": "HTX Ví Dụ"}
        assert not is_example({"name": "HTX Ví Dụ"}, COLUMNS)  # one word proves nothing
        other = Column(key="phone", header="Điện thoại", example="0900")
        assert is_example(values | {"phone": "0900"}, (*COLUMNS, other))


class TestTheMarkedSheet:
    def test_it_has_the_same_rows_with_what_is_wrong_in_colour_and_words(self):
        file = io.BytesIO()
        marks = [Mark(1, "Mã số thuế sai."), Mark(None, "Dòng trùng.")]
        write_marked(file, ["Tên tổ chức", "MST"], [(["=A", "01"], marks), (["B", None], [])])
        sheet = load_workbook(file).active
        assert sheet["A2"].data_type == "s"
        assert sheet["B2"].comment.text == "Mã số thuế sai."
        assert sheet["B2"].fill.fgColor.rgb == "FFF6C9C3"
        assert sheet["C2"].value == "Mã số thuế sai.\nDòng trùng."

    def test_sent_again_its_last_column_is_passed_over_and_written_once(self):
        file = io.BytesIO()
        write_marked(file, ["Tên tổ chức"], [(["A"], [Mark(0, "Sai.")])])
        assert values_of(file) == [{"name": "A"}]
        table = read_table(file, COLUMNS)
        again = io.BytesIO()
        write_marked(again, table.headers, [(row.cells, []) for row in table.rows])
        assert read_table(again, COLUMNS).headers == ["Tên tổ chức", MARKS_HEADER]
