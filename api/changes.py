"""What does a new version consist of? Body with our identity, index, labels, directives, relationships."""

from __future__ import annotations

import os
import time
from datetime import UTC, tzinfo
from typing import Any

import orjson

from api import bodies
from api.responses import instant
from domain.ports import Change, Grave, Target
from domain.privacy import labelling
from domain.privacy.consent import directives
from domain.privacy.content import content_keys
from domain.privacy.relationships import treated
from domain.search.extraction import extract


def new_version(
    method: str,
    raw: bytes,
    resource: dict[str, Any],
    version: int,
    updated: int,
    author: str,
    labels: frozenset[str],
    old: Target | None,
    zone: tzinfo = UTC,
) -> Change:
    """Make a version of a parsed resource whose ``id`` is set; ``raw`` are the bytes it was parsed from."""
    type_, id_ = resource["resourceType"], resource["id"]
    meta = {**resource.get("meta", {}), "versionId": str(version), "lastUpdated": instant(updated)}
    added = labelling.merge(meta, labels)
    if added:
        meta["security"] = [*meta.get("security", ()), *added]
    resource["meta"] = meta
    found = extract(resource)
    return Change(
        method,
        type_,
        id_,
        version,
        updated,
        bodies.with_identity(raw, type_, id_, meta),
        author,
        found,
        labels,
        content_keys(resource),
        directives(resource, zone) if type_ == "Consent" else (),
        treated(resource, found.patients),
        old,
        resource,
    )


def removal(old: Target, version: int, updated: int, author: str) -> Change:
    """Make the deletion of a record."""
    resource = orjson.loads(old.body)
    return Change(
        "DELETE", old.type, old.id, version, updated, None, author, extract(resource), old=old, resource=resource
    )


def authored(
    resource: dict[str, Any],
    old: Target | None,
    author: str,
    at: int,
    labels: frozenset[str] = frozenset(),
    grave: Grave | None = None,
) -> Change:
    """Make a version of a resource that the service itself writes; over a deleted one, its numbering goes on."""
    own = labelling.carried(labelling.labels(resource), labels)
    if old is not None:
        own = labelling.carried(old.labels, own)
    last = old or grave
    version = last.version + 1 if last else 1
    updated = max(at // 1000 * 1000, old.updated + 1000) if old else at // 1000 * 1000
    return new_version("PUT" if old else "POST", orjson.dumps(resource), resource, version, updated, author, own, old)


_POOL = 10 * 1024
_random = bytearray()


def new_id() -> str:
    """Make a UUIDv7 (RFC 9562 section 5.7): ids that sort by time keep the indexes dense."""
    if not _random:
        _random.extend(os.urandom(_POOL))
    random = int.from_bytes(_random[-10:], "big")
    del _random[-10:]
    millis = time.time_ns() // 1_000_000
    value = millis << 80 | 0x7 << 76 | (random >> 68 & 0xFFF) << 64 | 0b10 << 62 | random & (1 << 62) - 1
    text = f"{value:032x}"
    return f"{text[:8]}-{text[8:12]}-{text[12:16]}-{text[16:20]}-{text[20:]}"
