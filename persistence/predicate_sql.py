"""What does a predicate mean in SQL? The second interpreter; ``domain/privacy/predicate.holds`` is the first.

Every fragment is two-valued: a record without a patient, a date or a status makes it false, never NULL, so
that ``NOT`` around it is true for such a record as it is in Python.
"""

from __future__ import annotations

from functools import lru_cache
from typing import assert_never

from domain.privacy import predicate as p
from persistence.arguments import Arguments


class _Later:
    """Stands in a compiled predicate for a value that comes with the statement."""


_AT, _PATIENT = _Later(), _Later()
_HERE = "{patient}"


def sql(predicate: p.Predicate, args: Arguments, at: int, alias: str = "r", patient: str | None = None) -> str:
    """Compile the predicate over one table alias; its values go to ``args``, so that the text depends on the shape.

    ``patient``: the statement confines the records to this patient's, so what hangs on the patient alone is asked once
    and not for every record.
    """
    known = {_AT: at, _PATIENT: patient}
    text, values = _compiled(predicate, len(args.values), alias, patient is not None)
    args.values.extend(known[value] if isinstance(value, _Later) else value for value in values)
    return text


@lru_cache(maxsize=4096)
def _compiled(predicate: p.Predicate, taken: int, alias: str, bound: bool) -> tuple[str, tuple[object, ...]]:  # noqa: FBT001 - a cache key
    """Compile once for each predicate and number of placeholders taken before it."""
    args = Arguments(*(None for _ in range(taken)))
    text = _sql(predicate, args, alias, _HERE if bound else None)
    if _HERE in text:
        text = text.replace(_HERE, f"{args.add(_PATIENT)}::text")
    return text, tuple(args.values[taken:])


def _sql(predicate: p.Predicate, args: Arguments, alias: str, patient: str | None) -> str:
    match predicate:
        case p.Everything():
            return "true"
        case p.Nothing():
            return "false"
        case p.All(of):
            return "(" + " AND ".join(_sql(part, args, alias, patient) for part in of) + ")" if of else "true"
        case p.Any(of):
            return "(" + " OR ".join(_sql(part, args, alias, patient) for part in of) + ")" if of else "false"
        case p.Not(of):
            return f"NOT {_sql(of, args, alias, patient)}"
        case p.OfType(types):
            return f"({alias}.type = ANY({args.add(sorted(types))}::text[]))"
        case p.About(patients):
            named = args.add(sorted(patients))
            return (
                f"({alias}.patient IS NOT NULL AND {alias}.patient = ANY({named}::text[])"
                f" AND ({alias}.also IS NULL OR {alias}.also <@ {named}::text[]))"
            )
        case p.HasPatient():
            return f"({alias}.patient IS NOT NULL)"
        case p.Labelled(labels):
            return f"({alias}.labels && {args.add(sorted(labels))}::text[])"
        case p.AuthoredBy(client):
            return f"({alias}.author = {args.add(client)}::text)"
        case p.InStatus(statuses):
            return f"(coalesce({alias}.status, '') = ANY({args.add(sorted(statuses))}::text[]))"
        case p.Keyed(hashes):
            return f"({alias}.keys && {args.add(sorted(hashes))}::bigint[])"
        case p.TreatedBy(parties):
            return _treated(args.among("t.party", sorted(parties), "text"), alias, patient)
        case p.Directed():
            return _directed(predicate, args, alias, patient)
        case _:
            assert_never(predicate)


def _treated(parties: str, alias: str, patient: str | None) -> str:
    """Some one of the parties treats the patient, and each further patient."""
    some = f"EXISTS (SELECT FROM relationship t WHERE t.patient = {alias}.patient AND {parties}"
    each = (
        f"{some} AND ({alias}.also IS NULL OR NOT EXISTS (SELECT FROM unnest({alias}.also) AS other(id)"
        " WHERE NOT EXISTS (SELECT FROM relationship o WHERE o.patient = other.id AND o.party = t.party))))"
    )
    if patient is None:
        return f"({each})"
    once = f"EXISTS (SELECT FROM relationship t WHERE t.patient = {patient} AND {parties})"
    return f"(CASE WHEN {alias}.also IS NULL THEN {once} ELSE {each} END)"


def _directed(node: p.Directed, args: Arguments, alias: str, patient: str | None) -> str:
    now = args.add(_AT)
    parties = args.add(sorted(node.parties))
    purpose = args.add(node.purpose)
    either = f"d.patient = {alias}.patient"
    if not node.permits:
        either = f"({either} OR d.patient = ANY({alias}.also))"
    criteria = [
        either,
        f"d.permits IS {'true' if node.permits else 'false'}",
        f"d.valid_lo <= {now}::bigint AND {now}::bigint < d.valid_hi",
        f"(d.recipients IS NULL OR d.recipients && {parties}::text[])",
        f"(d.purposes IS NULL OR {purpose}::text = ANY(d.purposes))",
        f"(d.kinds IS NULL OR {alias}.type = ANY(d.kinds))",
        f"(d.codes IS NULL OR {alias}.keys && d.codes)",
        f"(d.labels IS NULL OR {alias}.labels && d.labels)",
        f"(d.records IS NULL OR ({alias}.type || '/' || {alias}.id) = ANY(d.records))",
        _dated(alias, permits=node.permits),
    ]
    if node.permits:
        criteria.append(f"{alias}.also IS NULL")
    if node.consents is not None:
        criteria.append(f"d.consent = ANY({args.add(sorted(node.consents))}::text[])")
    if node.reaching is not None:
        criteria.append(f"d.labels && {args.add(sorted(node.reaching))}::text[]")
    found = f"EXISTS (SELECT FROM directive d WHERE {' AND '.join(criteria)})"
    if patient is None:
        return f"({found})"
    laid_down = f"EXISTS (SELECT FROM directive d WHERE d.patient = {patient})"
    return f"(({laid_down} OR {alias}.also IS NOT NULL) AND {found})"


def _dated(alias: str, *, permits: bool) -> str:
    unbounded = "(d.data_lo = -9223372036854775807 AND d.data_hi = 9223372036854775807)"
    if permits:
        return f"({unbounded} OR ({alias}.lo >= d.data_lo AND {alias}.hi <= d.data_hi))"
    overlap = f"({alias}.lo < d.data_hi AND {alias}.hi > d.data_lo)"
    return f"({unbounded} OR {alias}.lo IS NULL OR {alias}.hi IS NULL OR {overlap})"
