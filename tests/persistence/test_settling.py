"""Does a search ask for what its words mean by the time it is SQL, and is it planned by what there is?"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import pytest

from domain.errors import Malformed
from domain.search.query import AllOf, AnyOf, Chain, Filter, NoneOf, Query, Reverse, Typed, parse
from domain.search.values import CompositeValue, QuantityValue, TokenValue
from persistence import units
from persistence.settling import settle

if TYPE_CHECKING:
    import asyncpg

    from tests.persistence.conftest import Index

Json = dict[str, Any]
UCUM = "http://unitsofmeasure.org"


class Words:
    """A terminology of one value set and one hierarchy."""

    async def members(self, value_set: str) -> Sequence[tuple[str, str]] | None:
        """List the codes of the only value set."""
        return {"http://x.example/vs": [("s", "a"), ("s", "b")], "http://x.example/empty": []}.get(value_set)

    async def descendants(self, system: str, code: str) -> Sequence[str] | None:
        """Give the code and two below it."""
        return [code, f"{code}.1", f"{code}.2"] if system == "s" else None

    async def ancestors(self, system: str, code: str) -> Sequence[str] | None:
        """Give the code and one above it."""
        return [code, code[:1]] if system == "s" else None


def observation(id_: str, code: str, **more: Any) -> Json:
    """Make an Observation."""
    return {"resourceType": "Observation", "id": id_, "code": {"coding": [{"system": "s", "code": code}]}, **more}


def patient(id_: str, **more: Any) -> Json:
    """Make a Patient."""
    return {"resourceType": "Patient", "id": id_, **more}


async def settled(pool: asyncpg.Pool, type_: str, *pairs: tuple[str, str], paged: bool = False) -> Query:
    """Read and settle a search."""
    return await settle(pool, parse(type_, list(pairs)), Words(), paged=paged)  # type: ignore[arg-type]


CODES: tuple[tuple[str, str, str, str], ...] = (
    ("code:in", "http://x.example/vs", "", "s|a s|b"),
    ("code:in", "http://x.example/vs,http://x.example/empty", "", "s|a s|b"),
    ("code:in", "http://x.example/empty", "", ""),
    ("code:not-in", "http://x.example/vs", "not", "s|a s|b"),
    ("code:below", "s|a", "", "s|a s|a.1 s|a.2"),
    ("code:below", "s|a,s|b", "", "s|a s|a.1 s|a.2 s|b s|b.1 s|b.2"),
    ("code:above", "s|a.1", "", "s|a.1 s|a"),
)


@pytest.mark.parametrize(("name", "value", "modifier", "expected"), CODES)
async def test_codes(pool: asyncpg.Pool, name: str, value: str, modifier: str, expected: str) -> None:
    """A value set becomes its codes, a code those above or below it (search.html#token)."""
    (found,) = (await settled(pool, "Observation", (name, value))).filters

    assert isinstance(found, Filter)
    assert modifier == found.modifier
    tokens = [one for one in found.values if isinstance(one, TokenValue)]
    assert expected.split() == [f"{one.system}|{one.code}" for one in tokens]


async def test_codes_anywhere(pool: asyncpg.Pool) -> None:
    """Wherever a condition stands within others, it is settled."""
    asked = [
        ("patient._has:Observation:patient:code:in", "http://x.example/vs"),
        ("_filter", "code in http://x.example/vs or (status eq final and not (code ss s|a))"),
        ("_filter", "status eq final and code ni http://x.example/vs"),
    ]

    def modifiers(node: object) -> set[str]:
        match node:
            case Filter():
                return {node.modifier}
            case Chain(_, branches) | Typed(branches):
                return set().union(*(modifiers(inner) for _, inner in branches))
            case Reverse():
                return modifiers(node.inner)
            case AllOf(of) | AnyOf(of) | NoneOf(of):
                return set().union(*map(modifiers, of))
            case _:
                return set()

    for pair in asked:
        query = await settled(pool, "Observation", pair)

        assert {""} == set().union(*map(modifiers, query.filters)), pair
    several = await settle(pool, parse(("Observation", "Condition"), [("code:in", "http://x.example/vs")]), Words())  # type: ignore[arg-type]
    assert {""} == modifiers(several.filters[0])


@pytest.mark.parametrize(
    ("name", "value"),
    [("code:in", "http://x.example/none"), ("code:below", "t|a"), ("code:below", "a"), ("status:above", "x|y")],
)
async def test_what_is_not_known_is_refused(pool: asyncpg.Pool, name: str, value: str) -> None:
    """A value set or a hierarchy that is not known would find too little, or for ``not-in`` too much."""
    with pytest.raises(Malformed) as refusal:
        await settled(pool, "Observation", (name, value))
    with pytest.raises(Malformed):
        await settle(pool, parse("Observation", [(name, value)]))

    assert name in refusal.value.faults[0].text


async def test_units(pool: asyncpg.Pool) -> None:
    """A UCUM unit stands for every unit seen that measures the same, in composites too."""
    await units.note(pool, ["g", "mg", "mm[Hg]"])
    (plain,) = (await settled(pool, "Observation", ("value-quantity", f"gt1|{UCUM}|g"))).filters
    (joined,) = (await settled(pool, "Observation", ("code-value-quantity", f"a$gt1|{UCUM}|g"))).filters

    assert isinstance(plain, Filter)
    assert isinstance(joined, Filter)
    numbers = [(one.ucum, one.number.value) for one in plain.values if isinstance(one, QuantityValue)]
    assert [("g", 1.0), ("mg", 1000.0)] == sorted(numbers)
    parts = [one.parts[1] for one in joined.values if isinstance(one, CompositeValue)]
    assert numbers == [(one.ucum, one.number.value) for one in parts if isinstance(one, QuantityValue)]


async def test_plans(index: Index, pool: asyncpg.Pool, monkeypatch: pytest.MonkeyPatch) -> None:
    """What leads to few records leads; what leads to many is walked; and all ways find the same."""
    for name in ("_FEW_PATIENTS", "_FEW_ROWS", "_FEW_REFERRING", "_FEW_BODIES", "_FEW_ENDS", "_FEW_VALUES"):
        monkeypatch.setattr(f"persistence.planning.{name}", 3)
    await index.keep(
        *(patient(f"p{n}", gender="female", identifier=[{"value": f"{n}"}], name=[{"family": "All"}]) for n in range(6)),
        *(
            observation(
                f"o{n}", "many" if n else "rare", subject={"reference": f"Patient/p{n % 6}"},
                performer=[{"reference": "Practitioner/d"}],
            )
            for n in range(12)
        ),
        {"resourceType": "Practitioner", "id": "d", "name": [{"family": "Doe"}]},
    )  # fmt: skip
    cases: tuple[tuple[str, tuple[tuple[str, str], ...], int, int], ...] = (
        ("Observation", (("patient.identifier", "1"),), 0, 0),
        ("Observation", (("patient.gender", "female"),), 1, 0),
        ("Observation", (("patient.gender", "female"), ("code", "rare")), 1, 0),
        ("Observation", (("patient.identifier", "1"), ("code", "many")), 1, 0),
        ("Observation", (("patient.gender", "female"), ("code", "many")), 2, 0),
        ("Observation", (("performer.family", "doe"),), 1, 1),
        ("Observation", (("patient", "p1"), ("performer.family", "doe")), 1, 0),
        ("Observation", (("code", "many,rare"),), 1, 0),
        ("Observation", (("code", "rare,none"),), 0, 0),
        ("Observation", (("patient", "p1,p2,p3,p4"),), 1, 0),
        ("Observation", (("patient", "p1,p2"),), 0, 0),
        ("Observation", (("code-value-quantity", "many$gt1"),), 1, 0),
        ("Observation", (("code-value-quantity", "rare$gt1"),), 0, 0),
        ("Patient", (("_has:Observation:patient:code", "rare"),), 0, 0),
        ("Patient", (("_has:Observation:patient:code", "many"),), 1, 0),
        ("Patient", (("_has:Observation:patient:status:missing", "true"),), 1, 0),
        ("Practitioner", (("_has:Observation:performer:code", "many"),), 1, 0),
        ("Observation", (("patient.gender", "female"), ("_summary", "count")), 0, 0),
    )
    for type_, pairs, checked, few in cases:
        query = await settled(pool, type_, *pairs, paged=True)

        assert (checked, few) == (len(query.checked), len(query.few)), pairs
        if query.count:
            assert await index.find(type_, *pairs) == [row["id"] for row in await index.page(query)], pairs
