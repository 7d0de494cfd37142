"""Does the main job work, end to end? Charts come in, a provider fetches, agencies receive what is authorised, no more.

Every step talks to a running server over HTTP with tokens got by the standard flow; what must come back is computed
from the bundles that were sent (oracle.py). The acts about withheld records and releases are in acts.py.
"""

from __future__ import annotations

import json
import time
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from api.commands.inputs import files, read
from api.commands.loading import Loader, State
from api.demo.oracle import Chart, Oracle
from api.demo.parties import Party, Refused, register, total

if TYPE_CHECKING:
    from pathlib import Path

    from api.demo.server import Server

Counts = dict[str, Any]
FEED = "system/*.cruds"
PROVIDER = "system/*.rs"
AGENCY = "release.request release.pull"
CLERK = "release.decide release.fulfil system/*.rs"
ORGANIZATIONS = {
    "attorneys": "Pell & Ostrander, Attorneys",
    "health-department": "Merrow County Department of Public Health",
    "stranger": "Northmoor Day Clinic",
}
IDENTIFIERS = "urn:oid:2.999.4711.9"
SEAL_SECONDS = 20.0


@dataclass(frozen=True, slots=True)
class Step:
    """One step of the story, as it is reported."""

    name: str
    ok: bool
    counts: Counts
    seconds: float = 0.0
    error: str = ""


@dataclass(slots=True)
class Story:
    """The state of the story: who takes part, what was sent, who it is about."""

    server: Server
    bundles: Path
    oracle: Oracle = field(default_factory=Oracle)
    parties: dict[str, Party] = field(default_factory=dict)
    organizations: dict[str, str] = field(default_factory=dict)
    notes: dict[str, Any] = field(default_factory=dict)

    @property
    def chart(self) -> Chart:
        """The chart of the patient of the story."""
        chart: Chart = self.notes["chart"]
        return chart

    @property
    def patient(self) -> str:
        """The reference to the patient of the story."""
        return self.chart.patient

    def start(self) -> Counts:
        """Start a server on a free port, with a database of its own."""
        self.server.start()
        return {"port": self.server.port}

    def register_feeds(self) -> Counts:
        """Register two feeds of the hospital's own."""
        self._register("feed", scope=FEED, purpose="TREAT", own_feed=True)
        self._register("laboratory", scope=FEED, purpose="TREAT", own_feed=True)
        return {"clients": 2}

    def load(self) -> Counts:
        """Load every bundle: organisations and people first."""
        feed = self.parties["feed"]
        with Loader(feed.base, feed.tokens, State(None)) as loader:
            for path in files([self.bundles]):
                for one in read(path):
                    answer = loader.load(one)
                    if answer.refusals:
                        told = answer.refusals[0]
                        raise Refused(f"{told.input} entry {told.entry}: {told.status} {'; '.join(told.issues)}")
                    self.oracle.note(one, answer.locations)
        self.notes["chart"] = self.oracle.hero()
        return {
            "resources": self.oracle.counts.total(),
            "patients": len(self.oracle.charts),
            "errors": 0,
            "inpatient stays": sum(len(chart.stays) for chart in self.oracle.charts),
        }

    def register_others(self) -> Counts:
        """Register a provider who treats the patient, one who does not, two agencies and a records clerk."""
        feed = self.parties["feed"]
        for key, name in ORGANIZATIONS.items():
            identifier = {"system": IDENTIFIERS, "value": key}
            body = {"resourceType": "Organization", "identifier": [identifier], "active": True, "name": name}
            condition = {"If-None-Exist": f"identifier={IDENTIFIERS}|{key}"}
            self.organizations[key] = f"Organization/{feed.post('Organization', body, **condition)['id']}"
        stay = feed.get(self.chart.stays[0].reference)
        self.organizations["hospital"] = stay["serviceProvider"]["reference"]
        self._register("provider", scope=PROVIDER, purpose="TREAT", organization=self.organizations["hospital"])
        self._register("stranger", scope=PROVIDER, purpose="TREAT", organization=self.organizations["stranger"])
        self._register("attorneys", scope=AGENCY, purpose="HLEGAL", organization=self.organizations["attorneys"])
        self._register(
            "health-department", scope=AGENCY, purpose="PUBHLTH", organization=self.organizations["health-department"]
        )
        self._register("clerk", scope=CLERK, purpose="RECORDMGT", organization=self.organizations["hospital"])
        return {"clients": 5, "organisations": len(self.organizations)}

    def review(self) -> Counts:
        """Review every inpatient stay; count findings by rule and the deficiency Tasks."""
        feed = self.parties["feed"]
        rules: Counter[str] = Counter()
        clean = 0
        for stay in (stay for chart in self.oracle.charts for stay in chart.stays):
            issues = feed.get(f"{stay.reference}/$review")["issue"]
            found = [issue["details"]["coding"][0]["code"] for issue in issues if issue["severity"] != "information"]
            rules.update(found)
            clean += not found
        tasks = total(feed.get("Task?_count=1&_total=accurate"))
        expect(bool(rules) is (tasks > 0), "findings and deficiency Tasks do not agree")
        return {
            "stays": sum(len(chart.stays) for chart in self.oracle.charts),
            "clean": clean,
            "deficiency tasks": tasks,
            **{f"findings {rule}": number for rule, number in sorted(rules.items())},
        }

    def fetch(self) -> Counts:
        """The provider who treats the patient reads and searches the record; all of it comes, nothing else."""
        provider = self.parties["provider"]
        expect(provider.get(self.patient)["id"] == self.patient.partition("/")[2], "the patient is not the patient")
        counts: Counts = {}
        id_ = self.patient.partition("/")[2]
        for kind in ("Encounter", "Condition", "Procedure", "Observation", "DocumentReference"):
            found = ids(provider.search(f"{kind}?patient={id_}&_count=100"))
            expect(found == {one.reference for one in self.chart.of(kind)}, f"{kind}: not what was sent")
            counts[kind] = len(found)
        start = self.chart.stays[0].resource["period"]["start"][:10]
        dated = ids(provider.search(f"Encounter?patient={id_}&date=ge{start}"))
        expect(self.chart.stays[0].reference in dated, "the stay is not found by its date")
        code = self.chart.of("DocumentReference")[0].resource["type"]["coding"][0]["code"]
        typed = ids(provider.search(f"DocumentReference?patient={id_}&type=http://loinc.org|{code}"))
        expect(bool(typed), "no document is found by its type")
        return counts | {"encounters from the stay on": len(dated), f"documents of type {code}": len(typed)}

    def stranger(self) -> Counts:
        """The provider who does not treat the patient sees nothing: hidden and missing answer alike."""
        party = self.parties["stranger"]
        id_ = self.patient.partition("/")[2]
        hidden = [self.patient, *(one.reference for one in self.chart.sent[:50] if one.type != "Patient")]
        missing = party.ask("GET", "Patient/no-such-patient")
        for reference in hidden:
            answer = party.ask("GET", reference)
            expect(
                (answer.status_code, answer.content) == (missing.status_code, missing.content),
                f"{reference}: hidden and missing differ",
            )
        for kind in ("Patient", "Encounter", "DocumentReference", "Observation"):
            query = f"{kind}?_id={id_}" if kind == "Patient" else f"{kind}?patient={id_}"
            expect(total(party.get(f"{query}&_total=accurate")) == 0, f"{kind}: something is found")
        return {"reads answered 404": len(hidden), "records found": 0}

    def audit(self) -> Counts:
        """Verify the chain of the audit trail."""
        deadline = time.monotonic() + SEAL_SECONDS
        while True:
            done = self.server.command("audit", "verify", "--json")
            report = json.loads(done.stdout) if done.stdout.startswith("{") else {}
            if report.get("unsealed", 0) == 0 or time.monotonic() > deadline:
                break
            time.sleep(1)
        expect(done.returncode == 0, f"audit verify: {done.stdout.strip() or done.stderr.strip()}"[:500])
        expect(report["sealed"] > 0, "nothing is sealed")
        return {
            "rows sealed": report["sealed"],
            "seals": report["seals"],
            "not yet sealed": report["unsealed"],
            "findings": 0,
        }

    def stop(self) -> Counts:
        """Stop the server."""
        self.server.stop()
        code = self.server.process.returncode if self.server.process else None
        return {"exit code": code}

    def _register(self, name: str, **how: Any) -> None:
        self.parties[name] = register(self.server.data_dir, self.server.base, name, **how)


