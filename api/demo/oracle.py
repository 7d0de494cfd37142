"""What must the answers hold? Computed from the bundles that were sent, without asking the server's rules."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from api.commands.inputs import Input

FEW, MANY = 3, 400


@dataclass(frozen=True, slots=True)
class Sent:
    """One resource as it was sent, and the reference under which it was stored."""

    reference: str
    url: str
    resource: dict[str, Any]

    @property
    def type(self) -> str:
        """The type of the resource."""
        return str(self.resource["resourceType"])


@dataclass(slots=True)
class Chart:
    """Everything that was sent about one patient: one transaction."""

    patient: str
    sent: list[Sent]

    def of(self, kind: str) -> list[Sent]:
        """Give what is of one type."""
        return [one for one in self.sent if one.type == kind]

    @property
    def stays(self) -> list[Sent]:
        """Give the inpatient encounters."""
        return [one for one in self.of("Encounter") if one.resource["class"].get("code") == "IMP"]

    def documents(self, first: date, last: date) -> set[str]:
        """Give the documents dated within the days, both included, by the UTC calendar."""
        return {one.reference for one in self.of("DocumentReference") if first <= day(one) <= last}

    def span(self) -> tuple[date, date]:
        """Choose days that cover some of the documents and not all."""
        days = sorted(day(one) for one in self.of("DocumentReference"))
        return days[len(days) // 4], days[max(len(days) // 4, 3 * len(days) // 4 - 1)]


@dataclass(slots=True)
class Oracle:
    """Everything that was sent and acknowledged."""

    charts: list[Chart] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)

    def note(self, one: Input, locations: list[str]) -> None:
        """Remember one acknowledged bundle."""
        sent = [
            Sent(reference(location), entry.get("fullUrl", ""), entry["resource"])
            for entry, location in zip(one.entries, locations, strict=True)
            if "resource" in entry
        ]
        self.counts.update(item.type for item in sent)
        patients = [item.reference for item in sent if item.type == "Patient"]
        if len(patients) == 1:
            self.charts.append(Chart(patients[0], sent))

    def hero(self) -> Chart:
        """Choose the patient of the story: one with an inpatient stay, enough documents, and no huge record."""
        fit = [
            chart
            for chart in self.charts
            if chart.stays and len(chart.of("DocumentReference")) >= FEW and chart.of("Condition")
        ]
        if not fit:
            raise LookupError("no bundle holds an inpatient stay with three documents and a condition")
        return min(
            fit, key=lambda chart: (-len(chart.of("Condition")) if len(chart.sent) <= MANY else 0, len(chart.sent))
        )


def reference(location: str) -> str:
    """Give ``Type/id`` of a location."""
    found = re.search(r"([A-Z][A-Za-z]+/[^/]+)(?:/_history/\d+)?$", location)
    return found.group(1) if found else ""


def day(one: Sent) -> date:
    """Give the UTC day of a document."""
    return datetime.fromisoformat(one.resource["date"]).astimezone(UTC).date()


def after(last: date) -> date:
    """Give the day after."""
    return last + timedelta(days=1)
