"""Is everything loaded once, whatever interrupts it?"""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import httpx
import pytest

from api.commands.inputs import Input, files, read
from api.commands.loading import Loader, State
from api.demo.build_records import FOLDER

if TYPE_CHECKING:
    from tests.api.conftest import Asker, Live


def bundle(tmp_path: Path, name: str, kind: str, *resources: dict[str, Any]) -> Input:
    """Give a bundle that creates the resources."""
    entries = [{"resource": one, "request": {"method": "POST", "url": one["resourceType"]}} for one in resources]
    path = tmp_path / f"{name}.json"
    path.write_text(json.dumps({"resourceType": "Bundle", "type": kind, "entry": entries}))
    (one,) = read(path)
    return one


def person(value: str, kind: str = "Patient") -> dict[str, Any]:
    """Give somebody with an identifier."""
    return {"resourceType": kind, "identifier": [{"system": "urn:oid:2.999.1", "value": value}]}


def loader(live: Live, feed: Asker, state: Path | None = None) -> Loader:
    """Give a loader into the running server."""
    return Loader(f"{live.origin}/fhir", lambda _fresh: feed.token(), State(state))


def found(feed: Asker, kind: str, value: str) -> int:
    """Count who has the identifier."""
    return len(feed.ids(f"{kind}?identifier=urn:oid:2.999.1|{value}"))


def test_demo_records(live: Live, feed: Asker) -> None:
    """The whole demo record set loads without a refusal, and each entry is answered with its location."""
    with loader(live, feed) as one:
        answers = [one.load(item) for path in files([FOLDER]) for item in read(path)]

    assert [] == [refusal for answer in answers for refusal in answer.refusals]
    assert all(location for answer in answers for location in answer.locations)


def test_what_is_done_is_passed_over(live: Live, feed: Asker, tmp_path: Path) -> None:
    """A second run with the same state sends nothing again."""
    item = bundle(tmp_path, "done", "transaction", person("done"))
    with loader(live, feed, tmp_path / "state") as one:
        assert 1 == one.load(item).stored
    with loader(live, feed, tmp_path / "state") as one:
        assert one.load(item).skipped

    assert 1 == found(feed, "Patient", "done")


def test_lost_acknowledgement(live: Live, feed: Asker, tmp_path: Path) -> None:
    """A transaction whose acknowledgement was lost is looked for, and not sent twice."""
    item = bundle(tmp_path, "lost", "transaction", person("lost"))
    state = State(tmp_path / "state")
    state.mark("sent", item)
    state.close()
    feed.post("", item.bundle)
    with loader(live, feed, tmp_path / "state") as one:
        assert one.load(item).skipped

    assert 1 == found(feed, "Patient", "lost")


def test_lost_request(live: Live, feed: Asker, tmp_path: Path) -> None:
    """A transaction that never arrived is sent; a line that the crash cut off is no harm."""
    item = bundle(tmp_path, "cut", "transaction", person("cut"))
    state = State(tmp_path / "state")
    state.mark("sent", item)
    state.close()
    with (tmp_path / "state").open("ab") as file:
        file.write(b'{"state":"do')
    with loader(live, feed, tmp_path / "state") as one:
        assert 1 == one.load(item).stored

    assert 1 == found(feed, "Patient", "cut")


def test_batch_again(live: Live, feed: Asker, tmp_path: Path) -> None:
    """A batch that may have been stored is sent again with conditions; what has no identifier is reported as unsure."""
    item = bundle(tmp_path, "batch", "batch", person("batch", "Practitioner"), {"resourceType": "Practitioner"})
    state = State(tmp_path / "state")
    state.mark("sent", item)
    state.close()
    feed.post("", item.bundle)
    with loader(live, feed, tmp_path / "state") as one:
        answer = one.load(item)

    assert ([], 1) == (answer.refusals, answer.unsure)
    assert 1 == found(feed, "Practitioner", "batch")


def test_refusals_are_told(live: Live, feed: Asker, tmp_path: Path) -> None:
    """A refused bundle says why, entry by entry in a batch, and is not noted as done."""
    bad = {"resourceType": "Patient", "gender": "perhaps"}
    whole = bundle(tmp_path, "whole", "transaction", person("whole"), bad)
    parts = bundle(tmp_path, "parts", "batch", person("parts"), bad)
    with loader(live, feed, tmp_path / "state") as one:
        (told,) = one.load(whole).refusals
        answer = one.load(parts)
        (part,) = answer.refusals

    assert told.status.startswith("4")
    assert any("gender" in line for line in told.issues)
    assert (1, 1) == (answer.stored, part.entry)
    assert b'"done"' not in (tmp_path / "state").read_bytes()
    assert (0, 1) == (found(feed, "Patient", "whole"), found(feed, "Patient", "parts"))


def test_token_is_renewed(live: Live, feed: Asker, tmp_path: Path) -> None:
    """A token that has ended is replaced, and the request repeated once."""
    asked: list[bool] = []

    def tokens(fresh: bool) -> str:  # noqa: FBT001 - the one question there is
        asked.append(fresh)
        return feed.token() if fresh else "ended"

    with Loader(f"{live.origin}/fhir", tokens, State(None)) as one:
        assert 1 == one.load(bundle(tmp_path, "token", "transaction", person("token"))).stored

    assert [False, True] == asked


def test_nobody_answers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without a server the load ends with a plain word."""
    monkeypatch.setattr("api.commands.loading.time.sleep", lambda _seconds: None)
    with Loader("http://127.0.0.1:9/fhir", lambda _fresh: "", State(None)) as one:
        (told,) = one.load(bundle(tmp_path, "nobody", "transaction", person("nobody"))).refusals

    assert ("no answer", (httpx.ConnectError.__name__,)) == (told.status, told.issues)
