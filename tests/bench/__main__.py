"""How fast is it, on this machine, in this run, beside what the machine can do at best? ``make bench``.

Rules and durable audit are always on; the caller is a provider app that sees the patients its organisation treats.
Yardsticks run interleaved with ours, round by round; what is printed is the median of the rounds.
"""

from __future__ import annotations

import argparse
import asyncio
import base64
import json
import os
import platform
import random
import statistics
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import asyncpg
import httpx
from rich.console import Console
from rich.table import Table

from api.demo.parties import register
from api.demo.server import Server, free_port
from persistence.embedded import EmbeddedPostgres
from tests.bench import copying, processes
from tests.bench.population import population

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
JSON = "application/fhir+json"


@dataclass(slots=True)
class Figure:
    """What one operation showed, round by round."""

    name: str
    yard: str = ""
    rounds: list[dict[str, float]] = field(default_factory=list)

    def median(self, what: str) -> float:
        """Give the median over the rounds."""
        return statistics.median(one[what] for one in self.rounds) if self.rounds else 0.0


def run_clients(
    port: int, requests: list[bytes], seconds: float, clients: int, *, once: bool = False
) -> dict[str, Any]:
    """Let the clients ask for a while."""
    job = {
        "port": port,
        "clients": clients,
        "seconds": seconds,
        "once": once,
        "requests": [base64.b64encode(r).decode() for r in requests],
    }
    done = subprocess.run(
        [sys.executable, str(HERE / "clients.py")], input=json.dumps(job), capture_output=True, text=True, check=True
    )
    return json.loads(done.stdout)


def raw(method: str, path: str, token: str = "", body: bytes = b"") -> bytes:
    """Give the bytes of a request."""
    lines = [f"{method} {path} HTTP/1.1", "Host: 127.0.0.1", f"Accept: {JSON}"]
    if token:
        lines.append(f"Authorization: Bearer {token}")
    if body:
        lines += [f"Content-Type: {JSON}", f"Content-Length: {len(body)}"]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


