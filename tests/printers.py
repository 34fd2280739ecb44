"""Roll printers, played: what would stand on the paper, from the bytes that they are sent.

Written from the makers' manuals alone and without any code of ours: ZPL II Programming Guide
(^GF, "Alternative Data Compression Scheme"), TSPL/TSPL2 Programming Manual (BITMAP).
"""

import re

import numpy


def zpl_pages(data):
    """The paper of each label format as an array of dots: 0 is black, 255 white."""
    text = data.decode("ascii")
    for form in re.findall(r"\^XA(.*?)\^XZ", text, re.S):
        width = int(re.search(r"\^PW(\d+)", form)[1])
        height = int(re.search(r"\^LL(\d+)", form)[1])
        paper = numpy.zeros((height, width), dtype=numpy.uint8)
        fields = re.findall(r"\^FO(\d+),(\d+)\^GFA,(\d+),(\d+),(\d+),(.*?)\^FS", form, re.S)
        for x, y, length, total, bytes_per_row, digits in fields:
            assert length == total
            rows = _zpl_rows(digits, int(bytes_per_row))
            assert len(rows) * int(bytes_per_row) == int(total)
            dots = numpy.unpackbits(numpy.array(rows, dtype=numpy.uint8), axis=1)
            top, left = int(y), int(x)
            part = paper[top : top + len(rows), left : left + dots.shape[1]]
            part |= dots[: part.shape[0], : part.shape[1]]
        # Nothing but graphics: no font and no code page of the printer.
        assert not re.search(r"\^(A|FD|FV|CF|CI|BQ|FH)", form)
        yield 255 * (1 - paper)


def _zpl_rows(digits, width):
    rows, row, times = [], "", 0
    for letter in digits:
        if letter in "GHIJKLMNOPQRSTUVWXY":
            times += ord(letter) - ord("F")
        elif letter in "ghijklmnopqrstuvwxyz":
            times += 20 * (ord(letter) - ord("f"))
        elif letter == ":":
            assert not row
            rows.append(rows[-1])
        elif letter in ",!":
            row += ("0" if letter == "," else "F") * (2 * width - len(row))
        else:
            row += letter * (times or 1)
            times = 0
        assert len(row) <= 2 * width
        if len(row) == 2 * width:
            rows.append(list(bytes.fromhex(row)))
            row = ""
    assert not row
    return rows


def tspl_pages(data, dots_per_mm):
    """The same for TSPL."""
    width = height = None
    paper, at = None, 0
    while at < len(data):
        bitmap = re.compile(rb"BITMAP (\d+),(\d+),(\d+),(\d+),0,").match(data, at)
        if bitmap:
            x, y, stride, rows = map(int, bitmap.groups())
            start = bitmap.end()
            image = numpy.frombuffer(data[start : start + stride * rows], dtype=numpy.uint8)
            dots = numpy.unpackbits(image.reshape(rows, stride), axis=1)
            part = paper[y : y + rows, x : x + 8 * stride]
            part[:] = dots[: part.shape[0], : part.shape[1]]  # 1 is white
            at = start + stride * rows + 2
            assert data[at - 2 : at] == b"\r\n"
            continue
        line, _, _ = data[at:].partition(b"\r\n")
        at += len(line) + 2
        word, _, values = line.decode("ascii").partition(" ")
        if word == "SIZE":
            width, height = (
                round(float(part.removesuffix(" mm")) * dots_per_mm)
                for part in values.split(",")
            )
        elif word == "CLS":
            paper = numpy.ones((height, width), dtype=numpy.uint8)
        elif word == "PRINT":
            yield 255 * paper
        else:
            assert word in ("GAP", "DIRECTION", "REFERENCE"), word
