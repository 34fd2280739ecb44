"""Symbols of a run: bit for bit those of the `qrcode` package, and read by a stranger."""

from itertools import groupby, product

import pytest
import zxingcpp
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageDraw
from qrcode import QRCode
from qrcode.util import (
    ALPHA_NUM,
    BIT_LIMIT_TABLE,
    MODE_8BIT_BYTE,
    MODE_ALPHA_NUM,
    MODE_NUMBER,
    BitBuffer,
    QRData,
    length_in_bits,
    lost_point,
)

from labels import qr
from labels.links import label_link
from labels.masks import penalty, stride_of
from labels.qr import LEVELS, MASKS, Run, Symbol
from labels.segments import cut
from labels.serials import ALPHABET

LINK = label_link(
    public_url="https://truyxuat.example.vn", gtin="09520000000011", lot="L2611A", serial=""
)
SHORT = "https://a.vn/t/"
MANY = 20  # from so many on symbols come from tables

serials = st.text(ALPHABET, min_size=16, max_size=16)
# Starts of every kind of segment, also of letters that take several bytes.
starts = st.one_of(
    st.sampled_from(
        ["", "1", "12", "123", "A", "AB", "a", SHORT, "GẠO ", "/01/09520000000011/"]
    ),
    st.text("aA0Ạ/", max_size=12),
)
alphabets = st.sampled_from([ALPHABET, "0123456789", "abcxyz", "A0a"])


def by_qrcode(segments, version, level, mask):
    """The modules that `qrcode` draws; the version is the one asked for."""
    code = QRCode(version=version, error_correction=LEVELS[level], mask_pattern=mask, border=0)
    for mode, part in segments:
        code.add_data(QRData(part, mode=mode))
    code.make(fit=False)
    return [[bool(module) for module in row] for row in code.modules]


def segments_with(run, tail):
    """What the text with this tail is cut into."""
    *before, (mode, last) = run.segments
    return [*before, (mode, last[: -len(tail)] + tail)]


def modules(symbol):
    """The symbol as rows of modules."""
    rows = [[False] * symbol.size for _ in range(symbol.size)]
    for column, row, length in symbol.bars():
        rows[row][column : column + length] = [True] * length
    return rows


def drawn(run, tails):
    """The modules of the symbols of a run."""
    return [modules(Symbol(run.size, bits)) for bits in run.symbols(tails)]


def picture(symbol):
    """The symbol as an image of 4 pixels a module, drawn from its bars."""
    side = (symbol.size + 8) * 4
    image = Image.new("L", (side, side), 255)
    for column, row, length in symbol.bars():
        x, y = (column + 4) * 4, (row + 4) * 4
        ImageDraw.Draw(image).rectangle((x, y, x + length * 4 - 1, y + 3), fill=0)
    return image


def read(symbol):
    """What an independent reader reads of it."""
    return [(code.text, code.ec_level) for code in zxingcpp.read_barcodes(picture(symbol))]


# --- a run ----------------------------------------------------------------------------------


@given(
    starts,
    alphabets,
    st.integers(1, 7),
    st.integers(2, 10),
    st.sampled_from(list(LEVELS)),
    st.sampled_from(MASKS),
    st.data(),
)
@settings(max_examples=30, deadline=None)
def test_every_symbol_is_the_one_that_qrcode_draws(
    start, alphabet, length, version, level, mask, data
):
    run = Run(start, length, alphabet, level=level, version=version, mask=mask)
    assert run.version >= version
    tails = data.draw(
        st.lists(
            st.text(alphabet, min_size=length, max_size=length), min_size=MANY, max_size=MANY
        )
    )
    for tail, symbol in list(zip(tails, drawn(run, tails), strict=True))[:4]:
        assert symbol == by_qrcode(segments_with(run, tail), run.version, level, mask)


