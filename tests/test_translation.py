"""English is whole: every text has its translation, no page in English speaks Vietnamese."""

import datetime
import re
from collections import Counter
from decimal import Decimal
from io import BytesIO
from pathlib import Path

import polib
import pytest
from babel.messages.extract import DEFAULT_KEYWORDS, extract
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext, override
from django.utils.translation.template import templatize

from accounts.models import OfficerDuty
from common import quantities, shown
from common.errors import NotAllowed
from common.forms import AmountField
from cooperatives.access import require
from cooperatives.models import Membership, Organisation
from growing_areas.code_formats import FORMATS, MARKETS, read_code
from growing_areas.models import CodeState, GrowingAreaCode
from labels.sheets import SHEETS
from products.forms import ProductForm
from records.models import Job
from trace import verdicts
from trace.models import ReceivedMaterial

ROOT = Path(settings.BASE_DIR)
ROOMS = [
    *("config", "portal", "targets", "ocop", "trace", "labels", "listings", "growing_areas"),
    *("products", "cooperatives", "accounts", "places", "records", "common"),
]
CATALOGUE = ROOT / "locale/en/LC_MESSAGES/django.po"
KEYWORDS = DEFAULT_KEYWORDS | {
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext_lazy": (1, 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext_lazy": ((1, "c"), 2, 3),
}
VIETNAMESE = re.compile(
    "[ăâđêôơưàằầèềìòồờùừỳáắấéếíóốớúứýảẳẩẻểỉỏổởủửỷãẵẫẽễĩõỗỡũữỹạặậẹệịọộợụựỵ]", re.IGNORECASE
)
Key = tuple[str | None, str]  # context and text


def entries():
    return [entry for entry in polib.pofile(CATALOGUE) if not entry.obsolete]


def in_source(source: bytes) -> set[Key]:
    """What the calls of gettext and its kin in Python source say."""
    found = set()
    for _line, message, _comments, context in extract(
        "python", BytesIO(source), keywords=KEYWORDS
    ):
        found.add((context, message[0] if isinstance(message, tuple) else message))
    return found


def in_template(text: str) -> set[Key]:
    """The same of a template, which Django turns into calls of gettext in a line each."""
    calls = "\n".join(line.strip() for line in templatize(text).splitlines())
    return in_source(calls.encode())


def in_files() -> dict[Key, Path]:
    """Every text that code and templates have translated, with one file that says it."""
    found: dict[Key, Path] = {}
    for room in ROOMS:
        for path in sorted((ROOT / room).rglob("*.py")):
            found |= dict.fromkeys(in_source(path.read_bytes()), path)
    for path in sorted((ROOT / "templates").rglob("*.*")):
        found |= dict.fromkeys(in_template(path.read_text()), path)
    return found


def placeholders(text: str) -> Counter[str]:
    return Counter(re.findall(r"%\(\w+\)[sd]|%%|%[sd]|\{\w*\}", text))


class TestTheCatalogue:
    def test_every_text_is_translated(self):
        assert [entry.msgid for entry in entries() if not entry.translated()] == []

    def test_no_translation_is_a_guess_of_a_tool(self):
        assert [entry.msgid for entry in entries() if entry.fuzzy] == []

    def test_nothing_out_of_use_is_kept(self):
        assert [entry.msgid for entry in polib.pofile(CATALOGUE) if entry.obsolete] == []

    def test_what_is_filled_in_is_the_same_in_both_languages(self):
        for entry in entries():
            translations = (
                entry.msgstr_plural.values() if entry.msgid_plural else [entry.msgstr]
            )
            for translation in translations:
                assert placeholders(translation) == placeholders(entry.msgid), entry.msgid

    def test_it_holds_exactly_the_texts_of_code_and_templates(self):
        used = in_files()
        known = {(entry.msgctxt, entry.msgid) for entry in entries()}
        assert {key: used[key] for key in used.keys() - known} == {}, "run makemessages"
        assert known - used.keys() == set(), "no file says this any more"

    def test_blanks_at_the_ends_are_the_same(self):
        for entry in entries():
            if not entry.msgid_plural:
                ends = [
                    (text[:1] == " ", text[-1:] == " ") for text in (entry.msgid, entry.msgstr)
                ]
                assert ends[0] == ends[1], entry.msgid


