"""Numbers that identify organisations: tax codes, personal numbers, GLNs. No Django here."""

from biip import ParseError
from biip.gln import Gln
from stdnum.exceptions import ValidationError as StdnumError
from stdnum.vn import mst

from common.errors import BadInput
from common.text import nfc

LONGEST_REFERENCE = 60


def check_tax_code(text: str) -> str:
    """A Vietnamese tax code of 10 digits, or 13 for a branch, as printed: "0100233488-001".

    Raises BadInput "cooperatives.bad_tax_code" when the length or the check digit is wrong.
    The check digit is reckoned by python-stdnum (stdnum.vn.mst).
    """
    try:
        return mst.format(mst.validate(text))
    except StdnumError as error:
        raise BadInput(
            "cooperatives.bad_tax_code",
            f"Mã số thuế “{text}” không đúng: phải có 10 hoặc 13 chữ số và khớp số kiểm tra. "
            "Hãy xem lại trên giấy đăng ký.",
            field="tax_code",
        ) from error


def check_personal_number(text: str) -> str:
    """A personal number of 12 digits, which is the tax code of a household since 1 July 2025.

    Raises BadInput "cooperatives.bad_personal_number" for any other length or sign.
    """
    digits = "".join(text.split())
    if len(digits) != 12 or not digits.isascii() or not digits.isdigit():
        raise BadInput(
            "cooperatives.bad_personal_number",
            "Số định danh cá nhân của chủ hộ không đúng: phải có 12 chữ số. Hãy xem lại.",
            field="personal_number",
        )
    return digits


def check_gln(text: str) -> str:
    """A GS1 location number of 13 digits.

    Raises BadInput "cooperatives.bad_gln" when the length or the check digit is wrong.
    Source: GS1 General Specifications, section 7.9 (check digit), reckoned by biip.
    """
    digits = "".join(text.split())
    try:
        if digits.isascii():
            return Gln.parse(digits).value
    except ParseError:
        pass
    raise BadInput(
        "cooperatives.bad_gln",
        f"Mã địa điểm GLN “{text}” không đúng: phải có 13 chữ số và khớp số kiểm tra. "
        "Hãy xem lại, hoặc để trống nếu chưa có.",
        field="gln",
    )


def check_reference(text: str) -> str:
    """A code that an organisation or office made up for its own files: at most 60 signs on one
    line, as written; empty when there is none.

    Raises BadInput "cooperatives.bad_reference".
    """
    reference = nfc(text)
    if len(reference) > LONGEST_REFERENCE or not reference.isprintable():
        raise BadInput(
            "cooperatives.bad_reference",
            f"Mã riêng dài quá {LONGEST_REFERENCE} ký tự hoặc có ký tự lạ. Hãy ghi ngắn hơn.",
            field="reference",
        )
    return reference
