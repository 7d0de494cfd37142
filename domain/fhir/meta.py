"""What do ``$meta-add`` and ``$meta-delete`` make of a record's meta? (https://hl7.org/fhir/R4/resource-operation-meta-add.html).

Profiles, tags and security labels are sets; a profile is told by its address, a tag or label by system and code.
"""

from __future__ import annotations

from typing import Any

SETS = ("profile", "tag", "security")


def _identity(one: Any) -> tuple[str, str]:
    return (one.get("system", ""), one.get("code", "")) if isinstance(one, dict) else ("", str(one))


def added(meta: dict[str, Any], more: dict[str, Any]) -> dict[str, Any]:
    """Give the meta with what it did not have."""
    made = dict(meta)
    for name in SETS:
        present = list(meta.get(name, ()))
        known = {_identity(one) for one in present}
        for one in more.get(name, ()):
            if _identity(one) not in known:
                known.add(_identity(one))
                present.append(one)
        if present:
            made[name] = present
    return made


def removed(meta: dict[str, Any], less: dict[str, Any]) -> dict[str, Any]:
    """Give the meta without what was named; that something was not there is no error."""
    made = dict(meta)
    for name in SETS:
        gone = {_identity(one) for one in less.get(name, ())}
        kept = [one for one in meta.get(name, ()) if _identity(one) not in gone]
        if name in made:
            made[name] = kept
        if not kept:
            made.pop(name, None)
    return made


def union(found: dict[str, list[Any]]) -> dict[str, Any]:
    """Give the meta of many records: each profile, tag and label once, in an order of their own."""
    made: dict[str, Any] = {}
    for name in SETS:
        each = {_identity(one): one for one in found.get(name, ())}
        if each:
            made[name] = [each[key] for key in sorted(each)]
    return made