class Bench:
    """One run."""

    def __init__(self, options: argparse.Namespace) -> None:
        self.options = options
        self.console = Console(stderr=True)
        self.figures: dict[str, Figure] = {}
        self.notes: dict[str, Any] = {}
        self.dice = random.Random(20261122)

    def run(self) -> dict[str, Any]:
        with Server(Path(self.options.folder) if self.options.folder else None, workers=1) as server:
            server.start()
            self.server = server
            self.url = EmbeddedPostgres(server.data_dir / "postgres").start()
            self.run_id = f"{time.time():.0f}"
            self.feed = register(
                server.data_dir,
                server.base,
                f"feed-{self.run_id}",
                scope="system/*.cruds",
                purpose="TREAT",
                own_feed=True,
            )
            yard = self._yardstick()
            try:
                self._load()
                self._choose()
                if not self.options.searches:
                    self._ingest()
                for number in range(self.options.rounds):
                    self.console.print(f"round {number + 1} of {self.options.rounds}")
                    self._round(yard)
                self.notes["memory"] = processes.peak(processes.tree(server.process.pid))
            finally:
                yard.kill()
                yard.wait()
        return self._report()

    def _sql(self, query: str, *arguments: Any) -> list[Any]:
        async def ask() -> list[Any]:
            connection = await asyncpg.connect(self.url)
            try:
                return await connection.fetch(query, *arguments)
            finally:
                await connection.close()

        return asyncio.run(ask())

    def _yardstick(self) -> subprocess.Popen[bytes]:
        async def prepare() -> None:
            connection = await asyncpg.connect(self.url)
            await connection.execute(
                "CREATE SCHEMA IF NOT EXISTS yard; CREATE TABLE IF NOT EXISTS yard.bare (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, body bytea)"
            )
            await connection.close()

        asyncio.run(prepare())
        self.yard_port = free_port()
        environment = os.environ | {"YARD_URL": self.url}
        process = subprocess.Popen(
            [sys.executable, "-m", "tests.bench.yardstick", str(self.yard_port)], env=environment, cwd=ROOT
        )
        for _ in range(100):
            try:
                httpx.get(f"http://127.0.0.1:{self.yard_port}/nothing", trust_env=False)
                break
            except httpx.TransportError:
                time.sleep(0.1)
        return process

    def _post(self, bundles: list[bytes], clients: int) -> dict[str, Any]:
        token = self.feed.tokens(True)
        result = run_clients(
            self.server.port, [raw("POST", "/fhir", token, b) for b in bundles], 3600, clients, once=True
        )
        if set(result["statuses"]) != {"200"}:
            raise SystemExit(f"bundles refused: {result['statuses']} {result.get('refused', '')}")
        return result

    def _load(self) -> None:
        first, patients, told = population(Path(self.options.bundles))
        self.patients = patients
        self.notes["population"] = told
        self.notes["resources"] = self._sql("SELECT count(*) FROM record")[0][0]
        if self.notes["resources"] >= self.options.resources:
            return
        for batch in first:
            self._post([batch], 1)
        count, seconds, wanted = 0, 0.0, self.options.resources
        while count < wanted:
            some, size = [], 0
            while size < 20_000 and count + size < wanted:
                some.append(next(patients))
                size += some[-1].count(b'"fullUrl"')
            result = self._post(some, 4)
            count += size
            seconds += result["elapsed"]
            self.console.print(f"{count} resources, {count / seconds:.0f}/s")
        self._sql("VACUUM ANALYZE")
        self.notes["resources"] = self._sql("SELECT count(*) FROM record")[0][0]
        self.notes["load_resources_per_second_4_clients"] = round(count / seconds)

    def _choose(self) -> None:
        """Choose what to ask for: patients of the organisation that treats most of them."""
        organization = self._sql(
            "SELECT party FROM relationship WHERE party LIKE 'Organization/%' GROUP BY party ORDER BY count(DISTINCT patient) DESC LIMIT 1"
        )[0][0]
        self.app = register(
            self.server.data_dir,
            self.server.base,
            f"app-{self.run_id}",
            scope="system/*.rs",
            purpose="TREAT",
            organization=organization,
        )
        patients = [
            row[0] for row in self._sql("SELECT DISTINCT patient FROM relationship WHERE party = $1", organization)
        ]
        self.notes["patients"] = {
            "seen by the caller": len(patients),
            "all": self._sql("SELECT count(*) FROM record WHERE type = 'Patient'")[0][0],
        }
        ids = {  # deficiency Tasks are the hospital's own: no app sees them
            row[0]: row[1]
            for row in self._sql(
                "SELECT type || '/' || id, type FROM record WHERE patient = ANY($1) AND type <> 'Task'"
                " ORDER BY random() LIMIT 3000",
                patients,
            )
        }
        self.reads = list(ids)
        self.asked: dict[str, list[str]] = {
            name: []
            for name in ("encounter", "identifier", "family", "document", "page", "token", "chain", "has", "list")
        }
        rows = self._sql("SELECT id, body FROM record WHERE type = 'Patient' AND id = ANY($1)", patients)
        for id_, body in rows:
            patient = json.loads(body)
            identifier = patient["identifier"][0]
            self.asked["identifier"].append(f"Patient?identifier={identifier['system']}|{identifier['value']}")
            self.asked["family"].append(f"Patient?family={patient['name'][0]['family']}")
            for year in (2005, 2012, 2018):
                self.asked["encounter"].append(f"Encounter?patient={id_}&date=ge{year}-03-01&date=lt{year + 3}-09-01")
                self.asked["document"].append(
                    f"DocumentReference?patient={id_}&type=http://loinc.org|34117-2&date=ge{year}"
                )
            self.asked["page"].append(f"Observation?patient={id_}&_count=100")
            family = patient["name"][0]["family"]
            self.asked["chain"].append(f"Encounter?subject:Patient.family={family}&date=ge2012")
            self.asked["has"].append(f"Patient?_has:Encounter:patient:date=ge2012&family={family}")
        identifiers = [question.removeprefix("Patient?identifier=") for question in self.asked["identifier"]]
        others = [
            f"urn:bench|{n}" for n in range(200)
        ]  # an OR list of 200 values, most of which nobody has, as a panel of patients asked for by an outside system
        self.asked["list"] = [
            "Patient?identifier=" + ",".join((self.dice.sample(identifiers, min(60, len(identifiers))) + others)[:200])
            for _ in range(20)
        ]
        codes = self._sql(
            "SELECT DISTINCT c->>'code' FROM (SELECT convert_from(body, 'UTF8')::jsonb AS b FROM record"
            " WHERE type = 'Observation' AND patient = ANY($1) LIMIT 2000) o, jsonb_array_elements(o.b->'code'->'coding') c",
            patients,
        )
        self.asked["token"] = [f"Observation?code=http://loinc.org|{row[0]}" for row in codes]
        self.asked["has"] += [f"Patient?_has:Observation:patient:code=http://loinc.org|{row[0]}" for row in codes]
        self.asked["chain"] += [
            f"Observation?subject:Patient.identifier={identifier}&code=http://loinc.org|{codes[n % len(codes)][0]}"
            for n, identifier in enumerate(identifiers)
        ]

    def _ingest(self) -> None:
        """Measure bundle ingest on one worker: one client, and eight; COPY of the same rows beside it."""
        for clients, number in ((1, self.options.ingest), (8, self.options.ingest)):
            bundles = [next(self.patients) for _ in range(number)]
            resources = sum(b.count(b'"fullUrl"') for b in bundles)

            async def marked() -> dict[str, int]:
                connection = await asyncpg.connect(self.url)
                try:
                    await connection.execute("CHECKPOINT")
                    return await copying.mark(connection)
                finally:
                    await connection.close()

            since = asyncio.run(marked())
            result = self._post(bundles, clients)

            async def copied(since: dict[str, int] = since, number: int = number) -> copying.Copied:
                connection = await asyncpg.connect(self.url)
                try:
                    return await copying.copy(connection, since, number)
                finally:
                    await connection.close()

            yard = asyncio.run(copied())
            self.notes[f"ingest_{clients}_clients"] = {
                "resources": resources,
                "bundles": number,
                "resources_per_second": round(resources / result["elapsed"]),
                "rows": yard.rows,
                "rows_per_second": round(yard.rows / result["elapsed"]),
                "copy_rows_per_second": round(yard.rows / yard.seconds),
                "ratio_to_copy": round(yard.seconds / result["elapsed"], 3),
                "bundle_ms_median": round(statistics.median(result["seconds"]) * 1000, 1),
                "rows_by_table": yard.tables,
            }

    def _round(self, yard: subprocess.Popen[bytes]) -> None:
        token = self.app.tokens(True)
        feed = self.feed.tokens(True)
        observation = json.dumps(
            {
                "resourceType": "Observation",
                "status": "final",
                "code": {"coding": [{"system": "http://loinc.org", "code": "8302-2", "display": "Body Height"}]},
                "subject": {"reference": next(r for r in self.reads if True) and self._patient()},
                "effectiveDateTime": "2020-01-02T03:04:05Z",
                "valueQuantity": {"value": 171.50, "unit": "cm", "system": "http://unitsofmeasure.org", "code": "cm"},
            }
        ).encode()
        reads = self.dice.sample(self.reads, min(1500, len(self.reads)))
        server, bare = processes.tree(self.server.process.pid), [*processes.tree(yard.pid)]
        database = [pid for pid in server if pid != self.server.process.pid]
        plan: list[tuple[str, str, int, list[bytes], list[int]]] = [
            ("bare read", "", self.yard_port, [raw("GET", f"/bare/{r}") for r in reads], [*bare, *database]),
            ("read by id", "bare read", self.server.port, [raw("GET", f"/fhir/{r}", token) for r in reads], server),
            ("bare insert", "", self.yard_port, [raw("POST", "/bare", "", observation)], [*bare, *database]),
            ("create", "bare insert", self.server.port, [raw("POST", "/fhir/Observation", feed, observation)], server),
        ]
        for name, key in (
            ("Encounter?patient&date", "encounter"),
            ("Patient?identifier", "identifier"),
            ("Patient?family", "family"),
            ("DocumentReference?patient&type&date", "document"),
            ("page of 100 (Observation?patient)", "page"),
            ("Observation?code", "token"),
            ("chain (subject:Patient.family, .identifier)", "chain"),
            ("_has (Encounter by date, Observation by code)", "has"),
            ("OR list of 200 identifiers", "list"),
        ):
            plan.append(
                (
                    name,
                    "bare read",
                    self.server.port,
                    [raw("GET", f"/fhir/{q.replace('|', '%7C')}", token) for q in self.asked[key]],
                    server,
                )
            )
        if self.options.searches:
            plan = [row for row in plan if row[0] not in {"create", "bare insert"}]
        for name, against, port, requests, pids in plan:
            everyone = (
                processes.tree(self.server.process.pid)
                if pids is server
                else [*bare, *processes.tree(self.server.process.pid)[1:]]
            )
            before = processes.cpu(everyone)
            result = run_clients(port, requests, self.options.seconds, self.options.clients)
            spent = processes.cpu(everyone) - before
            if any(not status.startswith("2") for status in result["statuses"]):
                raise SystemExit(f"{name}: {result['statuses']} {result.get('refused', '')}")
            seconds = sorted(result["seconds"])
            figure = self.figures.setdefault(name, Figure(name, against))
            figure.rounds.append(
                {
                    "per_second": len(seconds) / result["elapsed"],
                    "p50_ms": seconds[len(seconds) // 2] * 1000,
                    "p95_ms": seconds[int(len(seconds) * 0.95)] * 1000,
                    "p99_ms": seconds[int(len(seconds) * 0.99)] * 1000,
                    "cpu_ms": spent / len(seconds) * 1000,
                    "kb": result["bytes"] / len(seconds) / 1024,
                }
            )

    def _patient(self) -> str:
        if not hasattr(self, "_one"):
            self._one = self._sql("SELECT id FROM record WHERE type = 'Patient' LIMIT 1")[0][0]
        return f"Patient/{self._one}"

    def _report(self) -> dict[str, Any]:
        rows = []
        for figure in self.figures.values():
            against = self.figures.get(figure.yard)
            row = {"name": figure.name} | {what: round(figure.median(what), 3) for what in figure.rounds[0]}
            if against:
                row["yardstick"] = against.name
                row["ratio"] = round(
                    statistics.median(
                        a["per_second"] / b["per_second"] for a, b in zip(figure.rounds, against.rounds, strict=True)
                    ),
                    3,
                )
            rows.append(row)
        return {
            "machine": {"cores": os.cpu_count(), "python": platform.python_version(), "system": platform.platform()},
            "clients": self.options.clients,
            "rounds": self.options.rounds,
            "seconds_per_measurement": self.options.seconds,
            "operations": rows,
            **self.notes,
        }


def show(report: dict[str, Any]) -> None:
    """Print the table."""
    console = Console(width=130)
    table = Table(
        title=f"{report['resources']} resources ({report['population']}), {report['clients']} clients, one worker, {report['machine']['cores']} cores"
    )
    for column in ("operation", "req/s", "of yardstick", "p50 ms", "p95 ms", "p99 ms", "CPU ms/req", "KB"):
        table.add_column(column, justify="left" if column == "operation" else "right")
    for row in report["operations"]:
        ratio = f"{row['ratio']:.0%}" if "ratio" in row else ""
        table.add_row(
            row["name"],
            f"{row['per_second']:.0f}",
            ratio,
            *(f"{row[k]:.2f}" for k in ("p50_ms", "p95_ms", "p99_ms", "cpu_ms", "kb")),
        )
    console.print(table)
    for clients in (1, 8):
        if f"ingest_{clients}_clients" not in report:
            continue
        one = report[f"ingest_{clients}_clients"]
        console.print(
            f"bundle ingest, {clients} client(s): {one['resources_per_second']} resources/s, {one['rows_per_second']} rows/s; "
            f"COPY of the same rows {one['copy_rows_per_second']} rows/s; ratio {one['ratio_to_copy']:.0%}"
        )
    console.print(f"peak memory: {report['memory']}")


def main() -> None:
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="about two minutes: 10,000 resources, two short rounds")
    parser.add_argument(
        "--searches", action="store_true", help="reads and searches only; 1,000,000 resources if not said"
    )
    parser.add_argument(
        "--folder", help="of the database; kept, and used again by the next run (default: a temporary one)"
    )
    parser.add_argument("--resources", type=int)
    parser.add_argument("--rounds", type=int)
    parser.add_argument("--seconds", type=float, help="of one measurement")
    parser.add_argument("--ingest", type=int, help="bundles of the ingest measurement")
    parser.add_argument("--clients", type=int, default=8)
    parser.add_argument("--bundles", default=str(ROOT.parent / "shared/data/synthea-uscore"))
    parser.add_argument("--out", default="bench.json")
    options = parser.parse_args()
    usual = {"resources": 100_000, "rounds": 5, "seconds": 4.0, "ingest": 20}
    quick = {"resources": 10_000, "rounds": 2, "seconds": 1.5, "ingest": 6}
    if options.searches and not options.quick:
        usual |= {"resources": 1_000_000, "rounds": 3}
    for name, value in (quick if options.quick else usual).items():
        if getattr(options, name) is None:
            setattr(options, name, value)
    report = Bench(options).run()
    Path(options.out).write_text(json.dumps(report, indent=1) + "\n")
    show(report)


if __name__ == "__main__":
    main()
