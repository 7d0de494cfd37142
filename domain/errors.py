"""What can go wrong, one class per kind of answer; no HTTP in here.

Issue codes are those of https://hl7.org/fhir/R4/valueset-issue-type.html.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Self


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault: becomes one ``OperationOutcome.issue``. The text never carries patient data."""

    code: str
    text: str
    expression: str = ""
    severity: str = "error"
    rule: str = ""
    citation: str = ""
    location: tuple[str, ...] = ()
    """Where in what was sent: an XPath (XML alone), and line and column."""


class ChartwardError(Exception):
    """Base of every error that the service answers on purpose."""

    def __init__(self, *faults: Fault) -> None:
        """Keep every fault, in order. ``noted``: the audit trail already holds this refusal."""
        super().__init__("; ".join(fault.text for fault in faults))
        self.faults = faults
        self.noted = False

    def at(self, where: str) -> Self:
        """Place what names no element of a body (nothing, or a search parameter) at the entry of the bundle."""
        if where:
            self.faults = tuple(
                replace(fault, expression=where)
                if not fault.expression or fault.expression.startswith("http.")
                else fault
                for fault in self.faults
            )
        return self


class Malformed(ChartwardError):
    """What was sent cannot be read as FHIR: syntax, structure, an unknown parameter."""


class Invalid(ChartwardError):
    """What was sent is FHIR, but breaks a rule of content, reference or review."""


class Unauthenticated(ChartwardError):
    """No token, or not one of ours."""


class Forbidden(ChartwardError):
    """The caller's scope or registration does not reach this type or interaction."""


class NotFound(ChartwardError):
    """Missing, or hidden: nobody can tell which."""

    def __init__(self, *faults: Fault) -> None:
        """Say the same, whatever the reason."""
        super().__init__(*(faults or (Fault("not-found", "No such record."),)))

    @classmethod
    def already_noted(cls) -> NotFound:
        """Make one for a read that wrote its own audit row."""
        error = cls()
        error.noted = True
        return error


class Gone(ChartwardError):
    """Deleted, and the caller could have seen its last version."""


class Conflict(ChartwardError):
    """The write collides with the present state."""


class PreconditionFailed(ChartwardError):
    """If-Match, or a conditional URL that matches several records."""


class NotSupported(ChartwardError):
    """A known thing that this server does not do, on this path."""


class NotAcceptable(ChartwardError):
    """A representation that this server does not make."""


class UnsupportedMedia(ChartwardError):
    """A body in a format that this server does not read."""


class TooLarge(ChartwardError):
    """The body is over the limit."""


class TooMany(ChartwardError):
    """The caller asks too often."""


class Unavailable(ChartwardError):
    """The database does not answer in time; try again."""