@pytest.mark.slow
@pytest.mark.parametrize(("version", "level"), list(product(range(2, 11), LEVELS)))
@given(tails=st.lists(serials, min_size=MANY, max_size=MANY))
@settings(max_examples=3, deadline=None)
def test_serials_give_what_qrcode_draws_in_every_version_level_and_mask(version, level, tails):
    run = Run("", 16, ALPHABET, level=level, version=version)
    assert run.version == version
    for run.mask in MASKS:
        for tail, symbol in zip(tails, drawn(run, tails), strict=True):
            assert symbol == by_qrcode([(MODE_ALPHA_NUM, tail)], version, level, run.mask)


@pytest.mark.parametrize("count", [1, MANY - 1, MANY, MANY + 1])
@pytest.mark.parametrize("mask", [0, 5, None])
def test_few_symbols_are_the_same_as_many(count, mask):
    tails = [f"{number:016d}" for number in range(100, 100 + count)]
    alone = Run(LINK, 16, ALPHABET, mask=mask)
    many = Run(LINK, 16, ALPHABET, mask=mask)
    many.symbols([*tails, *["0" * 16] * MANY])
    assert alone.symbols(tails) == many.symbols(tails)


@pytest.mark.parametrize("level", LEVELS)
def test_a_search_for_each_symbol_takes_the_masks_that_qrcode_takes(level):
    run = Run(LINK, 16, ALPHABET, level=level, mask=None)
    tails = [f"{number:016d}" for number in range(MANY)]
    assert drawn(run, tails)[:5] == [
        by_qrcode(segments_with(run, tail), run.version, level, None) for tail in tails[:5]
    ]


def test_the_mask_of_a_run_has_the_least_penalty_over_its_sample():
    run = Run(LINK, 16, ALPHABET)
    tails = [f"{number:016d}" for number in range(0, 8000, 200)]
    run.choose_mask(tails)
    means = {}
    for mask in MASKS:
        other = Run(LINK, 16, ALPHABET, mask=mask)
        means[mask] = sum(penalty(bits, run.size) for bits in other.symbols(tails))
    # `qrcode` judges symbols before it writes into them which mask they have.
    assert means[run.mask] <= sorted(means.values())[1]
    assert run.mask == 3  # printed codes keep their looks


@pytest.mark.parametrize("start", [LINK, SHORT, "HTTPS://A.VN/T/", "gạo/", "09520000000011"])
@pytest.mark.parametrize("level", LEVELS)
def test_symbols_of_a_run_are_read(start, level):
    run = Run(start, 16, ALPHABET, level=level)
    tails = [f"{number:08d}ABCDWXYZ" for number in range(MANY)]
    run.choose_mask(tails)
    for tail, bits in zip(tails, run.symbols(tails), strict=True):
        assert read(Symbol(run.size, bits)) == [(start + tail, level)]


def test_symbols_of_a_run_have_one_size_whatever_their_serials():
    run = Run(SHORT, 16, ALPHABET)
    tails = ["0" * 16, "Z" * 16, "A1" * 8, "1234567890123456"]
    texts = [read(Symbol(run.size, bits))[0][0] for bits in run.symbols(tails)]
    assert texts == [SHORT + tail for tail in tails]


@pytest.mark.parametrize("count", [1, MANY])
@pytest.mark.parametrize("stranger", ["A1" * 50, "", "a" * 16, "I" * 16, "0" * 15 + "é"])
def test_a_link_that_does_not_fit_its_run_is_refused(stranger, count):
    run = Run(SHORT, 16, ALPHABET)
    with pytest.raises(ValueError, match="does not fit"):
        run.symbols([*["0" * 16] * (count - 1), stranger])


@pytest.mark.parametrize(("length", "alphabet"), [(0, ALPHABET), (16, ""), (16, "Đ")])
def test_a_run_needs_characters_that_differ(length, alphabet):
    with pytest.raises(ValueError, match="a run needs"):
        Run(SHORT, length, alphabet)


# --- a single symbol ------------------------------------------------------------------------


@pytest.mark.parametrize("level", LEVELS)
def test_every_level_is_read(level):
    link = LINK + "0123456789ABCDEF"
    assert read(qr.symbol(link, level)) == [(link, level)]


