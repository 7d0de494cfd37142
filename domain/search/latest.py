"""Which observations are the last of each code? (https://hl7.org/fhir/R4/observation-operation-lastn.html).

Codes are the same where system and code are; a record with two codings makes them the same, and so on from record to
record. What has a text alone is grouped by that text. Those that tie with the last one taken are taken too.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from domain.fhir.dates import bounds

_NEVER = -(2**63)


@dataclass(frozen=True, slots=True)
class Seen:
    """What of an observation decides: its codes, when it was, and its name, which settles the order."""

    codes: tuple[tuple[str, str], ...]
    at: int
    name: str


def seen(observation: dict[str, Any], name: str) -> Seen:
    """Look at an observation."""
    code = observation.get("code", {})
    codings = tuple(
        (coding.get("system", ""), coding["code"]) for coding in code.get("coding", ()) if coding.get("code")
    )
    return Seen(codings or (("\0text", code.get("text", "")),), _when(observation), name)


def _when(observation: dict[str, Any]) -> int:
    """Give when it was observed: a moment, or the end of a period, or its beginning where it has no end."""
    period = observation.get("effectivePeriod", {})
    events = observation.get("effectiveTiming", {}).get("event", [])
    texts = (
        observation.get("effectiveDateTime") or observation.get("effectiveInstant"),
        period.get("end") or period.get("start"),
        *events,
    )
    return max((bounds(text)[0] for text in texts if text), default=_NEVER)


def latest(observations: Sequence[Seen], most: int) -> list[int]:
    """Give the places of the last ``most`` of each group, newest first."""
    parents: dict[tuple[str, str], tuple[str, str]] = {}

    def root(code: tuple[str, str]) -> tuple[str, str]:
        parents.setdefault(code, code)
        while parents[code] != code:
            parents[code] = parents[parents[code]]
            code = parents[code]
        return code

    for one in observations:
        for code in one.codes:
            parents[root(code)] = root(one.codes[0])
    order = sorted(range(len(observations)), key=lambda n: (-observations[n].at, observations[n].name))
    taken: dict[tuple[str, str], list[int]] = {}
    chosen = []
    for n in order:
        group = taken.setdefault(root(observations[n].codes[0]), [])
        if len(group) < most or group[-1] == observations[n].at:
            group.append(observations[n].at)
            chosen.append(n)
    return chosen
