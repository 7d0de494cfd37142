"""What does a filter ask of the keys and rows of a record? Hashes of tokens, targets of references, ways up a uri."""

from __future__ import annotations

from typing import cast

from domain.search.expression import Filter
from domain.search.hashing import of_type_hash, token_hash
from domain.search.parameters import SearchParameter
from domain.search.values import ReferenceValue, TokenValue, TypedIdentifierValue, UriValue

LAST_LETTER = chr(0x10FFFF)
"""Follows every letter, so ``prefix`` to ``prefix + LAST_LETTER`` spans what begins with the prefix."""


def codes_of(one: Filter) -> list[str]:
    """Give the names that the hashes of a token's rows are made with."""
    codes = [code for _, code in one.parameter.slots] or [one.parameter.code]
    return [f"{code}:identifier" for code in codes] if one.modifier == "identifier" else codes


def folded(parameter: SearchParameter, code: str | None) -> str | None:
    """Give the code as it was hashed: of a plain string, letter case does not count."""
    return code.casefold() if code is not None and parameter.folded else code


def hashes_of(one: Filter, type_: str) -> list[int]:
    """Give the keys that a record has one of, if it matches a filter of tokens."""
    found = []
    for code in codes_of(one):
        for value in one.values:
            match value:
                case TokenValue(system, own):
                    found.append(token_hash(type_, code, system, folded(one.parameter, own)))
                case TypedIdentifierValue(system, kind, own):
                    found.append(of_type_hash(type_, code, system, kind, own))
                case UriValue(uri):
                    found.append(token_hash(type_, code, None, uri))
                case _:
                    raise TypeError(value)
    return found


def targets_of(one: Filter) -> list[str]:
    """Give every target that a filter of references asks for."""
    return [target for value in cast("tuple[ReferenceValue, ...]", one.values) for target in value.targets]


def versions(one: Filter) -> list[tuple[str, str]] | None:
    """Give the spans of canonical addresses above or below those asked for; None for what is a hierarchy of records.

    Below 1.2 are 1.2 itself and 1.2.3; an address without a version has every version below it already.
    """
    targets = targets_of(one)
    if not any("|" in target or "://" in target for target in targets):
        return None
    if one.modifier == "above":
        return [(above, above) for target in targets for above in _versions_above(target)]
    below = [(f"{target}.", f"{target}.{LAST_LETTER}") for target in targets if "|" in target]
    return [*((target, target) for target in targets), *below]


def _versions_above(target: str) -> list[str]:
    url, bar, version = target.partition("|")
    parts = version.split(".")
    return [url + bar + ".".join(parts[: n + 1]) for n in range(len(parts))] if bar else [target]


def uris_above(uri: str) -> list[str]:
    """Give the URI and every one that contains it, cut before and after each of its slashes."""
    slashes = [n for n, letter in enumerate(uri) if letter == "/"]
    return [uri[:end] for end in sorted({len(uri), *slashes, *(n + 1 for n in slashes)}) if end]
