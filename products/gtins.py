"""GTINs of products. No Django here."""

from biip import ParseError
from biip.gtin import Gtin

from common.errors import BadInput

DEMONSTRATION_PREFIX = "952"


def check_gtin(text: str) -> str:
    """A GTIN of 8, 12, 13 or 14 digits as 14 digits, the form that GS1 Digital Link asks for.

    Raises BadInput "products.bad_gtin" when the length or the check digit is wrong. A GTIN is
    never made up here: a product without one has none.
    Source: GS1 General Specifications, section 7.9 (check digit), reckoned by biip; GS1 Digital
    Link Standard: URI Syntax, section 4.5 (14 digits in AI 01).
    """
    digits = "".join(text.split())
    try:
        if digits.isascii():
            return Gtin.parse(digits).as_gtin_14()
    except ParseError:
        pass
    raise BadInput(
        "products.bad_gtin",
        f"Mã vạch GTIN “{text}” không đúng: phải có 8, 12, 13 hoặc 14 chữ số và khớp số "
        "kiểm tra cuối. Hãy xem lại trên bao bì, hoặc để trống nếu chưa có.",
        field="gtin",
    )


def printed_gtin(gtin: str) -> str:
    """The 14 stored digits as they stand under the bar code: leading zeros dropped down to 13,
    12 never (a GTIN-12 is shown with its zero, as European and Vietnamese tills read it).

    >>> printed_gtin("09520123456788")
    '9520123456788'
    """
    return gtin[1:] if gtin.startswith("0") else gtin
