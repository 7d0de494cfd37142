"""Do conditional writes of many, on several server processes, make one record a key? https://hl7.org/fhir/R4/http.html#ccreate.

A small race in the ordinary suite; ``make faults`` (CHARTWARD_FAULT_ROUNDS from 20 on) runs 32 threads over 1,000 keys.
"""

from __future__ import annotations

import os
import random
import threading
import time
from collections import Counter
from pathlib import Path

import httpx

from api.demo.charts import MRN
from api.demo.parties import Party, register
from api.demo.server import Server

FULL = int(os.environ.get("CHARTWARD_FAULT_ROUNDS", "3")) >= 20
THREADS, KEYS = (32, 1_000) if FULL else (8, 40)
PROCESSES = 2
FORMS = ("identifier={mrn}|{key}", "identifier={key}", "gender:not=male&identifier={mrn}|{key}")
"""The same key asked for in several ways."""


def racer(feed: Party, tokens: list[str], name: str, kinds: str, statuses: Counter[int]) -> None:
    """Go through all keys in an order of its own; create or update each on a condition."""
    dice = random.Random(f"{name}{kinds}")
    keys = list(range(KEYS))
    dice.shuffle(keys)
    with httpx.Client(trust_env=False, timeout=60) as http:
        for number in keys:
            key = f"{name}-{number}"
            condition = dice.choice(FORMS).format(mrn=MRN, key=key)
            body = {"resourceType": "Patient", "identifier": [{"system": MRN, "value": key}]}
            sent = {"authorization": f"Bearer {tokens[-1]}"}
            if dice.choice(kinds) == "c":
                answer = http.post(f"{feed.base}/Patient", json=body, headers=sent | {"if-none-exist": condition})
            else:
                answer = http.put(f"{feed.base}/Patient?{condition}", json=body, headers=sent)
            statuses[answer.status_code] += 1


def race(feed: Party, name: str, kinds: str) -> tuple[Counter[int], float]:
    """Let all threads loose on the same keys; give how they were answered, and how long it took."""
    statuses: Counter[int] = Counter()
    tokens = [feed.tokens(True)]
    threads = [threading.Thread(target=racer, args=(feed, tokens, name, kinds, statuses)) for _ in range(THREADS)]
    began = renewed = time.perf_counter()
    for thread in threads:
        thread.start()
    while any(thread.is_alive() for thread in threads):
        time.sleep(0.1)
        if time.perf_counter() - renewed > 120:
            tokens.append(feed.tokens(True))
            renewed = time.perf_counter()
    return statuses, time.perf_counter() - began


def test_conditional_race(tmp_path: Path) -> None:
    """However many create and update on the same conditions at once, each key has one record, and nothing fails."""
    for folder in (tmp_path, *tmp_path.parents[:2]):
        folder.chmod(0o711)
    with Server(tmp_path / "data", workers=PROCESSES) as server:
        server.start()
        feed = register(server.data_dir, server.base, "feed", scope="system/*.cruds", purpose="TREAT", own_feed=True)
        results = {name: race(feed, name, kinds) for name, kinds in (("create", "c"), ("mixed", "cu"))}
        stored = {
            name: [len(feed.search(f"Patient?identifier={MRN}|{name}-{n}")) for n in range(KEYS)] for name in results
        }
        feed.close()
    for name, (statuses, seconds) in results.items():
        doubled = sum(count > 1 for count in stored[name])
        failed = sum(count for status, count in statuses.items() if status >= 500)
        print(
            f"\nconditional race ({name}), {THREADS} threads x {KEYS} keys on {PROCESSES} processes:"
            f" {sum(statuses.values())} requests in {seconds:.1f} s, {sum(stored[name])} resources,"
            f" {doubled} duplicates, {failed} errors 5xx"
        )

        assert {200, 201} == set(statuses)
        assert KEYS == statuses[201]
        assert [1] * KEYS == stored[name]
