"""What is there to load? Files and folders of bundles and NDJSON, in the order in which they can refer to each other.

https://hl7.org/fhir/R4/bundle.html, https://hl7.org/fhir/uv/bulkdata/STU2/export.html (NDJSON: one resource a line).
"""

from __future__ import annotations

import gzip
import hashlib
from dataclasses import dataclass
from typing import IO, TYPE_CHECKING, Any, cast

import orjson

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

CHUNK = 200
ENDINGS = (".json", ".ndjson", ".json.gz", ".ndjson.gz")
FIRST = ("0-hospitalinformation", "hospitalinformation", "0-practitionerinformation", "practitionerinformation")
"""Batches of organisations and people, which other bundles refer to by identifier."""
TYPES = (
    "Organization",
    "Location",
    "Practitioner",
    "PractitionerRole",
    "Medication",
    "Device",
    "Patient",
    "RelatedPerson",
    "Coverage",
    "Encounter",
    "CareTeam",
    "Condition",
)
"""Types that others refer to, for NDJSON files named after their type; the rest follows by name."""


class UnreadableInput(ValueError):
    """A file that holds no bundle and no resources."""


@dataclass(frozen=True, slots=True)
class Input:
    """One bundle to post. The digest of what the file held tells it again after a restart."""

    name: str
    digest: str
    bundle: dict[str, Any]
    body: bytes

    @property
    def entries(self) -> list[dict[str, Any]]:
        """The entries of the bundle."""
        listed: list[dict[str, Any]] = self.bundle.get("entry", [])
        return listed


def files(paths: Iterable[Path]) -> list[Path]:
    """Give the files to load in their order; a folder stands for the files in it."""
    found: list[Path] = []
    for path in paths:
        if path.is_dir():
            found += [child for child in path.iterdir() if child.is_file() and child.name.endswith(ENDINGS)]
        else:
            found.append(path)
    return sorted(dict.fromkeys(found), key=_rank)


def _rank(path: Path) -> tuple[int, int, str]:
    name = path.name.lower()
    for rank, prefix in enumerate(FIRST):
        if name.startswith(prefix):
            return (0, rank, name)
    kind = path.name.split(".")[0].split("-")[0]
    return (1, TYPES.index(kind) if ".ndjson" in name and kind in TYPES else len(TYPES), name)


def read(path: Path) -> Iterator[Input]:
    """Give the bundles of one file."""
    try:
        with _opened(path) as stream:
            if ".ndjson" in path.name:
                yield from _chunks(path.name, stream)
            else:
                yield _single(path.name, stream.read())
    except (OSError, EOFError) as error:
        raise UnreadableInput(f"{path}: {error}") from None
    except orjson.JSONDecodeError as error:
        raise UnreadableInput(f"{path}: not JSON ({error})") from None


def _opened(path: Path) -> IO[bytes]:
    return cast("IO[bytes]", gzip.open(path)) if path.name.endswith(".gz") else path.open("rb")


def _single(name: str, body: bytes) -> Input:
    content = orjson.loads(body)
    digest = hashlib.sha256(body).hexdigest()
    if not isinstance(content, dict) or not isinstance(content.get("resourceType"), str):
        raise UnreadableInput(f"{name}: neither a Bundle nor a resource")
    if content["resourceType"] != "Bundle":
        return _of([content], name, digest)
    if content.get("type") in ("transaction", "batch"):
        return Input(name, digest, content, body)
    if content.get("type") in ("collection", "searchset", "document"):
        return _of([entry["resource"] for entry in content.get("entry", ()) if "resource" in entry], name, digest)
    raise UnreadableInput(f"{name}: a Bundle of type {content.get('type')} cannot be loaded")


def _chunks(name: str, stream: IO[bytes]) -> Iterator[Input]:
    lines: list[bytes] = []
    first = 1
    for number, line in enumerate(stream, 1):
        if line.strip():
            lines.append(line.strip())
        if len(lines) == CHUNK:
            yield _chunk(name, first, number, lines)
            lines, first = [], number + 1
    if lines:
        yield _chunk(name, first, first + len(lines) - 1, lines)


def _chunk(name: str, first: int, last: int, lines: list[bytes]) -> Input:
    resources = [orjson.loads(line) for line in lines]
    if not all(isinstance(resource, dict) and "resourceType" in resource for resource in resources):
        raise UnreadableInput(f"{name}: lines {first} to {last}: not every line is a resource")
    # The lines go in as they are: numbers keep their digits.
    entries = b",".join(
        b'{"resource":%b,"request":%b}' % (line, orjson.dumps(_request(resource)))
        for line, resource in zip(lines, resources, strict=True)
    )
    bundle = {
        "resourceType": "Bundle",
        "type": "transaction",
        "entry": [{"resource": resource, "request": _request(resource)} for resource in resources],
    }
    body = b'{"resourceType":"Bundle","type":"transaction","entry":[%b]}' % entries
    return Input(f"{name}:{first}-{last}", hashlib.sha256(b"\n".join(lines)).hexdigest(), bundle, body)


def _of(resources: list[dict[str, Any]], name: str, digest: str) -> Input:
    entries = [{"resource": resource, "request": _request(resource)} for resource in resources]
    bundle = {"resourceType": "Bundle", "type": "transaction", "entry": entries}
    return Input(name, digest, bundle, orjson.dumps(bundle))


def _request(resource: dict[str, Any]) -> dict[str, str]:
    """Keep the id of a resource that has one, so that loading it twice makes no second one."""
    if "id" in resource:
        return {"method": "PUT", "url": f"{resource['resourceType']}/{resource['id']}"}
    return {"method": "POST", "url": resource["resourceType"]}
