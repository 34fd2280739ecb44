"""Database rules that Django has no constraint for, declared once for both databases."""

from collections.abc import Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.db import DEFAULT_DB_ALIAS, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.backends.ddl_references import Statement, Table
from django.db.models import Q
from django.db.models.constraints import BaseConstraint


def known_choice(name: str, field: str, values: Sequence[Any]) -> models.CheckConstraint:
    """The column holds one of `values`: Django's own `choices` is only asked in forms."""
    return models.CheckConstraint(name=name, condition=Q(**{f"{field}__in": list(values)}))


def _column_field(model: type[models.Model], name: str) -> models.Field:
    """The field `name` of `model`, which must be a column of its table."""
    field = model._meta.get_field(name)
    assert isinstance(field, models.Field)
    return field


class _TriggerOrConstraint(BaseConstraint):
    """A constraint that one of the databases can only hold as triggers.

    Triggers are created after the table stands. SQLite rebuilds a table for many schema
    changes and drops its triggers; a rebuild asks every constraint of the model again, and so
    the triggers come back with it.
    """

    def __eq__(self, other: object) -> bool:
        # Migrations compare what was with what is.
        if not isinstance(other, _TriggerOrConstraint):
            return NotImplemented
        return self.deconstruct() == other.deconstruct()

    __hash__ = BaseConstraint.__hash__

    def trigger_sql(self, model: type[models.Model], vendor: str) -> Sequence[str]:
        """The CREATE statements; `%(table)s` stands for the quoted table."""
        raise NotImplementedError

    def _statements(
        self, model: type[models.Model], schema_editor: BaseDatabaseSchemaEditor
    ) -> list[Statement]:
        table = Table(model._meta.db_table, schema_editor.quote_name)
        return [
            Statement(template, table=table)
            for template in self.trigger_sql(model, schema_editor.connection.vendor)
        ]

    def constraint_sql(
        self, model: type[models.Model] | None, schema_editor: BaseDatabaseSchemaEditor | None
    ) -> str:
        assert model is not None
        assert schema_editor is not None
        schema_editor.deferred_sql.extend(self._statements(model, schema_editor))
        return ""

    def create_sql(
        self, model: type[models.Model] | None, schema_editor: BaseDatabaseSchemaEditor | None
    ) -> str:
        # A constraint added to a standing table: the statements wait for the end of the
        # migration like those of a new table.
        return self.constraint_sql(model, schema_editor)


