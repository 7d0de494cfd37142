"""Whose bytes are they? A Binary bears the labels of the documents that point to it, whichever of them came first.

A document names its Binary by address, not by reference (https://hl7.org/fhir/R4/datatypes.html#Attachment).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from domain.errors import Fault, Invalid
from domain.ports import Change, Writing
from domain.privacy import labelling
from domain.privacy.decide import Clearance

if TYPE_CHECKING:
    from api.intake import Incoming


async def label(
    writing: Writing, clearance: Clearance, live: Sequence[Incoming], labels: dict[str, frozenset[str]], base: str
) -> None:
    """Hand the labels of documents on to their Binaries: those written now, in ``labels``, and visible stored ones."""
    written = [item.reference for item in live if item.type == "Binary" and item.resource]
    if written:
        addresses = {address: name for name in written for address in (name, f"{base}/{name}")}
        for address, found in (await writing.pointing(list(addresses))).items():
            name = addresses[address]
            labels[name] = labelling.carried(labels[name], labelling.inherited(found))
    stored: dict[str, frozenset[str]] = {}
    for item in live:
        handed = labelling.inherited(labels.get(item.reference, frozenset()))
        if not handed:
            continue
        for address in _addresses(item.resource):
            name = address.removeprefix(f"{base}/").partition("/_history/")[0]
            if name in labels:
                labels[name] = labelling.carried(labels[name], handed)
            elif name.startswith("Binary/"):
                stored[name] = stored.get(name, frozenset()) | handed
    if stored:
        await writing.raise_labels(clearance, stored)


async def check(writing: Writing, clearance: Clearance, changes: Sequence[Change], base: str) -> None:
    """Refuse a record whose attachment is the Binary of another patient, as far as the writer may see that one."""
    naming = {change.reference: _binaries(change, base) for change in changes if b"Binary/" in (change.body or b"")}
    wanted = frozenset().union(*naming.values())
    if not wanted:
        return
    whose = {change.reference: frozenset(change.extract.patients) for change in changes if change.type == "Binary"}
    stored = await writing.targets(clearance, sorted(wanted - whose.keys()))
    whose |= {name: frozenset(target.patients) for name, target in stored.items() if target.visible}
    text = "The attachment is a Binary that belongs to another patient."
    faults = [
        Fault("business-rule", text, change.type)
        for change in changes
        for name in sorted(naming.get(change.reference, ()))
        if not whose.get(name, frozenset()) <= frozenset(change.extract.patients)
    ]
    if faults:
        raise Invalid(*faults)


def _binaries(change: Change, base: str) -> frozenset[str]:
    named = (address.removeprefix(f"{base}/").partition("/_history/")[0] for address in _addresses(change.resource))
    return frozenset(name for name in named if name.startswith("Binary/"))


def _addresses(node: object) -> Iterator[str]:
    """Give the addresses of the attachments in a resource."""
    if isinstance(node, dict):
        url = node.get("url")
        if isinstance(url, str):
            yield url
        for value in node.values():
            yield from _addresses(value)
    elif isinstance(node, list):
        for value in node:
            yield from _addresses(value)
