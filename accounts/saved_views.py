"""Keeping, renaming and forgetting a person's views of lists. Nothing of it is logged: it is
how one person likes to look, and changes nothing that others see."""

from django.db import transaction
from django.http import QueryDict

from accounts.models import SavedView, User
from common.db import one_writer
from common.errors import BadInput, RuleError
from common.text import bounded

MOST_VIEWS = 50  # of one person, over all lists
LONGEST_NAME, LONGEST_QUERY = 60, 1000


def save_view(*, user: User, list_name: str, name: str, query: str) -> SavedView:
    """Keep `query`, a query string, as `user`'s view `name` of a list.

    Raises BadInput "accounts.saved_view_…" for a name or query that cannot be, RuleError
    "accounts.saved_view_name_taken", "accounts.too_many_saved_views".
    """
    name = _checked(name)
    query = QueryDict(query).urlencode()
    if len(query) > LONGEST_QUERY or not 0 < len(list_name) <= 80:
        raise BadInput(
            "accounts.saved_view_too_long",
            "Điều kiện của cách xem này dài quá. Hãy bỏ bớt điều kiện rồi lưu lại.",
        )
    with transaction.atomic():
        one_writer("accounts.saved_views")
        mine = SavedView.objects.visible_to(user)
        _refuse_taken(mine.of(list_name).filter(name=name).exists(), name)
        if mine.count() >= MOST_VIEWS:
            raise RuleError(
                "accounts.too_many_saved_views",
                f"Bạn đã lưu {MOST_VIEWS} cách xem, là số nhiều nhất. Hãy xóa bớt rồi lưu lại.",
            )
        return SavedView.objects.create(user=user, list=list_name, name=name, query=query)


def rename_view(*, view: SavedView, name: str) -> SavedView:
    """Give a view another name. Errors as for keeping one."""
    view.name = _checked(name)
    with transaction.atomic():
        one_writer("accounts.saved_views")
        others = SavedView.objects.filter(user=view.user_id, list=view.list, name=view.name)
        _refuse_taken(others.exclude(pk=view.pk).exists(), view.name)
        view.save(update_fields=["name"])
    return view


def _checked(name: str) -> str:
    code = "accounts.saved_view_name_too_long"
    name = bounded(name, LONGEST_NAME, code=code, word="Tên cách xem", field="name")
    if not name:
        raise BadInput("accounts.saved_view_no_name", "Hãy ghi tên cho cách xem.", field="name")
    return name


def _refuse_taken(taken: bool, name: str) -> None:
    if taken:
        raise RuleError(
            "accounts.saved_view_name_taken",
            f"Bạn đã có cách xem tên “{name}”. Hãy đặt tên khác.",
            field="name",
        )
