"""What describe says of an object and its fields, as far as it matters here; pure, and total on any JSON."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from joey.adapters.http.untrusted import mapping, mappings, text, texts


@dataclass(frozen=True, slots=True)
class FieldInfo:
    """A field. ``default``: what it holds where nobody says otherwise; ``choices``: of a picklist, active ones.

    ``precision``: digits of a number in all, ``scale`` of them decimals; ``digits``: of a whole number. 0: not said.
    """

    name: str
    type: str = "string"
    label: str = ""
    length: int = 0
    precision: int = 0
    scale: int = 0
    digits: int = 0
    nillable: bool = True
    createable: bool = True
    updateable: bool = True
    defaulted: bool = False
    default: object = None
    id_lookup: bool = False
    external_id: bool = False
    unique: bool = False
    refers_to: tuple[str, ...] = ()
    choices: tuple[str, ...] = ()
    restricted: bool = False

    @property
    def writable(self) -> bool:
        """Whether a record can be made with it and changed in it."""
        return self.createable and self.updateable

    @property
    def required(self) -> bool:
        """Whether no record can be made without it."""
        return self.createable and not self.nillable and not self.defaulted


@dataclass(frozen=True, slots=True)
class ObjectInfo:
    """An object, and its fields by name."""

    name: str
    label: str = ""
    plural: str = ""
    fields: Mapping[str, FieldInfo] = field(default_factory=dict[str, FieldInfo])


def object_info(body: object) -> ObjectInfo:
    """The answer of describe."""
    given = mapping(body)
    fields = {one.name: one for one in map(_field, mappings(given.get("fields"))) if one.name}
    return ObjectInfo(text(given.get("name")), text(given.get("label")), text(given.get("labelPlural")), fields)


def _field(given: Mapping[str, object]) -> FieldInfo:
    picks = mappings(given.get("picklistValues"))
    return FieldInfo(
        name=text(given.get("name")),
        type=text(given.get("type")),
        label=text(given.get("label")),
        length=_count(given.get("length")),
        precision=_count(given.get("precision")),
        scale=_count(given.get("scale")),
        digits=_count(given.get("digits")),
        nillable=given.get("nillable") is True,
        createable=given.get("createable") is True,
        updateable=given.get("updateable") is True,
        defaulted=given.get("defaultedOnCreate") is True,
        default=given.get("defaultValue"),
        id_lookup=given.get("idLookup") is True,
        external_id=given.get("externalId") is True,
        unique=given.get("unique") is True,
        refers_to=texts(given.get("referenceTo")),
        choices=tuple(text(one.get("value")) for one in picks if one.get("active") is not False),
        restricted=given.get("restrictedPicklist") is True,
    )


def _count(given: object) -> int:
    return given if isinstance(given, int) and not isinstance(given, bool) and given > 0 else 0
