"""What can a search ask? The conditions that the grammar reads and that SQL and Python each interpret.

https://hl7.org/fhir/R4/search.html; a new node is a type error until both interpreters know it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from domain.search.parameters import SearchParameter
from domain.search.values import Value

DEFAULT_COUNT = 20

Total = Literal["none", "estimate", "accurate"]
Summary = Literal["", "true", "text", "data", "count", "false"]


@dataclass(frozen=True, slots=True)
class Filter:
    """One parameter of a search: any of the values will do. ``missing`` is set for ``:missing`` alone."""

    parameter: SearchParameter
    modifier: str = ""
    values: tuple[Value, ...] = ()
    missing: bool | None = None


@dataclass(frozen=True, slots=True)
class Chain:
    """A reference whose target meets a condition: for each type that the target may have, what must hold of it."""

    parameter: SearchParameter
    branches: tuple[tuple[str, Condition], ...]


@dataclass(frozen=True, slots=True)
class Reverse:
    """``_has``: some record of ``type`` refers here by ``parameter`` and meets ``inner`` (None: whatever it is)."""

    type: str
    parameter: SearchParameter
    inner: Condition | None = None


@dataclass(frozen=True, slots=True)
class AllOf:
    """Every one of the conditions holds; of none, always."""

    of: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class AnyOf:
    """Some one of the conditions holds; of none, never."""

    of: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class NoneOf:
    """No one of the conditions holds."""

    of: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class Typed:
    """The record is of one of these types, and what stands beside its type holds (None: whatever it is)."""

    branches: tuple[tuple[str, Condition | None], ...]


@dataclass(frozen=True, slots=True)
class Listed:
    """The record is an entry of the List of that id; ``negated``: it is not."""

    list_id: str
    negated: bool = False


@dataclass(frozen=True, slots=True)
class Words:
    """The narrative (``text``), or the whole record (``content``), or a token's texts hold all words of some group.

    ``where`` is text, content, or the presence key's parameter code for ``:text`` on a token.
    """

    where: str
    groups: tuple[tuple[str, ...], ...]


Condition = Filter | Chain | Reverse | AllOf | AnyOf | NoneOf | Typed | Listed | Words


@dataclass(frozen=True, slots=True)
class Include:
    """What else a page brings: along ``parameter`` (None: along all) of records of ``source``; see ``_include``.

    ``target`` limits the type that is brought, "" does not; ``reverse``: ``_revinclude``.
    """

    source: str
    parameter: SearchParameter | None
    target: str = ""
    reverse: bool = False
    iterate: bool = False


@dataclass(frozen=True, slots=True)
class Sort:
    """One key of the order."""

    parameter: SearchParameter
    descending: bool = False


@dataclass(frozen=True, slots=True)
class Query:
    """A search: every filter holds. ``ignored``: names left out. ``types``: one, several, or () for all.

    Set by the store: ``driver``, one more filter, whose index rows are walked in order instead of being looked up;
    ``checked``, those of the filters that are asked of one record after the other, for too many meet them;
    ``few``, those of the chains that end at so few records that references to them are looked up.
    """

    types: tuple[str, ...]
    filters: tuple[Condition, ...] = ()
    sort: tuple[Sort, ...] = ()
    count: int = DEFAULT_COUNT
    total: Total = "none"
    summary: Summary = ""
    elements: tuple[str, ...] = ()
    includes: tuple[Include, ...] = ()
    ignored: tuple[str, ...] = ()
    driver: Filter | None = None
    checked: tuple[Condition, ...] = ()
    few: tuple[Condition, ...] = ()

    @property
    def type(self) -> str:
        """The type, where there is just one; else ""."""
        return self.types[0] if len(self.types) == 1 else ""

    @property
    def counted(self) -> bool:
        """Tell whether the answer says how many match."""
        return self.total != "none"
