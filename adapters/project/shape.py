"""The shape of a project file, as pydantic models: what is checked, and what editors are told by the JSON Schema."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import Annotated, Any, TypeAlias

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, WithJsonSchema, model_validator
from pydantic_core import PydanticCustomError

from joey.domain.mapping import ListPolicy, NullPolicy, Unmapped
from joey.domain.property import PropertyType
from joey.domain.sync_mode import SyncMode

Text: TypeAlias = Annotated[str, Field(min_length=1)]
NOT_EMPTY: dict[str, Any] = {"minProperties": 1}  # the reader checks it, so that a broken part hides no other
Word = Field(strict=False)  # a word of a file becomes the member of an enum


def _or(other: dict[str, Any], *one_of: str) -> Callable[[dict[str, Any]], None]:
    """In the JSON Schema: the model with one of these keys, or something shorter."""

    def widen(schema: dict[str, Any]) -> None:
        whole = {**schema, **_one_of(*one_of)}
        schema.clear()
        schema["anyOf"] = [other, whole]

    return widen


def _one_of(*keys: str) -> dict[str, Any]:
    return {"oneOf": [{"required": [key]} for key in keys]}


def _text(description: str) -> dict[str, Any]:
    return {"type": "string", "minLength": 1, "description": description}


class Shape(BaseModel):
    """What all parts share: nothing is converted, and no key goes unknown."""

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)


def _option(value: object) -> object:
    if isinstance(value, bool | int | float | str):
        return value
    raise PydanticCustomError("option_value", "should be a text, a number, true or false")


OptionValue: TypeAlias = Annotated[
    Any, BeforeValidator(_option), WithJsonSchema({"type": ["string", "number", "boolean"]})
]


def _constant(value: object) -> object:
    if isinstance(value, list):
        return tuple(_constant(item) for item in value)
    if value is None or isinstance(value, bool | int | float | str | date | datetime):
        return value
    raise PydanticCustomError("constant_value", "should be a single value, or a list of them")


ConstantValue: TypeAlias = Annotated[
    Any,
    BeforeValidator(_constant),
    WithJsonSchema({"description": "The same value for every Record: a text, a number, true, false, or a list."}),
]


def _columns(value: object) -> object:
    if isinstance(value, str):
        return [value]
    return value


KeyColumns: TypeAlias = Annotated[
    list[Text],
    Field(min_length=1),
    BeforeValidator(_columns),
    WithJsonSchema({"anyOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}, "minItems": 1}]}),
]


class GroupShape(Shape):
    """A Group of a model."""

    model_config = ConfigDict(
        json_schema_extra=_or(_text("A SQL predicate over the row, or a boolean column."), "predicate", "column")
    )

    predicate: Text | None = Field(None, description="A SQL predicate over the row, or a boolean column.")
    column: Text | None = Field(None, description="A list column that holds the names of the Groups a row is in.")
    value: Text | None = Field(None, description="The name as the column holds it, where it isn't the Group's own.")

    @model_validator(mode="before")
    @classmethod
    def _from_text(cls, data: object) -> object:
        return {"predicate": data} if isinstance(data, str) else data

    @model_validator(mode="after")
    def _one_rule(self) -> GroupShape:
        if (self.predicate is None) == (self.column is None):
            raise PydanticCustomError("one_rule", "a Group is a predicate, or a 'column' that lists its name")
        return self


class ModelShape(Shape):
    """A kind of Record: where its rows are, what identifies them, its Groups."""

    model_config = ConfigDict(json_schema_extra=_one_of("table", "sql", "file"))

    table: Text | None = Field(None, description="A table or view of the warehouse, or a file of it by its name.")
    sql: Text | None = Field(None, description="A SELECT over the warehouse.")
    file: Text | None = Field(None, description="A CSV, Parquet or JSON lines file, or a glob of them.")
    key: KeyColumns = Field(description="The column that identifies a row, or a list of several.")
    properties: dict[str, Annotated[PropertyType, Word]] = Field(
        default_factory=dict, description="Column: type. Only where the column's own type isn't the one meant."
    )
    groups: dict[str, GroupShape] = Field(default_factory=dict, description="Group: which Records are in it.")

    @model_validator(mode="after")
    def _one_origin(self) -> ModelShape:
        given = [name for name in ("table", "sql", "file") if getattr(self, name) is not None]
        if len(given) != 1:
            raise PydanticCustomError("one_origin", "one of 'table', 'sql' and 'file' says where the rows are")
        return self


class AppShape(Shape):
    """An account at a vendor."""

    type: Text = Field(description="Which vendor.")
    options: dict[str, OptionValue] = Field(default_factory=dict, description="Credentials and settings.")


class LineShape(Shape):
    """One line of a mapping."""

    model_config = ConfigDict(
        json_schema_extra=_or(_text("The Property that fills the Field."), "property", "constant")
    )

    source: Text | None = Field(None, alias="property", description="The Property that fills the Field.")
    constant: ConstantValue = None
    null: Annotated[NullPolicy, Word] = Field(
        NullPolicy.CLEAR, description="What a null does: clear the Field (the default), or keep what it holds."
    )
    lists: Annotated[ListPolicy, Word] = Field(
        ListPolicy.REFUSE, alias="list", description="What a list does to a single Field: refuse it, or take its first."
    )

    @model_validator(mode="before")
    @classmethod
    def _from_text(cls, data: object) -> object:
        return {"property": data} if isinstance(data, str) else data

    @model_validator(mode="after")
    def _one_filling(self) -> LineShape:
        if (self.source is None) == ("constant" not in self.model_fields_set):
            raise PydanticCustomError("one_filling", "a Field is filled from a 'property' or holds a 'constant'")
        return self


class RecordsShape(Shape):
    """Which Records of the model belong to a Destination."""

    model_config = ConfigDict(
        json_schema_extra=_or({"const": "all", "description": "All Records of the model."}, "group"),
    )

    group: Text | None = Field(None, description="Only the Records of this Group.")

    @model_validator(mode="before")
    @classmethod
    def _from_text(cls, data: object) -> object:
        if data == "all":
            return {}
        if isinstance(data, dict) and data:
            return data
        raise PydanticCustomError("records", "should be 'all' or {group: NAME}")


class GuardsShape(Shape):
    """How much a run may remove before it stops and asks."""

    max_deletes: Annotated[int, Field(ge=0)] = Field(20, description="So many removals are always fine.")
    max_share: Annotated[float, Field(ge=0, le=1, strict=False)] = Field(
        0.1, description="And so is this share (0 to 1) of the Records delivered."
    )


class DestinationShape(Shape):
    """A Connection of an App, configured."""

    app: Text = Field(description="One of the apps above.")
    connection: Text = Field(description="One of the vendor's ways of exporting.")
    options: dict[str, OptionValue] = Field(default_factory=dict, description="The Connection's options.")
    model: Text = Field(description="One of the models above.")
    records: RecordsShape = Field(
        default_factory=lambda: RecordsShape.model_validate("all"),
        description="Which Records of the model belong here.",
    )
    group: Text | None = Field(None, description="Only the Records of this Group; short for records: {group: …}.")
    sync_mode: Annotated[SyncMode, Word] | None = Field(
        None, description="sync creates, updates and deletes; additive never deletes; enrich only updates."
    )
    mapping: dict[str, LineShape] = Field(min_length=1, description="The vendor's Field: what fills it.")
    groups: dict[str, Text] = Field(default_factory=dict, description="Our Group: the vendor's list or tag.")
    unmapped: Annotated[Unmapped, Word] = Field(
        Unmapped.KEEP, description="What becomes of delivered values that are no longer mapped."
    )
    guards: GuardsShape | None = None

    @model_validator(mode="after")
    def _one_choice(self) -> DestinationShape:
        if self.group is not None and "records" in self.model_fields_set:
            raise PydanticCustomError("one_choice", "'records' and 'group' say the same thing: only one of them")
        return self

    @property
    def only(self) -> str | None:
        """The Group that a Record must be in."""
        return self.records.group or self.group


class ProjectShape(Shape):
    """A Joey project."""

    warehouse: Text = Field(description="A DuckDB file, or a folder of CSV, Parquet and JSON lines files.")
    zone: Text = Field("UTC", description="The IANA zone of datetimes that state none, such as Europe/Berlin.")
    region: Text = Field("US", description="The country (two letters) of phone numbers that state none.")
    models: dict[str, ModelShape] = Field(json_schema_extra=NOT_EMPTY, description="The kinds of Record, by name.")
    apps: dict[str, AppShape] = Field(json_schema_extra=NOT_EMPTY, description="The accounts at vendors, by name.")
    destinations: dict[str, DestinationShape] = Field(
        json_schema_extra=NOT_EMPTY, description="What is kept in step, by name."
    )
    guards: GuardsShape = Field(default_factory=lambda: GuardsShape.model_validate({}))

    @model_validator(mode="before")
    @classmethod
    def _without_notes(cls, data: object) -> object:
        """Keys that start with x- are the writer's own: a place for anchors."""
        return {k: v for k, v in data.items() if not k.startswith("x-")} if isinstance(data, dict) else data
