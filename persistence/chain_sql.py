"""What do chains mean in SQL? (https://hl7.org/fhir/R4/search.html#chaining, #has, #list; hierarchies).

Every record on the way is asked whether the caller may see it. Which mode a chain is compiled in, ``planning.py``
finds out: by how many records it could lead to.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Literal

from domain.fhir.resources import RESOURCES
from domain.privacy.facts import EARLIEST
from domain.search.expression import Chain, Filter, Listed, Reverse
from domain.search.filters import PARENTS
from domain.search.parameters import SearchParameter, parameters_of
from persistence.filter_sql import rows, slots, targets_of, within
from persistence.json_sql import document, path, texts

if TYPE_CHECKING:
    from persistence.query_sql import Compiler

Visible = Callable[[str, str], str]
"""Gives, for a table alias and the type of its records, the text of what the caller may see of them."""

Mode = Literal["lead", "walk", "few", "hash"]
"""What a chain ends at is gathered, and leads to the records that refer to it; or it is asked of one record after the
other, in a form that the planner leaves where it stands; or the few that it ends at are gathered, and of one record
after the other it is looked up whether it refers to one; or it is gathered and looked up, where all are counted."""

_NAMES: dict[str, tuple[tuple[str, ...], ...]] = {"Reference": (("reference",),)}


def chained(to: Compiler, node: Chain, alias: str, mode: Mode) -> str:
    """Compile a chain over the record ``alias``."""
    found = []
    gathered = []
    for target, _ in node.branches:
        single = Chain(node.parameter, tuple(branch for branch in node.branches if branch[0] == target))
        plain = not _in_column(node.parameter, target) and _address(node.parameter, target) is None
        if mode == "few" and plain:
            found.append(_looked_up(to, single, alias))
        elif mode in {"walk", "few"}:
            found.append(_walked(to, single, alias))
        elif _by_patient(node.parameter, target):
            found.append(_among(f"{alias}.patient", f"SELECT {_met(to, single)}", mode))
        else:
            gathered.append(_referring(to, single))
    if gathered:
        found.append(_among(f"{alias}.rid", " UNION ALL ".join(gathered), mode))
    return found[0] if len(found) == 1 else f"({' OR '.join(found)})"


def _among(column: str, select: str, mode: Mode) -> str:
    return f"{column} = ANY(ARRAY({select}))" if mode == "lead" else f"{column} IN ({select})"


def chained_rows(to: Compiler, node: Chain, type_: str) -> str:
    """Give a SELECT of the numbers of the records whose chain holds."""
    found = []
    for branch in node.branches:
        single = Chain(node.parameter, (branch,))
        if _by_patient(node.parameter, branch[0]):
            of = f"q.type = {to.args.add(type_)}::text"
            found.append(f"SELECT q.rid FROM record q WHERE {of} AND q.patient = ANY(ARRAY(SELECT {_met(to, single)}))")
        else:
            found.append(_referring(to, single))
    return " UNION ALL ".join(found)


def _by_patient(parameter: SearchParameter, target: str) -> bool:
    """Tell whether the column of the record says to whom the reference points."""
    return parameter.service == "patient" and target == "Patient"


def _in_column(parameter: SearchParameter, target: str) -> str:
    """Name the column of the record that says to which record of the type it refers, if there is one."""
    if _by_patient(parameter, target):
        return "patient"
    path = RESOURCES[parameter.type].encounter if parameter.type in RESOURCES else None
    steps = {".".join(leaf.steps) for leaf in parameter.leaves}
    return "encounter" if target == "Encounter" and path and steps == {path} else ""


def _met(to: Compiler, node: Chain) -> str:
    """Give what follows SELECT for the ids of the records that a chain may end at."""
    ((target, inner),) = node.branches
    c = to.alias()
    meets = to.condition(inner, target, c, mode="lead")
    return f"{c}.id FROM record {c} WHERE {c}.type = '{target}' AND {meets} AND {to.visible(c, target)}"


def _referring(to: Compiler, node: Chain) -> str:
    """Give a SELECT of the numbers of the records that refer to what meets the condition."""
    ((target, inner),) = node.branches
    c, t = to.alias(), to.alias()
    own = slots(node.parameter, to.args).replace("t.p", f"{t}.p")
    meets = f"{c}.type = '{target}' AND {to.condition(inner, target, c, mode='lead')} AND {to.visible(c, target)}"
    found = (
        f"SELECT {t}.rid FROM record {c} JOIN index_reference {t} ON {t}.target = '{target}/' || {c}.id AND {own}"
        f" WHERE {meets}"
    )
    address = _address(node.parameter, target)
    if address is None:
        return found
    u = to.alias()
    number = to.args.add([n for n, _ in address.slots])
    return (
        f"{found} UNION ALL SELECT {t}.rid FROM record {c} JOIN index_uri {u} ON {u}.rid = {c}.rid"
        f" AND {u}.p = ANY({number}::int[]) JOIN index_reference {t} ON {t}.target = {u}.uri AND {own}"
        f" WHERE {meets} AND {_of_version(t, c)}"
    )


def _address(parameter: SearchParameter, target: str) -> SearchParameter | None:
    """Give the parameter of the canonical address that a canonical reference names, if it may name one."""
    if not any(leaf.type in {"canonical", "uri"} for leaf in parameter.leaves):
        return None
    found = parameters_of(target).get("url")
    return found if found and found.kind == "uri" else None


def _of_version(t: str, c: str) -> str:
    """Say that a row ``t`` with the address of the record ``c`` names no version, or that record's.

    A reference that names a version has two rows: with it and without (https://hl7.org/fhir/R4/references.html#canonical).
    """
    version = f"coalesce({document(c)} ->> 'version', '')"
    named = f"SELECT FROM index_reference v WHERE v.rid = {t}.rid AND v.p = {t}.p"
    return (
        f"(NOT EXISTS ({named} AND v.target > {t}.target || '|' AND v.target < {t}.target || '}}')"
        f" OR EXISTS ({named} AND v.target = {t}.target || '|' || {version}))"
    )


def _walked(to: Compiler, node: Chain, alias: str) -> str:
    """Ask one record: what it refers to stands in a column or in its body."""
    ((target, inner),) = node.branches
    c = to.alias()
    asked = f"{c}.type = '{target}' AND {to.visible(c, target)}"
    meets = to.condition(inner, target, c, anchored=True, mode="walk")
    if column := _in_column(node.parameter, target):
        return _some(f"record {c} WHERE {asked} AND {c}.id = {alias}.{column} AND {meets}")
    named = texts(alias, node.parameter.leaves, to.args, _NAMES)
    pattern = to.args.add(f"^{target}/([^/|]+)")
    by_id = _some(f"({named}) n, record {c} WHERE {asked} AND {c}.id = substring(n.x FROM {pattern}::text) AND {meets}")
    address = _address(node.parameter, target)
    if address is None:
        return by_id
    number = to.args.add([n for n, _ in address.slots])
    by_url = _some(
        f"({named}) n, index_uri u, record {c} WHERE u.uri = split_part(n.x, '|', 1) AND u.p = ANY({number}::int[])"
        f" AND {c}.rid = u.rid AND {asked} AND {meets}"
        f" AND split_part(n.x, '|', 2) IN ('', coalesce({document(c)} ->> 'version', ''))"
    )
    return f"({by_id} OR {by_url})"


def _looked_up(to: Compiler, node: Chain, alias: str) -> str:
    """Ask one record whether it refers to one of a few: a row of the index bears its record's date."""
    ((target, _),) = node.branches
    t = to.alias()
    own = slots(node.parameter, to.args).replace("t.p", f"{t}.p")
    ends = f"ARRAY(SELECT '{target}/' || e.id FROM (SELECT {_met(to, node)}) e)"
    return _some(
        f"index_reference {t} WHERE {t}.target = ANY({ends}) AND {own}"
        f" AND {t}.lo = coalesce({alias}.lo, {EARLIEST}) AND {t}.rid = {alias}.rid"
    )


def _some(rest: str) -> str:
    """Tell whether there is a row, in a form that the planner does not turn round."""
    return f"coalesce((SELECT true FROM {rest} LIMIT 1), false)"


def reversed_(to: Compiler, node: Reverse, type_: str, alias: str, mode: Mode) -> str:
    """Compile ``_has`` over the record ``alias``."""
    c = to.alias()
    asked = f"{c}.type = '{node.type}' AND {to.visible(c, node.type)}"
    walked = mode in {"walk", "few"}
    inner: Mode = "walk" if walked else "lead"
    meets = f" AND {to.condition(node.inner, node.type, c, anchored=walked, mode=inner)}" if node.inner else ""
    patient = _by_patient(node.parameter, type_)
    address = _address(node.parameter, type_)
    if walked and patient:
        return _some(f"record {c} WHERE {c}.patient = {alias}.id AND {asked}{meets}")
    if walked:
        t = to.alias()
        own = slots(node.parameter, to.args).replace("t.p", f"{t}.p")
        own_name = f"'{type_}/' || {alias}.id"
        names = f"{t}.target = {own_name}"
        if address is not None:
            number = to.args.add([n for n, _ in address.slots])
            urls = f"SELECT u.uri FROM index_uri u WHERE u.rid = {alias}.rid AND u.p = ANY({number}::int[])"
            names = (
                f"{t}.target = ANY(array_append(ARRAY({urls}), {own_name}))"
                f" AND ({t}.target = {own_name} OR {_of_version(t, alias)})"
            )
        return _some(
            f"index_reference {t} JOIN record {c} ON {c}.rid = {t}.rid WHERE {names} AND {own} AND {asked}{meets}"
        )
    if patient:
        found = f"SELECT {c}.patient FROM record {c} WHERE {asked} AND {c}.patient IS NOT NULL{meets}"
    else:
        named = texts(c, node.parameter.leaves, to.args, _NAMES)
        pattern = to.args.add(f"^{type_}/([^/|]+)")
        found = f"SELECT substring(n.x FROM {pattern}::text) FROM record {c}, LATERAL ({named}) n WHERE {asked}{meets}"
    by_id = _among(f"{alias}.id", found, mode)
    if address is None:
        return by_id
    t, u = to.alias(), to.alias()
    own = slots(node.parameter, to.args).replace("t.p", f"{t}.p")
    number = to.args.add([n for n, _ in address.slots])
    met = to.condition(node.inner, node.type, c, mode=inner) if node.inner else "true"
    held = to.alias()
    by_url = (
        f"SELECT {u}.rid FROM record {c} JOIN index_reference {t} ON {t}.rid = {c}.rid AND {own}"
        f" JOIN index_uri {u} ON {u}.uri = {t}.target AND {u}.p = ANY({number}::int[])"
        f" JOIN record {held} ON {held}.rid = {u}.rid WHERE {asked} AND {met} AND {_of_version(t, held)}"
    )
    return f"({by_id} OR {_among(f'{alias}.rid', by_url, mode)})"


def listed(to: Compiler, node: Listed, type_: str, alias: str) -> str:
    """Compile ``_list``: what a List that may be seen has as an entry that is not deleted."""
    c = to.alias()
    entries = to.args.add('$."entry" ? (!(@."deleted" == true))."item"."reference"')
    found = (
        f"record {c}, jsonb_path_query({document(c)}, {entries}::jsonpath) AS j(x),"
        " regexp_match(j.x #>> '{}', '^([A-Z][A-Za-z]+)/([A-Za-z0-9.-]{1,64})(?:/_history/.*)?$') AS m(m)"
        f" WHERE {c}.type = 'List' AND {c}.id = {to.args.add(node.list_id)}::text AND {to.visible(c, 'List')}"
    )
    if type_:
        own = f"{alias}.id = ANY(ARRAY(SELECT m.m[2] FROM {found} AND m.m[1] = {to.args.add(type_)}::text))"
    else:
        own = f"({alias}.type, {alias}.id) IN (SELECT m.m[1], m.m[2] FROM {found})"
    return f"NOT ({own})" if node.negated else own


def ranked(to: Compiler, node: Filter, type_: str, alias: str) -> str:
    """Compile ``:above`` and ``:below`` on a reference: to what stands above or below in a hierarchy of records."""
    if any("|" in target or "://" in target for target in targets_of(node)):
        return within(alias, rows(node, type_, to.args) or "SELECT 0 WHERE false")
    wanted = to.args.add(targets_of(node))
    steps = []
    for kind in sorted({target.partition("/")[0] for target in targets_of(node)}):
        parent = parameters_of(kind)[PARENTS[kind]]
        c = to.alias()
        visible = f"{c}.type = '{kind}' AND {to.visible(c, kind)}"
        if node.modifier == "below":
            own = slots(parent, to.args)
            steps.append(
                f"SELECT '{kind}/' || {c}.id FROM record {c} JOIN index_reference t ON t.rid = {c}.rid"
                f" WHERE t.target = h.name AND {own} AND {visible}"
            )
        else:
            leaf = to.args.add(path((*parent.leaves[0].steps, "reference")))
            steps.append(
                f"SELECT substring(j.x #>> '{{}}' FROM '^{kind}/[^/|]+') COLLATE \"C\" "
                f" FROM record {c}, jsonb_path_query({document(c)}, {leaf}::jsonpath) AS j(x)"
                f" WHERE '{kind}/' || {c}.id = h.name AND {c}.id = split_part(h.name, '/', 2) AND {visible}"
            )
    names = (
        f'WITH RECURSIVE h(name) AS (SELECT unnest({wanted}::text[]) COLLATE "C" UNION SELECT n.name FROM h,'
        f" LATERAL ({' UNION ALL '.join(steps)}) AS n(name)) SELECT h.name FROM h"
    )
    own = slots(node.parameter, to.args)
    return within(alias, f"SELECT t.rid FROM index_reference t WHERE t.target = ANY(ARRAY({names})) AND {own}")