class TestWhatPureModulesSay:
    """Their texts are passed to gettext as variables: each must be marked where it stands."""

    @pytest.mark.parametrize(
        "text",
        [
            *(unit.word for unit in quantities.UNITS.values()),
            *(sheet.title for sheet in SHEETS.values()),
            *MARKETS.values(),
            *(known.name for known in FORMATS),
            *(part for known in FORMATS for part in known.parts.values()),
            *(
                verdict.sentence
                for verdict in (verdicts.GENUINE, verdicts.NOT_ACTIVATED, verdicts.UNKNOWN)
            ),
        ],
    )
    def test_it_is_in_the_catalogue(self, text):
        assert (None, text) in {(entry.msgctxt, entry.msgid) for entry in entries()}

    def test_a_warning_about_a_code_is_whole_in_english(self):
        with override("en"):
            warning = read_code("ABC", "growing_area", gettext).warning
        assert warning.startswith("The code “ABC” is in no known form (VN-(letters of")
        assert " or " in warning
        assert not VIETNAMESE.search(warning)

    def test_without_a_translator_it_is_vietnamese_whatever_the_page_is(self):
        with override("en"):
            assert "không theo dạng đã biết" in read_code("ABC", "growing_area").warning


@pytest.mark.parametrize(
    "choices",
    [
        *(Organisation.Kind, Membership.Role, OfficerDuty.Duty, Job.State),
        *(ReceivedMaterial.Kind, CodeState.State, GrowingAreaCode.Kind),
    ],
)
def test_choices_are_said_in_english(choices):
    with override("en"):
        assert not VIETNAMESE.search(" ".join(str(label) for label in choices.labels))


class TestNumbersAndDays:
    @pytest.mark.parametrize(
        ("language", "wanted"), [("vi", "1.200,5 kg"), ("en", "1,200.5 kg")]
    )
    def test_quantities_are_written_as_the_reader_does(self, language, wanted):
        with override(language):
            assert shown.quantity(Decimal("1200.500"), "kg") == wanted

    @pytest.mark.parametrize(("language", "wanted"), [("vi", "3 cái"), ("en", "3 pcs")])
    def test_a_unit_that_is_a_word_is_translated(self, language, wanted):
        with override(language):
            assert shown.quantity(Decimal(3), "cái") == wanted

    @pytest.mark.parametrize(
        ("language", "wanted"), [("vi", "05/06/2026"), ("en", "5 Jun 2026")]
    )
    def test_a_day_in_english_cannot_be_misread(self, language, wanted):
        with override(language):
            assert shown.day(datetime.date(2026, 6, 5)) == wanted

    @pytest.mark.parametrize(
        ("language", "wanted"), [("vi", "07:30 05/06/2026"), ("en", "07:30, 5 Jun 2026")]
    )
    def test_a_moment_is_told_by_the_clocks_of_vietnam(self, language, wanted):
        at = datetime.datetime(2026, 6, 5, 0, 30, tzinfo=datetime.UTC)
        with override(language):
            assert shown.moment(at) == wanted

    @pytest.mark.parametrize(
        ("language", "typed", "amount"),
        [
            *(("vi", "1.200", "1200"), ("vi", "1.200,5", "1200.5"), ("vi", "1,2", "1.2")),
            *(("en", "1,200", "1200"), ("en", "1,200.5", "1200.5"), ("en", "1.2", "1.2")),
            *(("en", "1.200", "1.2"), ("en", "1200", "1200"), ("vi", "0,125", "0.125")),
        ],
    )
    def test_amounts_are_read_in_the_language_of_the_page(self, language, typed, amount):
        with override(language):
            assert AmountField().clean(typed) == Decimal(amount)

    @pytest.mark.parametrize(
        ("language", "typed"), [("en", "1.200,5"), ("en", "1,5"), ("vi", "1,200.5")]
    )
    def test_an_amount_that_could_be_either_is_refused(self, language, typed):
        with override(language), pytest.raises(ValidationError):
            AmountField().clean(typed)

    @pytest.mark.django_db
    def test_what_an_english_page_shows_in_a_form_it_reads_back(self, rice):
        rice.net_content = Decimal("1200.500")
        for language in ("vi", "en"):
            with override(language):
                first = ProductForm.of(rice)["net_content"]
                assert AmountField().clean(first) == rice.net_content


@pytest.mark.django_db
def test_an_error_stays_a_vietnamese_sentence_throughout(coop, chi):
    with override("en"), pytest.raises(NotAllowed, match="cần vai trò quản lý"):
        require(chi, coop, Membership.Role.MANAGER)