@pytest.mark.parametrize(
    "text", ["", "x", "A" * 5, "A" * 6, "Gạo hữu cơ", "é/01/ABCDEF", "0" * 30]
)
def test_any_text_can_be_a_symbol(text):
    parts = "".join(part for _, part in cut(text, "M").segments)
    assert parts == text
    if text:
        assert read(qr.symbol(text))[0][0] == text


def test_the_smallest_version_is_taken():
    assert qr.symbol("https://truyxuat.example.vn/t/" + "0" * 16).size == 29
    assert qr.symbol(LINK + "0" * 16).size == 33
    assert Run(LINK, 16, ALPHABET).size == 33


def test_a_text_too_long_for_any_version_is_refused():
    qr.symbol("7" * 7089, "L")
    with pytest.raises(ValueError, match="too long"):
        qr.symbol("7" * 7090, "L")


# --- segments -------------------------------------------------------------------------------


def length(segments, version):
    """How many bits `qrcode` writes for them."""
    buffer = BitBuffer()
    for mode, part in segments:
        data = QRData(part, mode=mode)
        buffer.put(mode, 4)
        buffer.put(len(data), length_in_bits(mode, version))
        data.write(buffer)
    return len(buffer)


def cuts(text):
    """Every way to give each letter a mode, as segments."""
    known = {
        MODE_NUMBER: set("0123456789"),
        MODE_ALPHA_NUM: set(ALPHA_NUM.decode()),
        MODE_8BIT_BYTE: set(text),
    }
    choices = [[mode for mode, those in known.items() if letter in those] for letter in text]
    for modes in product(*choices):
        groups = groupby(zip(modes, text, strict=True), key=lambda pair: pair[0])
        yield [(mode, "".join(letter for _, letter in group)) for mode, group in groups]


@given(st.lists(st.sampled_from(["1234567", "12", "ABCDEF", "A", "ab", "ạ"]), max_size=4))
@settings(max_examples=40, deadline=None)
def test_no_other_cut_is_shorter(parts):
    text = "".join(parts)[:7]
    found = cut(text, "M")
    assert "".join(part for _, part in found.segments) == text
    assert length(found.segments, 1) == min(length(one, 1) for one in cuts(text))


@pytest.mark.parametrize("level", LEVELS)
@pytest.mark.parametrize("count", [1, 17, 40, 41, 77, 154, 395, 1000, 1273])
def test_the_version_is_the_smallest_that_holds_the_text(count, level):
    found = cut("a" * count, level)
    limits = BIT_LIMIT_TABLE[LEVELS[level]]
    assert length(found.segments, found.version) <= limits[found.version]
    assert found.version == 1 or (
        length(found.segments, found.version - 1) > limits[found.version - 1]
    )


def test_the_parts_of_a_link_stand_in_the_modes_that_suit_them():
    run = Run(LINK, 16, ALPHABET)
    assert run.segments == [
        (MODE_8BIT_BYTE, "https://truyxuat.example.vn/01/"),
        (MODE_NUMBER, "09520000000011"),
        (MODE_ALPHA_NUM, "/10/L2611A/21/" + "0" * 16),
    ]


# --- penalties ------------------------------------------------------------------------------


@given(
    st.sampled_from([21, 25, 33, 57]),
    st.sampled_from([0.05, 0.3, 0.5, 0.95]),
    st.lists(st.tuples(st.integers(0, 20), st.integers(0, 10), st.booleans()), max_size=20),
    st.randoms(use_true_random=False),
)
@settings(max_examples=60, deadline=None)
def test_a_penalty_is_what_qrcode_counts(size, density, finders, random):
    rows = [[random.random() < density for _ in range(size)] for _ in range(size)]
    for line, start, upright in finders:
        for at, letter in enumerate(random.choice(["10111010000", "00001011101"])):
            row, column = (start + at, line) if upright else (line, start + at)
            rows[row][column] = letter == "1"
    padding = "0" * (stride_of(size) - size)
    bits = int("".join("".join("01"[dark] for dark in row) + padding for row in rows), 2)
    assert penalty(bits, size) == lost_point(rows)
