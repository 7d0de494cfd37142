"""Which definition does an address mean, when there are several?"""

from __future__ import annotations

from domain.profiles.catalogue import Catalogue

URL = "http://x.example/StructureDefinition/p"


def definition(version: str, **members: object) -> dict[str, object]:
    return {
        "resourceType": "StructureDefinition",
        "url": URL,
        "version": version,
        "type": "Patient",
        "derivation": "constraint",
        "snapshot": {"element": [{"id": "Patient", "path": "Patient"}]},
        **members,
    }


def catalogue() -> Catalogue:
    made = Catalogue()
    made.add("x#1", [definition("1.9.0"), {"resourceType": "ValueSet", "url": "urn:vs"}, {"resourceType": "Patient"}])
    made.add("x#2", [definition("1.10.0-beta"), definition("1.10.0")])
    made.add("y#1", [definition("3.x", url="urn:bare", snapshot={})])
    made.add("z#1", [definition("1", url="urn:abstract", abstract=True), definition("", url="urn:plain")])
    return made


def test_versions() -> None:
    """The version that is named; else that of the own package; else the newest."""
    known = catalogue()

    assert ["1.10.0", "1.10.0-beta", "1.9.0"] == [one.version for one in known.profiles(URL)]
    assert ["1.9.0"] == [one.version for one in known.profiles(f"{URL}|1.9")]
    assert "1.10.0" == getattr(known.profile(URL), "version", "")
    assert "1.9.0" == getattr(known.profile(URL, "x#1"), "version", "")
    assert "1.9.0" == getattr(known.profile(f"{URL}|1.9.0", "x#2"), "version", "")
    assert known.profile(f"{URL}|2") is None


def test_what_is_no_profile() -> None:
    """A value set is none, nor is a definition without a snapshot; both are asked about but once."""
    known = catalogue()

    assert known.profile("urn:vs") is None
    assert known.profile("urn:bare") is None
    assert known.profile("urn:bare") is None
    assert known.profile("urn:nothing") is None


def test_listing() -> None:
    """Profiles of a type, each with its version; definitions of a kind, each with its package."""
    known = catalogue()

    assert sorted(
        [f"{URL}|1.9.0", f"{URL}|1.10.0", f"{URL}|1.10.0-beta", "urn:bare|3.x", "urn:plain"]
    ) == known.supported("Patient")
    assert [] == known.supported("Group")
    assert [("x#1", "urn:vs")] == [(package, one["url"]) for package, one in known.all("ValueSet")]
