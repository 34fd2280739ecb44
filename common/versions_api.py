"""How a call that changes a row says which state of it the caller has read."""

from ninja import Field, Schema


class VersionIn(Schema):
    """`version` as it was read: where the row was changed since, nothing is, and the answer is
    409 "accounts.changed_meanwhile" with the present version in `findings`."""

    version: int = Field(ge=1, le=2**31 - 1)
