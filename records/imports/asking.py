"""What a person asks of an import: taking the file in, and jobs for what takes long."""

from collections.abc import Mapping, Sequence
from itertools import islice
from typing import IO, Any

from django.db import transaction
from django.utils import timezone
from django_tasks.base import Task

from common.db import one_writer
from common.errors import BadInput, RuleError
from common.spreadsheets import MARKS_HEADER, guess, plain, read_table, said_of
from common.text import day
from records import jobs
from records.documents import store
from records.importing import VERSION, ImportKind
from records.models import Import, ImportMapping

State = Import.State
SAMPLE = 5  # rows shown beside the choice of columns
CAN_BE_CHECKED = (State.UPLOADED, State.MAPPED, State.CHECKED, State.FAILED)


def start(
    *, kind: ImportKind[Any], owner: str, by: str, name: str, content: IO[bytes]
) -> Import:
    """Take a file in, with a first guess which of its columns is which.

    The guess knows what the person chose before. Raises BadInput "spreadsheets.…" when the
    file is no table.
    """
    table = read_table(content, kind.all_columns)
    sample = [said_of(row.cells) for row in islice(table.rows, SAMPLE)]
    if not sample:
        raise BadInput(
            "imports.no_rows",
            f"Tệp “{name}” có tiêu đề nhưng không có dòng dữ liệu nào. "
            "Hãy điền dữ liệu rồi gửi lại.",
            field="file",
        )
    remembered = dict(
        ImportMapping.objects.filter(by=by, kind=kind.key).values_list("header", "column")
    )
    remembered |= {plain(MARKS_HEADER): ""}
    with transaction.atomic():
        source = Import.objects.create(
            kind=kind.key,
            owner=owner,
            by=by,
            headers=table.headers,
            sample=sample,
            notes=table.notes,
            mapping=guess(table.headers, kind.all_columns, remembered),
            created_at=timezone.now(),
        )
        source.document = store(
            owner=source.key,
            name=name,
            content=content,
            content_type="application/octet-stream",
            by=by,
        )
        source.save(update_fields=["document"])
    return source


def set_mapping(
    *, source: Import, kind: ImportKind[Any], mapping: Mapping[str, int | None], by: str
) -> None:
    """Say which column of the file is which, by place from 0; remembered for the next file.

    Raises BadInput "imports.bad_mapping" for an unknown column or place, for a place that is
    given twice, and when no column is chosen; RuleError "imports.too_late" after writing began.
    """
    columns = {column.key: column for column in kind.all_columns}
    chosen = {key: place for key, place in mapping.items() if place is not None}
    for key, place in chosen.items():
        if key not in columns or not 0 <= place < len(source.headers):
            raise _bad_mapping("Có cột không nằm trong tệp. Hãy tải lại trang rồi chọn lại.")
        if list(chosen.values()).count(place) > 1:
            raise BadInput(
                "imports.bad_mapping",
                f"Cột “{source.headers[place] or place + 1}” của tệp được chọn hai lần. "
                "Mỗi cột của tệp chỉ dùng cho một nội dung.",
                field=key,
            )
    if not chosen.keys() - {VERSION}:
        raise _bad_mapping("Chưa chọn cột nào. Hãy chọn ít nhất một cột của tệp.")
    with transaction.atomic():
        _lock(source, CAN_BE_CHECKED)
        source.mapping, source.state = chosen, State.MAPPED
        source.save(update_fields=["mapping", "state"])
        _remember(source, chosen, by)


def _bad_mapping(sentence: str) -> BadInput:
    return BadInput("imports.bad_mapping", sentence, field="mapping")


def _remember(source: Import, chosen: Mapping[str, int], by: str) -> None:
    by_place = {place: key for key, place in chosen.items()}
    rows = {
        plain(header)[:200]: by_place.get(place, "")
        for place, header in enumerate(source.headers)
        if plain(header)
    }
    ImportMapping.objects.bulk_create(
        [
            ImportMapping(by=by, kind=source.kind, header=header, column=column)
            for header, column in rows.items()
        ],
        update_conflicts=True,
        unique_fields=["by", "kind", "header"],
        update_fields=["column"],
    )


def ask_check(*, source: Import, by: str, task: Task) -> None:
    """Ask a worker to say what each row would do; a check that runs already is left alone."""
    _ask(source, by, task, from_states=(State.MAPPED, State.CHECKED, State.FAILED))


def ask_apply(*, source: Import, by: str, task: Task, all_or_nothing: bool) -> None:
    """Ask a worker to write what the check found good.

    Raises RuleError "imports.not_all_good" when every row had to be good and some are not,
    "imports.nothing_to_do" when the file would change nothing, "imports.too_late" when it was
    written already.
    """
    if source.state == State.CHECKED and not source.good:
        raise RuleError(
            "imports.nothing_to_do",
            "Không có dòng nào để nhập: mọi dòng đều không đổi hoặc có lỗi. "
            "Hãy sửa tệp rồi gửi lại.",
        )
    if all_or_nothing and source.bad:
        raise RuleError(
            "imports.not_all_good",
            f"Còn {source.bad} dòng có lỗi hoặc xung đột nên chưa nhập dòng nào. "
            "Hãy sửa các dòng đó, hoặc chọn nhập các dòng đúng và bỏ qua dòng lỗi.",
            field="all_or_nothing",
        )
    _ask(
        source,
        by,
        task,
        from_states=(State.CHECKED, State.APPLYING),
        state=State.APPLYING,
        total=source.good,
        all_or_nothing=all_or_nothing,
    )


def ask_undo(*, source: Import, by: str, task: Task) -> None:
    """Ask a worker to put back what the import wrote.

    Raises RuleError "imports.too_late" if it did not write, or was put back already,
    "imports.undo_over" when the days for undoing are over.
    """
    if source.state == State.APPLIED and not source.can_be_undone:
        raise RuleError(
            "imports.undo_over",
            f"Chỉ hoàn tác được đến hết ngày {day(source.kept_until)}. Hãy sửa từng mục trên "
            "trang của mục đó, hoặc xuất dữ liệu ra tệp, sửa rồi nhập lại.",
        )
    _ask(
        source,
        by,
        task,
        from_states=(State.APPLIED, State.UNDOING),
        state=State.UNDOING,
        total=source.rows.filter(applied=True).count(),
    )


def _ask(
    source: Import,
    by: str,
    task: Task,
    *,
    from_states: Sequence[str],
    state: str = "",
    total: int = 1,
    **options: Any,
) -> None:
    with transaction.atomic():
        _lock(source, from_states)
        if source.job is not None and not source.job.is_finished:
            return
        source.state = state or source.state
        for name, value in options.items():
            setattr(source, name, value)
        source.job = jobs.ask(
            kind=task.module_path.rpartition(".")[2].join(("imports.", "")),
            owner=source.key,
            by=by,
            total=total,
            task=task,
            arguments=[source.pk],
        )
        source.save(update_fields=["state", "job", *options])


def _lock(source: Import, states: Sequence[str]) -> None:
    """One change at a time; RuleError unless the import is in one of `states`."""
    one_writer(source.key)
    source.refresh_from_db()
    if source.state not in states:
        raise RuleError(
            "imports.too_late",
            f"Lần nhập này {source.get_state_display()} nên không làm việc này được nữa. "
            "Hãy tải lại trang, hoặc bắt đầu một lần nhập mới.",
        )
