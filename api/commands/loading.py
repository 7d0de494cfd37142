"""How does a bundle get there once: sent, acknowledged, written down; and after a crash not sent twice?

A file of lines says what was sent and what was acknowledged. What was sent and never acknowledged is looked for by
the identifier of its patient before it is sent again: a transaction is stored whole or not at all.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Self

import httpx
import orjson

if TYPE_CHECKING:
    from pathlib import Path

    from api.commands.inputs import Input

JSON = "application/fhir+json"
ATTEMPTS = 6
SECONDS = 300.0
BUSY = (429, 502, 503, 504)
Tokens = Callable[[bool], str]
"""Gives a token; asked with True, a new one."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """What the server did not take, and why."""

    input: str
    entry: int | None
    status: str
    issues: tuple[str, ...]


@dataclass(slots=True)
class Answer:
    """What became of one input: the locations of its entries, and what was refused."""

    stored: int = 0
    skipped: bool = False
    unsure: int = 0
    refusals: list[Refusal] = field(default_factory=list)
    locations: list[str] = field(default_factory=list)


class State:
    """Remembers across restarts what was sent and what was acknowledged. Each line is on disk before we go on."""

    def __init__(self, path: Path | None) -> None:
        """Read what there is; without a path nothing is remembered."""
        self._file = None
        self.sent: set[str] = set()
        self.done: set[str] = set()
        if path is None:
            return
        if path.exists():
            for line in path.read_bytes().splitlines():
                self._note(line)
        path.parent.mkdir(parents=True, exist_ok=True)
        self._file = path.open("ab", buffering=0)

    def _note(self, line: bytes) -> None:
        try:
            record = orjson.loads(line)
        except orjson.JSONDecodeError:
            return  # the line that a crash cut off
        (self.done if record["state"] == "done" else self.sent).add(record["digest"])

    def mark(self, state: str, one: Input) -> None:
        """Write a line."""
        line = orjson.dumps({"state": state, "digest": one.digest, "name": one.name}) + b"\n"
        self._note(line)
        if self._file is not None:
            self._file.write(line)
            os.fsync(self._file.fileno())

    def close(self) -> None:
        """Close the file."""
        if self._file is not None:
            self._file.close()


class Loader:
    """Posts inputs to a FHIR base."""

    def __init__(self, base: str, tokens: Tokens, state: State) -> None:
        """Keep one connection."""
        self._base = base.rstrip("/")
        self._http = httpx.Client(timeout=SECONDS, trust_env=False)
        self._tokens = tokens
        self._state = state

    def __enter__(self) -> Self:
        """Go."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close."""
        self._http.close()
        self._state.close()

    def load(self, one: Input) -> Answer:
        """Send one input unless it is there already."""
        if one.digest in self._state.done:
            return Answer(skipped=True)
        answer = self._deliver(one)
        if not answer.refusals:
            self._state.mark("done", one)
        return answer

    def _deliver(self, one: Input) -> Answer:
        body = one.body
        unsure = 0
        for attempt in range(ATTEMPTS):
            if one.digest in self._state.sent:
                if self._there(one):
                    return Answer(skipped=True)
                body, unsure = _careful(one)
            self._state.mark("sent", one)
            try:
                response = self._request("POST", "", content=body)
            except httpx.TransportError as error:
                if attempt == ATTEMPTS - 1:
                    return Answer(refusals=[Refusal(one.name, None, "no answer", (type(error).__name__,))])
            else:
                if response.status_code not in BUSY or attempt == ATTEMPTS - 1:
                    answer = _read(one, response)
                    answer.unsure = unsure
                    return answer
            time.sleep(min(2**attempt * 0.25, 8))
        raise AssertionError

    def _there(self, one: Input) -> bool:
        """Tell whether the first patient that a transaction creates is stored; a transaction is stored whole or not."""
        identifier = _identifier(one)
        if not identifier:
            return False
        try:
            response = self._request("GET", "/Patient", params={"identifier": identifier, "_count": "1"})
        except httpx.TransportError:
            return False
        return response.is_success and bool(response.json().get("entry"))

    def _request(self, method: str, path: str, **how: Any) -> httpx.Response:
        for fresh in (False, True):
            headers = {"authorization": f"Bearer {self._tokens(fresh)}", "content-type": JSON, "accept": JSON}
            response = self._http.request(method, self._base + path, headers=headers, **how)
            if response.status_code != httpx.codes.UNAUTHORIZED:
                break
        return response


def _identifier(one: Input) -> str:
    if one.bundle.get("type") != "transaction":
        return ""
    for entry in one.entries:
        resource = entry.get("resource", {})
        if resource.get("resourceType") == "Patient" and entry["request"]["method"] == "POST":
            for identifier in resource.get("identifier", ()):
                if identifier.get("system") and identifier.get("value"):
                    return f"{identifier['system']}|{identifier['value']}"
    return ""


def _careful(one: Input) -> tuple[bytes, int]:
    """Make creates of a batch conditional where they have an identifier; count those that may become two."""
    if one.bundle.get("type") != "batch":
        return one.body, 0
    unsure = 0
    entries = []
    for entry in one.entries:
        request, resource = dict(entry["request"]), entry.get("resource", {})
        if request.get("method") == "POST" and "ifNoneExist" not in request:
            known = [i for i in _listed(resource.get("identifier")) if i.get("system") and i.get("value")]
            if known:
                request["ifNoneExist"] = f"identifier={known[0]['system']}|{known[0]['value']}"
            else:
                unsure += 1
        entries.append({**entry, "request": request})
    return orjson.dumps({**one.bundle, "entry": entries}), unsure


def _listed(value: object) -> list[dict[str, Any]]:
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []


def _read(one: Input, response: httpx.Response) -> Answer:
    answer = Answer()
    try:
        content = response.json()
    except ValueError:
        content = {}
    if not response.is_success:
        answer.refusals.append(Refusal(one.name, None, str(response.status_code), issues(content)))
        return answer
    for number, entry in enumerate(content.get("entry", ())):
        told = entry.get("response", {})
        status = str(told.get("status", ""))
        answer.locations.append(told.get("location", ""))
        if status.startswith("2"):
            answer.stored += 1
        else:
            answer.refusals.append(Refusal(one.name, number, status, issues(told.get("outcome", {}))))
    return answer


def issues(outcome: dict[str, Any]) -> tuple[str, ...]:
    """Give the issues of an OperationOutcome, each as one plain line."""
    lines = []
    for issue in _listed(outcome.get("issue")):
        where = ", ".join(issue.get("expression", ()))
        text = issue.get("details", {}).get("text") or issue.get("diagnostics", "")
        lines.append(f"{issue.get('code', '')}: {where + ': ' if where else ''}{text}")
    return tuple(lines)