class NoOverlap(_TriggerOrConstraint):
    """Rows equal in every field of `same` never overlap in [start, end).

    start, end: two dates or two whole numbers, half-open; a null end never ends.
    PostgreSQL holds it as an exclusion constraint over range types alone, so that no extension
    is needed: an equal field becomes a range of one number (text by its 64-bit hash). SQLite
    holds it as triggers. Either way the database raises IntegrityError naming the constraint,
    and full_clean() says `violation_error_message`.
    """

    def __init__(
        self,
        *,
        name: str,
        same: Sequence[str],
        start: str = "valid_from",
        end: str = "valid_to",
        violation_error_code: str | None = None,
        violation_error_message: str | None = None,
    ):
        self.same, self.start, self.end = tuple(same), start, end
        super().__init__(
            name=name,
            violation_error_code=violation_error_code,
            violation_error_message=violation_error_message,
        )

    def deconstruct(self) -> tuple[str, Sequence[Any], dict[str, Any]]:
        path, args, kwargs = super().deconstruct()
        kwargs |= {"same": self.same, "start": self.start, "end": self.end}
        return path, args, kwargs

    def constraint_sql(
        self, model: type[models.Model] | None, schema_editor: BaseDatabaseSchemaEditor | None
    ) -> str:
        assert model is not None
        assert schema_editor is not None
        if schema_editor.connection.vendor == "postgresql":
            return self._exclusion(model)
        return super().constraint_sql(model, schema_editor)

    def create_sql(
        self, model: type[models.Model] | None, schema_editor: BaseDatabaseSchemaEditor | None
    ) -> str:
        assert model is not None
        assert schema_editor is not None
        if schema_editor.connection.vendor == "postgresql":
            return f'ALTER TABLE "{model._meta.db_table}" ADD {self._exclusion(model)}'
        return super().create_sql(model, schema_editor)

    def remove_sql(
        self, model: type[models.Model] | None, schema_editor: BaseDatabaseSchemaEditor | None
    ) -> str:
        assert model is not None
        return f'ALTER TABLE "{model._meta.db_table}" DROP CONSTRAINT "{self.name}"'

    def _exclusion(self, model: type[models.Model]) -> str:
        parts = []
        for field in (_column_field(model, name) for name in self.same):
            column = f'"{field.column}"'
            if isinstance(field, models.CharField):
                column = f"hashtextextended({column}, 0)"
            parts.append(f"int8range({column}, {column}, '[]') WITH &&")
        start, end = _column_field(model, self.start), _column_field(model, self.end)
        kind = "daterange" if isinstance(start, models.DateField) else "int8range"
        parts.append(f'{kind}("{start.column}", "{end.column}") WITH &&')
        return f'CONSTRAINT "{self.name}" EXCLUDE USING gist ({", ".join(parts)})'

    def trigger_sql(self, model: type[models.Model], vendor: str) -> Sequence[str]:
        column = {
            name: f'"{_column_field(model, name).column}"'
            for name in (*self.same, self.start, self.end)
        }
        start, end = column[self.start], column[self.end]
        pk = f'"{model._meta.pk.column}"'
        equal = " AND ".join(f"other.{column[name]} = NEW.{column[name]}" for name in self.same)
        body = (
            f"BEGIN SELECT RAISE(ABORT, '{self.name}') WHERE EXISTS"
            f" (SELECT 1 FROM %(table)s AS other WHERE {equal} AND other.{pk} IS NOT NEW.{pk}"
            f" AND (other.{end} IS NULL OR other.{end} > NEW.{start})"
            f" AND (NEW.{end} IS NULL OR other.{start} < NEW.{end})); END"
        )
        acts = {"insert": "INSERT", "update": f"UPDATE OF {', '.join(column.values())}"}
        return [
            f'CREATE TRIGGER "{self.name}_{word}" BEFORE {act} ON %(table)s {body}'
            for word, act in acts.items()
        ]

    def validate(
        self,
        model: type[models.Model],
        instance: models.Model,
        exclude: Any = None,
        using: str = DEFAULT_DB_ALIAS,
    ) -> None:
        if exclude and {*self.same, self.start, self.end} & set(exclude):
            return
        start, end = getattr(instance, self.start), getattr(instance, self.end)
        if start is None:
            return
        others = model._default_manager.using(using).exclude(pk=instance.pk)
        others = others.filter(**{field: getattr(instance, field) for field in self.same})
        others = others.filter(
            Q(**{f"{self.end}__isnull": True}) | Q(**{f"{self.end}__gt": start})
        )
        if end is not None:
            others = others.filter(**{f"{self.start}__lt": end})
        if others.exists():
            raise ValidationError(
                self.get_violation_error_message(), code=self.violation_error_code
            )


REFUSE_CHANGE = """
CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION USING MESSAGE = TG_NAME, ERRCODE = 'integrity_constraint_violation';
END $$
"""


class AppendOnly(_TriggerOrConstraint):
    """Rows are added and never changed or deleted: the database itself refuses.

    Both databases hold it as triggers that raise IntegrityError "<name>". A correction is a new
    row.
    """

    def trigger_sql(self, model: type[models.Model], vendor: str) -> Sequence[str]:
        if vendor == "postgresql":
            return [
                REFUSE_CHANGE,
                (
                    f'CREATE TRIGGER "{self.name}" BEFORE UPDATE OR DELETE OR TRUNCATE'
                    " ON %(table)s FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
                ),
            ]
        return [
            f'CREATE TRIGGER "{self.name}_{act.lower()}" BEFORE {act} ON %(table)s '
            f"BEGIN SELECT RAISE(ABORT, '{self.name}'); END"
            for act in ("UPDATE", "DELETE")
        ]

    def remove_sql(
        self, model: type[models.Model] | None, schema_editor: BaseDatabaseSchemaEditor | None
    ) -> str:
        assert model is not None
        assert schema_editor is not None
        table = schema_editor.quote_name(model._meta.db_table)
        return f'DROP TRIGGER "{self.name}" ON {table}'

    def validate(
        self,
        model: type[models.Model],
        instance: models.Model,
        exclude: Any = None,
        using: str = DEFAULT_DB_ALIAS,
    ) -> None:
        if instance._state.adding:
            return
        raise ValidationError(
            self.get_violation_error_message(), code=self.violation_error_code
        )
