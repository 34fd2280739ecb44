"""Serials of labels: computed from a key, never stored; unguessable, without collisions.

A serial is 16 characters of Crockford's base 32, which is 80 bits: a keyed permutation of
[key id 4 | run within the key 22 | label within the run 22 | 32 bits of zero, the check].
To read one is to undo the permutation with each key in turn and to look at the check.
**Printed paper holds these: nothing here may ever change for keys that exist.** A later layout
has key id 0 to tell itself by (see labels/keys.py). tests/test_label_serials.py holds answers.

*The permutation* is the balanced Feistel network of the FFX and FF1 modes (NIST SP 800-38G):
two halves of 40 bits, 10 rounds, R' = L xor F(round, R). F is AES-256 under the key over one
block [text of 10 bytes | round 1 byte | half 5 bytes], cut to its last 40 bits. One AES call
takes the place of FF1's chain because the whole input of a round fits into one block, and FF1's
tweak has nothing to say here. Why 10 rounds: a run of a million labels shows 2^20 outputs for
inputs in known order. Three or four rounds are proven below 2^20 outputs only (Luby and Rackoff
1988: 2 to half the bits of a half), and from there on can be told from chance. Six hold to
nearly 2^40, whichever inputs and outputs one may choose (Patarin, CRYPTO 2004): more labels of
one key than will ever be printed. FF1 takes ten for a margin above the proofs, and so do we.

*Collisions.* A permutation maps unequal places to unequal serials, so one key never makes a
serial twice. Two keys that made n labels each share one with a chance of n^2 / 2^80: 10^-10
for ten million each. Even then both labels are ours, and the newer key is read.

*Forgery.* A guessed code passes one key when 32 check bits and 4 bits of key id fit, 2^-36; all
15 keys, under 2^-32: one in four thousand million. What passes must then name a run and a place
that were issued: with N labels in circulation a guess hits one with N / 2^80, 8 in 10^16 for a
thousand million labels. A changed character makes an independent guess of it, so an error in
typing is refused with the same certainty, and neither person nor program can be told which
part was wrong, because none is. A serial does not show how many labels there are, nor which
one came before or after.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from labels.keys import Key

# Crockford's base 32: no I, L, O, which look like 1 and 0, and no U.
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LENGTH = 16
MOST_RUNS = 2**22  # of one key
MOST_LABELS = 2**22  # of one run

_KEY_BITS, _RUN_BITS, _INDEX_BITS, _CHECK_BITS, _HALF_BITS = 4, 22, 22, 32, 40
_LOW_HALF = (1 << _HALF_BITS) - 1
_ROUNDS = 10
_BLOCK = 16  # bytes of AES, and by good luck characters of a serial
_DOMAIN = int.from_bytes(b"tem nhan 1", "big")  # what these AES calls are for, 10 bytes
_BATCH = 4096  # labels computed at once: 64 KB, which stays in the processor's cache

# How people may type a serial: any case, O for 0, I and L for 1. Blanks and the hyphens that
# keyboards and word processors put are dropped.
_TYPED = str.maketrans(
    dict(zip(ALPHABET.lower(), ALPHABET, strict=True))
    | dict.fromkeys("Oo", "0")
    | dict.fromkeys("IiLl", "1")
    | dict.fromkeys("-\u00ad\u2010\u2011\u2012\u2013\u2014\u2212", "")
)
_LONGEST_TYPED = 100  # characters; nothing longer is looked at
_ALPHABET_SET = frozenset(ALPHABET)
# Python's own digits of base 32, so that int() reads a serial.
_TO_DIGITS = str.maketrans(ALPHABET, "0123456789abcdefghijklmnopqrstuv")
_FROM_VALUES = bytes.maketrans(bytes(range(32)), ALPHABET.encode())


@dataclass(frozen=True)
class Place:
    """Where a label stands: key, run within the key, label within the run from 0."""

    key_id: int
    run: int
    index: int


def serials(key: Key, run: int, first: int, count: int) -> Iterator[str]:
    """The serials of labels first, first + 1, … of `run`, `count` of them, computed in batches.

    Raises ValueError at once for a run or labels that 22 bits cannot hold.
    """
    if not 0 <= run < MOST_RUNS or first < 0 or count < 0 or first + count > MOST_LABELS:
        raise ValueError(f"run {run}, labels {first} to {first + count}: out of bounds")
    return _in_batches(key, run, first, first + count)


def read(text: str, keys: Iterable[Key]) -> Place | None:
    """Where the label of the serial `text` stands, or None when none of `keys` made it.

    Any text may come, typed as people type; None never says what was wrong with it. That a
    place is returned says that the code is of our making, not that this run was ever issued.
    """
    serial = normalise(text)
    if not serial:
        return None
    number = int(serial.translate(_TO_DIGITS), 32)
    for key in keys:
        place = _place(_unshuffle(key, number))
        if place is not None and place.key_id == key.id:
            return place
    return None


def normalise(text: str) -> str:
    """A typed serial as it is printed, without hyphens; "" for what cannot be a serial.

    >>> normalise("o1i2-abcd efgh-jkmn")
    '0112ABCDEFGHJKMN'
    """
    if len(text) > _LONGEST_TYPED:
        return ""
    serial = "".join(text.split()).translate(_TYPED)
    return serial if len(serial) == LENGTH and _ALPHABET_SET.issuperset(serial) else ""


def for_people(serial: str) -> str:
    """Groups of four: "0112ABCDEFGHJKMN" -> "0112-ABCD-EFGH-JKMN"."""
    return "-".join(serial[at : at + 4] for at in range(0, len(serial), 4))


def _in_batches(key: Key, run: int, first: int, end: int) -> Iterator[str]:
    base = (key.id << _RUN_BITS | run) << _INDEX_BITS
    for start in range(first, end, _BATCH):
        indices = range(start, min(start + _BATCH, end))
        blocks = [((base | index) << _CHECK_BITS).to_bytes(_BLOCK, "big") for index in indices]
        count = len(blocks)
        text = _letters(_shuffle(key, int.from_bytes(b"".join(blocks), "big"), count), count)
        for at in range(0, len(text), LENGTH):
            yield text[at : at + LENGTH]


def _place(number: int) -> Place | None:
    """The place that 80 bits name, None unless the check bits are zero."""
    if number & (1 << _CHECK_BITS) - 1:
        return None
    number >>= _CHECK_BITS
    return Place(
        key_id=number >> _INDEX_BITS + _RUN_BITS,
        run=number >> _INDEX_BITS & MOST_RUNS - 1,
        index=number & MOST_LABELS - 1,
    )


# --- the permutation ------------------------------------------------------------------------
# A batch of blocks is one large integer: each of the ten rounds is then one call of AES and a
# few operations on integers for all blocks together. Each half lies in the low 40 bits of its
# block of 128, so nothing is ever carried from one block into the next.


def _shuffle(key: Key, numbers: int, count: int) -> int:
    """Permute each of `count` 80-bit numbers, which lie in blocks of 16 bytes."""
    mixed, low = _mixer(key, count), _in_each(_LOW_HALF, count)
    left, right = numbers >> _HALF_BITS & low, numbers & low
    for step in range(_ROUNDS):
        left, right = right, left ^ mixed(step, right)
    return left << _HALF_BITS | right


def _unshuffle(key: Key, number: int) -> int:
    """Undo the permutation of one number."""
    mixed = _mixer(key, 1)
    left, right = number >> _HALF_BITS, number & _LOW_HALF
    for step in reversed(range(_ROUNDS)):
        left, right = right ^ mixed(step, left), left
    return left << _HALF_BITS | right


def _mixer(key: Key, count: int) -> Callable[[int, int], int]:
    """The round function F for a batch of `count`: (round, halves) -> 40 bits in each block."""
    # Made anew for each batch, because an encryptor may not be shared between threads.
    aes = Cipher(algorithms.AES(key.secret), modes.ECB()).encryptor()
    low = _in_each(_LOW_HALF, count)

    def mixed(step: int, halves: int) -> int:
        blocks = _in_each(_DOMAIN << 48 | step << _HALF_BITS, count) | halves
        return int.from_bytes(aes.update(blocks.to_bytes(_BLOCK * count, "big")), "big") & low

    return mixed


# The constants of single numbers and of full batches; others come and go.
@lru_cache(maxsize=64)
def _in_each(value: int, count: int) -> int:
    """`value` in each of `count` blocks."""
    return int.from_bytes(value.to_bytes(_BLOCK, "big") * count, "big")


def _letters(numbers: int, count: int) -> str:
    """Base 32 of each number of a batch, 16 characters each, one after the other.

    Each number becomes two lanes of 64 bits that hold 40; the bits then move apart in three
    steps, until every byte holds the five bits of one character.
    """
    high = _in_each(_LOW_HALF << _HALF_BITS, count)
    lanes = (numbers & high) << 64 - _HALF_BITS | numbers & _in_each(_LOW_HALF, count)
    for bits in (20, 10, 5):
        upper, lower = _alternating(bits, count)
        lanes = (lanes & upper) << _GAP[bits] | lanes & lower
    return lanes.to_bytes(_BLOCK * count, "big").translate(_FROM_VALUES).decode("ascii")


_GAP = {20: 12, 10: 6, 5: 3}


def _alternating(bits: int, count: int) -> tuple[int, int]:
    """Masks of the upper and the lower `bits` of every field; fields lie 16/5 bits apart."""
    width = bits * 16 // 5
    ones = sum((1 << bits) - 1 << at for at in range(0, 128, width))
    return _in_each(ones << bits, count), _in_each(ones, count)
