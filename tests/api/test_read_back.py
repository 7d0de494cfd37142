"""Does everything that is loaded come back equal, number lexemes included, save id, meta and rewritten references?"""

from __future__ import annotations

import gzip
import json
import random
from pathlib import Path
from typing import Any

import pytest

from tests.api.conftest import Asker

ROOT = Path(__file__).parents[2]
SYNTHEA = ROOT.parent / "shared" / "data" / "synthea-uscore"
DEMO = ROOT / "api" / "demo" / "records"


class Lexeme(str):
    """A number as it was written."""

    __slots__ = ()


def exact(text: bytes) -> Any:
    """Parse JSON, numbers as their lexemes."""
    return json.loads(text, parse_float=Lexeme, parse_int=Lexeme)


def bundles() -> list[Path]:
    """Give the shared bundles where they are, else our own; batches first."""
    folder = SYNTHEA if SYNTHEA.is_dir() else DEMO
    return sorted(path for path in folder.iterdir() if path.name.endswith((".json", ".json.gz")))


def content(path: Path) -> bytes:
    """Read a file, compressed or not."""
    return gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()


def linked(value: Any, links: dict[str, str]) -> Any:
    """Rewrite the references that the server was to rewrite."""
    if isinstance(value, dict):
        return {
            name: links.get(part, part) if name == "reference" and isinstance(part, str) else linked(part, links)
            for name, part in value.items()
        }
    if isinstance(value, list):
        return [linked(part, links) for part in value]
    return value


def test_all_bundles_load_and_read_back_equal(feed: Asker) -> None:
    """Nothing is lost, nothing changed: each entry is found again with the same members and the same digits."""
    sent: dict[str, Any] = {}
    for path in bundles():
        raw = content(path)
        answer = feed.post("", raw)
        assert answer.status_code == 200, (path.name, answer.text[:500])
        bundle, results = exact(raw), answer.json()["entry"]
        assert len(bundle["entry"]) == len(results)
        places = [result["response"].get("location", "").split("/_history")[0] for result in results]
        statuses = {result["response"]["status"][:3] for result in results}
        assert statuses <= {"200", "201"}, (path.name, statuses)
        links = {
            entry["fullUrl"]: place for entry, place in zip(bundle["entry"], places, strict=True) if "fullUrl" in entry
        }
        for entry, place in zip(bundle["entry"], places, strict=True):
            sent[place] = linked(entry["resource"], links)

    kept: dict[str, Any] = {}
    for type_ in sorted({place.partition("/")[0] for place in sent}):
        path = f"{type_}?_count=1000"
        while path:
            page = feed.get(path)
            kept |= {f"{type_}/{e['resource']['id']}": e["resource"] for e in exact(page.content).get("entry", ())}
            path = next((link["url"] for link in page.json()["link"] if link["relation"] == "next"), "")
    for place in random.Random(7).sample(sorted(sent), min(200, len(sent))):
        assert exact(feed.get(place).content) == kept[place]

    conditional = {"identifier=", "?"}
    different = []
    for place, resource in sent.items():
        back = kept.get(place, {})
        for member in ("id", "meta"):
            resource.pop(member, None)
            back.pop(member, None)
        if _same(resource, back, conditional):
            continue
        different.append((place, resource, back))

    assert [] == [place for place, *_ in different], (len(different), _first(different))
    print(f"{len(sent)} resources loaded and equal, 0 errors")


def _same(sent: Any, back: Any, conditional: set[str]) -> bool:
    """Compare; a conditional reference has become a literal one to the same type."""
    if isinstance(sent, dict) and isinstance(back, dict):
        return sent.keys() == back.keys() and all(
            _resolved(part, back[name]) if name == "reference" and isinstance(part, str) and "?" in part
            else _same(part, back[name], conditional)
            for name, part in sent.items()
        )  # fmt: skip
    if isinstance(sent, list) and isinstance(back, list):
        return len(sent) == len(back) and all(_same(a, b, conditional) for a, b in zip(sent, back, strict=True))
    return bool(sent == back and type(sent) is type(back))


def _resolved(condition: str, literal: str) -> bool:
    return literal.startswith(condition.partition("?")[0] + "/") and "?" not in literal


@pytest.fixture(autouse=True)
def _empty(live: Any) -> None:
    """The database of this module holds nothing else."""
    assert live.fetch("SELECT count(*) FROM record")[0][0] == 0


def _first(different: list[tuple[str, Any, Any]]) -> str:
    """Name the members of the first difference."""
    if not different:
        return ""
    place, sent, back = different[0]
    return f"{place}: " + "; ".join(
        f"{name}: {json.dumps(sent.get(name))[:300]} != {json.dumps(back.get(name))[:300]}"
        for name in sent.keys() | back.keys()
        if not _same(sent.get(name), back.get(name), set())
    )
