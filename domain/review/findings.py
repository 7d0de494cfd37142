"""What is a finding, and the row of the table that it comes from (RULES.md sections F and G; severities X, Q, D, W)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

Json = Mapping[str, Any]

SEVERITIES = {"X": "refuse", "Q": "a person must decide", "D": "deficiency", "W": "warning"}
MAY_ACT = frozenset("XQD")


@dataclass(frozen=True, slots=True)
class Hit:
    """What a check says: its words, where, about which record; ``item`` tells apart several of one rule and record.

    The words carry codes and record ids, never a name, a date of birth or any other text of the record.
    """

    text: str
    expression: str
    focus: str
    item: str = ""
    severity: str = ""


@dataclass(frozen=True, slots=True)
class Rule:
    """One row: a rule, its name, what it rests on, how grave it is, and the function that holds a chart to it."""

    id: str
    title: str
    citation: str
    severity: str
    issue: str
    category: str
    effective: str
    verified: bool
    check: Callable[[Any], Iterable[Hit]]

    def finding(self, hit: Hit) -> Finding:
        """Make the finding that a hit of this rule is."""
        return Finding(
            self.id, hit.severity or self.severity, hit.text, self.citation, hit.expression, hit.focus, self.category,
            hit.item, self.issue,
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Finding:
    """A result of review: X would refuse the write, Q asks a person, D must be made good, W warns."""

    rule: str
    severity: str
    text: str
    citation: str
    expression: str
    focus: str
    category: str
    item: str = ""
    issue: str = "business-rule"
