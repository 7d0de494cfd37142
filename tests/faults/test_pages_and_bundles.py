"""Are pages complete while others write, and does a transaction of a thousand entries hold? As figures.

A small run in the ordinary suite; ``make faults`` (CHARTWARD_FAULT_ROUNDS from 20 on) pages through thousands of records.
"""

from __future__ import annotations

import os
import random
import threading
import time
from collections import Counter
from pathlib import Path
from typing import Any

import httpx

from api.demo.parties import Party, register
from api.demo.server import Server

FULL = int(os.environ.get("CHARTWARD_FAULT_ROUNDS", "3")) >= 20
RECORDS, WRITERS, ENTRIES = (5_000, 8, 5_000) if FULL else (400, 4, 1_000)
ORDERS = ("_sort=_id", "_sort=-date", "_sort=status,-_lastUpdated", "")


def observation(n: int, **members: Any) -> dict[str, Any]:
    """Give an observation of a day."""
    status = "final" if n % 3 else "amended"
    made = {"resourceType": "Observation", "status": status, "code": {"text": f"reading {n}"}}
    return made | {"effectiveDateTime": f"20{10 + n % 15}-0{1 + n % 9}-11"} | members


def bundle(resources: list[dict[str, Any]]) -> dict[str, Any]:
    """Give a transaction that puts each under its id, or posts it."""
    entries = [
        {
            "resource": one,
            "request": {"method": "PUT", "url": f"Observation/{one['id']}"}
            if "id" in one
            else {"method": "POST", "url": "Observation"},
        }
        for one in resources
    ]
    return {"resourceType": "Bundle", "type": "transaction", "entry": entries}


def disturb(feed: Party, token: str, number: int, stop: threading.Event, done: Counter[str]) -> None:
    """Create and change records until told to stop; never what was there before is deleted."""
    dice = random.Random(number)
    with httpx.Client(trust_env=False, timeout=60, headers={"authorization": f"Bearer {token}"}) as http:
        while not stop.is_set():
            if dice.random() < 0.5:
                answer = http.post(f"{feed.base}/Observation", json=observation(dice.randrange(1000)))
            else:
                n = dice.randrange(RECORDS)
                answer = http.put(f"{feed.base}/Observation/p{n}", json=observation(dice.randrange(1000), id=f"p{n}"))
            done[str(answer.status_code)] += 1


def paged(http: httpx.Client, url: str) -> list[str]:
    """Follow every page and give the ids."""
    found: list[str] = []
    while url:
        page = http.get(url)
        assert 200 == page.status_code, page.text
        found += [entry["resource"]["id"] for entry in page.json().get("entry", ())]
        url = next((link["url"] for link in page.json()["link"] if link["relation"] == "next"), "")
    return found


def test_pages_and_bundles(tmp_path: Path) -> None:
    """Each record that was there is on just one page, whatever is written meanwhile; a long transaction is whole."""
    for folder in (tmp_path, *tmp_path.parents[:2]):
        folder.chmod(0o711)
    with Server(tmp_path / "data", workers=1) as server:
        server.start()
        feed = register(server.data_dir, server.base, "feed", scope="system/*.cruds", purpose="TREAT", own_feed=True)
        token = feed.tokens(True)
        with httpx.Client(trust_env=False, timeout=300, headers={"authorization": f"Bearer {token}"}) as http:
            began = time.perf_counter()
            answer = http.post(feed.base, json=bundle([observation(n) for n in range(ENTRIES)]))
            seconds = time.perf_counter() - began
            created = Counter(entry["response"]["status"] for entry in answer.json()["entry"])
            assert {"201 Created": ENTRIES} == dict(created)
            print(f"\ntransaction of {ENTRIES} entries: {seconds:.2f} s, {ENTRIES / seconds:.0f} entries/s")
            for start in range(0, RECORDS, 1000):
                part = [observation(n, id=f"p{n}") for n in range(start, min(start + 1000, RECORDS))]
                assert 200 == http.post(feed.base, json=bundle(part)).status_code
            stop, done = threading.Event(), Counter[str]()
            writers = [threading.Thread(target=disturb, args=(feed, token, n, stop, done)) for n in range(WRITERS)]
            for writer in writers:
                writer.start()
            for order in ORDERS:
                before = sum(done.values())
                found = Counter(paged(http, f"{feed.base}/Observation?_count=100&{order}"))
                missing = [n for n in range(RECORDS) if f"p{n}" not in found]
                doubled = [id_ for id_, count in found.items() if count > 1]
                print(
                    f"pages of 100, {order or 'no order'}: {sum(found.values())} records while"
                    f" {sum(done.values()) - before} were written, {len(missing)} missing, {len(doubled)} double"
                )
                assert [] == missing
                assert [] == doubled
            stop.set()
            for writer in writers:
                writer.join()
            assert {"200", "201"} >= done.keys()
        feed.close()
