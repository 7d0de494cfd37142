"""Do the two interpreters of a predicate agree? Random predicates over random records: ``holds`` against PostgreSQL."""

from __future__ import annotations

import asyncio
import os
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from domain.privacy import predicate as p
from domain.privacy.facts import EARLIEST, LATEST, Directive, Facts
from persistence.arguments import Arguments
from persistence.predicate_sql import sql

if TYPE_CHECKING:
    import asyncpg

EXAMPLES = int(os.environ.get("CHARTWARD_AGREEMENT_EXAMPLES", "1000"))
TYPES = ("Patient", "Observation", "Consent", "Organization")
PATIENTS = ("ann", "bob", "cyd")
PARTIES = ("Organization/a", "Organization/b", "Practitioner/c")
LABELS = ("N", "R", "42CFRPart2", "PSYTHPN")
CLIENTS = ("feed", "app")
PURPOSES = ("TREAT", "PUBHLTH", "HLEGAL")
CONSENTS = ("c1", "c2")
KEYS = (11, 22, 33)
TIMES = (-5, 0, 5, 10, 20)
AT = 5
RECORDS = 12


def some(values: tuple[object, ...]) -> st.SearchStrategy[frozenset[object]]:
    """Give non-empty subsets."""
    return st.frozensets(st.sampled_from(values), min_size=1, max_size=2)


def maybe(values: tuple[object, ...]) -> st.SearchStrategy[frozenset[object] | None]:
    """Give subsets, or nothing stated."""
    return st.none() | some(values)


@st.composite
def spans(draw: st.DrawFn) -> tuple[int, int]:
    """Give half-open periods, some without ends."""
    lo = draw(st.sampled_from((EARLIEST, *TIMES)))
    hi = draw(st.sampled_from(tuple(time for time in (*TIMES, LATEST) if time > lo)))
    return lo, hi


@st.composite
def directives(draw: st.DrawFn) -> tuple[str, Directive]:
    """Give a directive and whose it is."""
    data, valid = draw(spans()), draw(spans())
    return draw(st.sampled_from(PATIENTS)), Directive(
        consent=draw(st.sampled_from(CONSENTS)),
        permits=draw(st.booleans()),
        recipients=draw(maybe(PARTIES)),
        purposes=draw(maybe(PURPOSES)),
        kinds=draw(maybe(TYPES)),
        codes=draw(maybe(KEYS)),
        labels=draw(maybe(LABELS)),
        records=draw(maybe(("Observation/r1", "Patient/r2"))),
        data_lo=data[0],
        data_hi=data[1],
        valid_lo=valid[0],
        valid_hi=valid[1],
    )


@st.composite
def records(draw: st.DrawFn) -> Facts:
    """Give the facts of a record, those that hang on its patients left out."""
    dated = draw(st.booleans())
    lo, hi = draw(spans()) if dated else (None, None)
    return Facts(
        type=draw(st.sampled_from(TYPES)),
        patients=tuple(sorted(draw(st.frozensets(st.sampled_from(PATIENTS), max_size=2)))),
        labels=draw(st.frozensets(st.sampled_from(LABELS), max_size=2)),
        author=draw(st.sampled_from(CLIENTS)),
        status=draw(st.sampled_from(("", "final", "entered-in-error"))),
        lo=lo,
        hi=hi,
        keys=draw(st.frozensets(st.sampled_from(KEYS), max_size=2)),
    )


LEAVES = st.one_of(
    st.just(p.Everything()),
    st.just(p.Nothing()),
    st.just(p.HasPatient()),
    some(TYPES).map(p.OfType),
    some(PATIENTS).map(p.About),
    some(LABELS).map(p.Labelled),
    st.sampled_from(CLIENTS).map(p.AuthoredBy),
    some(("final", "entered-in-error")).map(p.InStatus),
    some(KEYS).map(p.Keyed),
    some(PARTIES).map(p.TreatedBy),
    st.builds(
        p.Directed,
        permits=st.booleans(),
        parties=some(PARTIES),
        purpose=st.sampled_from(PURPOSES),
        consents=maybe(CONSENTS),
        reaching=maybe(LABELS),
    ),
)
PREDICATES = st.recursive(
    LEAVES,
    lambda inner: st.one_of(
        inner.map(p.Not),
        st.lists(inner, max_size=3).map(lambda parts: p.All(tuple(parts))),
        st.lists(inner, max_size=3).map(lambda parts: p.Any(tuple(parts))),
    ),
    max_leaves=6,
)
WORLDS = st.tuples(
    st.lists(records(), min_size=1, max_size=RECORDS),
    st.lists(directives(), max_size=4),
    st.frozensets(st.tuples(st.sampled_from(PATIENTS), st.sampled_from(PARTIES)), max_size=4),
)