def ids(resources: Iterable[dict[str, Any]]) -> set[str]:
    """Give the references of the resources."""
    return {
        f"{resource['resourceType']}/{resource['id']}"
        for resource in resources
        if resource["resourceType"] != "OperationOutcome"
    }


def expect(true: bool, otherwise: str) -> None:  # noqa: FBT001 - a sentence about one fact
    """Stop the story when something is not as it must be."""
    if not true:
        raise Refused(otherwise)


def tell(story: Story, heard: Callable[[Step], None]) -> list[Step]:
    """Run every step until one fails, and stop the server in any case."""
    from api.demo import acts

    steps: list[Step] = []
    chapters: tuple[tuple[str, Callable[[], Counts]], ...] = (
        ("start", story.start),
        ("register feeds", story.register_feeds),
        ("load", story.load),
        ("register clients", story.register_others),
        ("review", story.review),
        ("provider fetches", story.fetch),
        ("unrelated provider", story.stranger),
        ("withheld records", lambda: acts.withhold(story)),
        ("release on an authorisation", lambda: acts.release_on_authorisation(story)),
        ("refusal without a ground", lambda: acts.refuse_without_ground(story)),
        ("release to public health", lambda: acts.release_to_public_health(story)),
        ("revocation", lambda: acts.revoke(story)),
        ("accounting of disclosures", lambda: acts.account(story)),
        ("audit verify", story.audit),
        ("stop", story.stop),
    )
    try:
        for name, act in chapters:
            began = time.monotonic()
            try:
                step = Step(name, True, act(), time.monotonic() - began)
            except Exception as error:  # noqa: BLE001 - whatever it is, it is the result of the step
                step = Step(name, False, {}, time.monotonic() - began, f"{type(error).__name__}: {error}")
            steps.append(step)
            heard(step)
            if not step.ok:
                break
    finally:
        for party in story.parties.values():
            party.close()
        story.server.stop()
    return steps
