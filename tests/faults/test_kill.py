"""Is what was acknowledged still there after kill -9, and nothing half there? RELIABILITY.md R1.

Three rounds in the ordinary suite; ``make faults`` sets CHARTWARD_FAULT_ROUNDS to 20.
"""

from __future__ import annotations

import os
import random
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx

from api.demo.charts import LOINC, MRN, concept, entry, quantity, urn
from api.demo.parties import Party, register
from api.demo.server import Server

ROUNDS = int(os.environ.get("CHARTWARD_FAULT_ROUNDS", "3"))
CLIENTS = 8
RESULTS = 12


@dataclass(slots=True)
class Post:
    """One transaction that a client sent: what it held, and what the server acknowledged."""

    key: str
    bundle: dict[str, Any]
    acknowledged: list[str] | None = None


@dataclass(slots=True)
class Tally:
    """What the rounds came to."""

    posts: list[Post] = field(default_factory=list)
    lost: list[str] = field(default_factory=list)
    partial: list[str] = field(default_factory=list)
    doubled: list[str] = field(default_factory=list)
    unacknowledged: int = 0
    stored_unacknowledged: int = 0
    restarts: list[float] = field(default_factory=list)


def transaction(key: str) -> dict[str, Any]:
    """Give a patient with results that refer to it."""
    patient = urn("kill", key)
    results = [
        {
            "resourceType": "Observation",
            "status": "final",
            "code": concept(LOINC, "2345-7"),
            "subject": {"reference": patient},
            "effectiveDateTime": "2026-01-01T00:00:00Z",
            **quantity(number + 0.5, "mg/dL", "mg/dL"),
        }
        for number in range(RESULTS)
    ]
    who = {"resourceType": "Patient", "identifier": [{"system": MRN, "value": key}], "name": [{"family": "Wren"}]}
    entries = [entry(patient, who), *(entry(urn("kill", key, str(n)), one) for n, one in enumerate(results))]
    return {"resourceType": "Bundle", "type": "transaction", "entry": entries}


def client(feed: Party, token: str, name: str, posts: list[Post], stop: threading.Event) -> None:
    """Post one transaction after the other until the server is gone."""
    with httpx.Client(trust_env=False, timeout=30, headers={"authorization": f"Bearer {token}"}) as http:
        number = 0
        while not stop.is_set():
            post = Post(f"{name}-{number}", transaction(f"{name}-{number}"))
            posts.append(post)
            number += 1
            try:
                answer = http.post(feed.base, json=post.bundle, headers={"content-type": "application/fhir+json"})
            except httpx.TransportError:
                return
            assert answer.status_code == 200, answer.text
            post.acknowledged = [one["response"]["location"] for one in answer.json()["entry"]]


def stored(feed: Party, post: Post) -> tuple[int, int]:
    """Count the patients and the results that are there of one transaction."""
    patients = feed.get(f"Patient?identifier={MRN}|{post.key}&_total=accurate")
    count = int(patients["total"])
    if not count:
        return 0, 0
    id_ = patients["entry"][0]["resource"]["id"]
    return count, int(feed.get(f"Observation?patient={id_}&_count=1&_total=accurate")["total"])


def check(feed: Party, posts: list[Post], tally: Tally) -> None:
    """Compare what was acknowledged with what is there, and send again what was not acknowledged and is not there."""
    for post in posts:
        patients, results = stored(feed, post)
        if patients > 1:
            tally.doubled.append(post.key)
        if patients and results != RESULTS:
            tally.partial.append(f"{post.key}: {results} of {RESULTS}")
        if post.acknowledged is not None:
            if not patients:
                tally.lost.append(post.key)
            continue
        tally.unacknowledged += 1
        tally.stored_unacknowledged += patients
        if not patients:
            answer = feed.post("", post.bundle)
            post.acknowledged = [one["response"]["location"] for one in answer["entry"]]


def test_kill(tmp_path: Path) -> None:
    """Killed in the middle of posts, again and again, the server loses nothing acknowledged and keeps nothing half."""
    for folder in (tmp_path, *tmp_path.parents[:2]):
        folder.chmod(0o711)
    dice = random.Random(4711)
    tally = Tally()
    with Server(tmp_path / "data") as server:
        server.start()
        feed = register(server.data_dir, server.base, "feed", scope="system/*.cruds", purpose="TREAT", own_feed=True)
        for number in range(ROUNDS):
            posts: list[Post] = []
            stop = threading.Event()
            token = feed.tokens(True)
            threads = [
                threading.Thread(target=client, args=(feed, token, f"{number}-{one}", posts, stop))
                for one in range(CLIENTS)
            ]
            for thread in threads:
                thread.start()
            time.sleep(dice.uniform(0.3, 1.2))
            server.kill()
            stop.set()
            for thread in threads:
                thread.join()
            began = time.perf_counter()
            server.start()
            tally.restarts.append(time.perf_counter() - began)
            check(feed, posts, tally)
            tally.posts += posts
        for post in tally.posts:
            patients, results = stored(feed, post)
            if (patients, results) != (1, RESULTS):
                tally.lost.append(f"{post.key} at the end: {patients} patients, {results} results")
        feed.close()
        verified = server.command("audit", "verify", "--json")
    acknowledged = len(tally.posts) - tally.unacknowledged
    print(
        f"\nkill -9, {ROUNDS} rounds, {CLIENTS} clients: {acknowledged} transactions"
        f" ({acknowledged * (RESULTS + 1)} resources)"
        f" acknowledged, {len(tally.lost)} lost, {len(tally.partial)} partial, {len(tally.doubled)} double;"
        f" {tally.unacknowledged} not acknowledged, of which {tally.stored_unacknowledged} were stored whole;"
        f" restart in {max(tally.restarts):.1f} s at most"
    )

    assert acknowledged > ROUNDS
    assert ([], [], []) == (tally.lost, tally.partial, tally.doubled)
    assert verified.returncode == 0, verified.stdout