_ADD = (
    "INSERT INTO record (rid, type, id, version, updated, patient, also, status, lo, hi, labels, author, keys, method, body)"
    " VALUES ($1, $2, $3, 1, 0, $4, $5, $6, $7, $8, $9, $10, $11, 'PUT', '')"
)


async def _lay(connection: asyncpg.Connection, world: tuple) -> list[Facts]:
    """Store a world; give the full facts of its records."""
    found, laid_down, treated = world
    await connection.execute("DELETE FROM record")
    await connection.execute("DELETE FROM directive")
    await connection.execute("DELETE FROM relationship")
    for patient, party in treated:
        await connection.execute("INSERT INTO relationship (patient, party, rid) VALUES ($1, $2, 0)", patient, party)
    for patient, d in laid_down:
        await connection.execute(
            "INSERT INTO directive (rid, consent, patient, permits, recipients, purposes, kinds, codes, labels, records,"
            " data_lo, data_hi, valid_lo, valid_hi) VALUES (0,$1,$2,$3,$4,$5,$6,$7,$8,$9,$10,$11,$12,$13)",
            d.consent, patient, d.permits,
            *(None if c is None else sorted(c) for c in (d.recipients, d.purposes, d.kinds, d.codes, d.labels, d.records)),
            d.data_lo, d.data_hi, d.valid_lo, d.valid_hi,
        )  # fmt: skip
    full = []
    for n, facts in enumerate(found):
        id_ = f"r{n}"
        await connection.execute(
            _ADD, n, facts.type, id_, facts.patients[0] if facts.patients else None, list(facts.patients[1:]) or None,
            facts.status or None, facts.lo, facts.hi, sorted(facts.labels), facts.author, sorted(facts.keys),
        )  # fmt: skip
        parties = frozenset(
            party
            for party in PARTIES
            if facts.patients and all((patient, party) in treated for patient in facts.patients)
        )
        own = tuple(d for patient, d in laid_down if patient in facts.patients)
        full.append(
            Facts(
                facts.type,
                id_,
                facts.patients,
                facts.labels,
                facts.author,
                "",
                facts.status,
                facts.lo,
                facts.hi,
                facts.keys,
                parties,
                own,
            )  # fmt: skip
        )
    return full


@pytest.fixture
def database(database_url: str):
    """Give a loop and a connection that every example shares."""
    import asyncpg

    loop = asyncio.new_event_loop()
    connection = loop.run_until_complete(asyncpg.connect(database_url, statement_cache_size=0))
    yield loop, connection
    loop.run_until_complete(connection.close())
    loop.close()


def test_agreement(database) -> None:
    """What Python holds and what PostgreSQL selects are the same records, for any predicate over any records."""
    loop, connection = database

    @settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck))
    @given(WORLDS, st.lists(PREDICATES, min_size=8, max_size=8))
    def agree(world: tuple, predicates: list[p.Predicate]) -> None:
        full = loop.run_until_complete(_lay(connection, world))
        for predicate in predicates:
            args = Arguments()
            where = sql(predicate, args, AT)
            rows = loop.run_until_complete(connection.fetch(f"SELECT r.id FROM record r WHERE {where}", *args.values))
            expected = {facts.id for facts in full if p.holds(predicate, facts, AT)}
            short = {facts.id for facts in full if p.holds(p.simplified(predicate), facts, AT)}

            assert expected == short, predicate
            typed = {f.id for f in full if p.holds(p.among(predicate, f.type), f, AT)}
            assert expected == typed, predicate
            assert expected == {row["id"] for row in rows}, (predicate, where)

            for patient in PATIENTS:
                args = Arguments(patient)
                where = sql(predicate, args, AT, patient=patient)
                bound = f"SELECT r.id FROM record r WHERE r.patient = $1 AND {where}"
                rows = loop.run_until_complete(connection.fetch(bound, *args.values))
                own = {facts.id for facts in full if facts.patients[:1] == (patient,)}

                assert expected & own == {row["id"] for row in rows}, (predicate, where)

    agree()
