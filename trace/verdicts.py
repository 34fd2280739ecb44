"""What a scanned code is, in words, which are translated where they show."""

from dataclasses import dataclass
from enum import StrEnum

from common.text import gettext_noop


class Kind(StrEnum):
    """The kinds of verdict. More kinds come with the labels' life (spoiled, void, recalled)."""

    GENUINE = "genuine"
    NOT_ACTIVATED = "not_activated"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Verdict:
    """A kind and its reason as a Vietnamese sentence, the source of its translation."""

    kind: Kind
    sentence: str


GENUINE = Verdict(
    Kind.GENUINE,
    gettext_noop("Mã này do đơn vị dưới đây phát hành, cho lô hàng ghi ở dưới."),
)
NOT_ACTIVATED = Verdict(
    Kind.NOT_ACTIVATED,
    gettext_noop("Mã này do đơn vị dưới đây phát hành nhưng chưa được dán cho lô hàng nào."),
)
UNKNOWN = Verdict(
    Kind.UNKNOWN,
    gettext_noop(
        "Mã này không phải mã đã phát hành trên hệ thống. Hãy xem lại từng chữ trên nhãn."
    ),
)


def judge(*, issued: bool, activated: bool) -> Verdict:
    """The verdict on a code that was looked up.

    issued: a run of ours holds it, and what else its link says (GTIN, lot) agrees.
    activated: it is bound to a batch.
    What is wrong with an unknown code is never said: that would help to guess one.
    """
    if not issued:
        return UNKNOWN
    return GENUINE if activated else NOT_ACTIVATED
