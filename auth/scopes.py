"""What does a scope word mean, may it be granted, and does a caller's set reach this interaction?

https://hl7.org/fhir/smart-app-launch/STU2.2/scopes-and-launch-context.html
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from domain.caller import Caller, Scope

WORKS: dict[str, str] = {
    "release.request": "open a ReleaseRequest",
    "release.decide": "verify, approve or deny a ReleaseRequest",
    "release.fulfil": "fulfil an approved ReleaseRequest",
    "release.pull": "fetch the package made for oneself",
    "review.work": "work on findings, deficiencies and coding queries",
    "report.read": "read reports and measures",
    "labels.lower": "take security labels off records, with a reason",
    "audit.read": "read the service's own audit trail",
    "admin": "register clients and users",
}

LAUNCH_WORDS = frozenset(
    {"openid", "fhirUser", "profile", "launch", "launch/patient", "launch/encounter", "offline_access", "online_access"}
)

# The table under "scopes for requesting FHIR resources" of the page above;
# a batch or transaction has no letter of its own, because each entry is judged by the request in it.
LETTER: dict[str, str] = {
    "create": "c",
    "read": "r",
    "vread": "r",
    "history-instance": "r",
    "update": "u",
    "patch": "u",
    "delete": "d",
    "search-type": "s",
    "search-system": "s",
    "history-type": "s",
    "history-system": "s",
    "batch": "",
    "transaction": "",
}

_SCOPE = re.compile(
    r"(?P<context>patient|user|system)/(?P<type>\*|[A-Z][A-Za-z]{0,63})\.(?P<access>[a-z*]+)(?:\?(?P<query>.*))?",
    re.ASCII,
)
_V1 = {"read": "rs", "write": "cud", "*": "cruds"}
_V2 = re.compile(r"(?=.)c?r?u?d?s?")
_MOST = 100
_LONGEST = 4096


class InvalidScope(Exception):
    """A scope word that is not in the grammar, not registered, or not to be had by this flow."""


@dataclass(frozen=True, slots=True)
class Grant:
    """What was granted: always everything that was asked, in the words that were asked."""

    words: tuple[str, ...]
    scopes: tuple[Scope, ...]
    works: frozenset[str]
    launch: frozenset[str] = frozenset()


def parse(word: str) -> Scope | None:
    """Read one resource scope, v1 or v2; None when the word is of another family; ``InvalidScope`` when malformed."""
    if word in WORKS or word in LAUNCH_WORDS:
        return None
    match = _SCOPE.fullmatch(word)
    if match is None:
        raise InvalidScope("not a scope")
    if match["query"] is not None:
        raise InvalidScope("granular scopes are not granted yet")
    access = match["access"]
    letters = _V1.get(access, access)
    if not _V2.fullmatch(letters):
        raise InvalidScope("access is not an in-order subset of cruds")
    return Scope(match["context"], match["type"], letters)


def read(text: str) -> Grant:
    """Read a space-separated set; repeated words count once."""
    words = tuple(dict.fromkeys(text.split(" "))) if 0 < len(text) <= _LONGEST else ()
    if not 0 < len(words) <= _MOST:
        raise InvalidScope("no scope, or too many")
    scopes = tuple(scope for scope in map(parse, words) if scope is not None)
    return Grant(words, scopes, frozenset(WORKS.keys() & set(words)), LAUNCH_WORDS & frozenset(words))


def grant(requested: str, registered: Iterable[str]) -> Grant:
    """Grant exactly what is asked when all of it lies within the registration, else nothing: ``InvalidScope``.

    Narrower is fine: ``system/Patient.rs`` under ``system/*.cruds``. A part is never granted for the whole, so that
    no client works for months with less than it believes to have.
    """
    asked = read(requested)
    ceiling = read(" ".join(registered))
    if not (asked.works <= ceiling.works and asked.launch <= ceiling.launch):
        raise InvalidScope("not registered")
    for scope in asked.scopes:
        for letter in scope.letters:
            if not covers(ceiling.scopes, letter, scope.type, scope.context):
                raise InvalidScope("not registered")
    check_mixture(asked.scopes)
    return asked


def grant_to_backend(requested: str, registered: Iterable[str]) -> Grant:
    """Grant by client_credentials: nobody is present, so no ``user/``, ``patient/`` or launch word."""
    asked = grant(requested, registered)
    if asked.launch or any(scope.context != "system" for scope in asked.scopes):
        raise InvalidScope("client_credentials grants system scopes only")
    return asked


def check_mixture(scopes: Sequence[Scope]) -> None:
    """Refuse a set in which the service's own rights and a person's meet: the union would lose the person's limits."""
    contexts = {scope.context for scope in scopes}
    if "system" in contexts and len(contexts) > 1:
        raise InvalidScope("system scopes mix with no other")


def covers(scopes: Iterable[Scope], letter: str, type: str, context: str = "") -> bool:
    """Say whether some scope of the set has the letter for the type; for the type ``*``, only a ``*`` has."""
    return any(
        letter in scope.letters and scope.type in ("*", type) and context in ("", scope.context) for scope in scopes
    )


def allows(caller: Caller, interaction: str, type: str) -> bool:
    """Say whether the caller's scopes reach the interaction on the type (``*`` for the whole system).

    This is the ceiling only; which records are seen is decided at the door.
    """
    letter = LETTER[interaction]
    return covers(caller.scopes, letter, type) if letter else bool(caller.scopes)
