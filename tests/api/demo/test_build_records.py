"""Is the demo record set what it says it is?"""

from __future__ import annotations

import base64
import json
import re
from typing import Any

import pytest

from api.demo.build_records import BUNDLES, FOLDER, written


def bundle(name: str) -> dict[str, Any]:
    """Read one file."""
    return json.loads((FOLDER / name).read_text(encoding="utf-8"))


@pytest.mark.parametrize("name", BUNDLES)
def test_committed(name: str) -> None:
    """The committed file is what the script writes."""
    assert written(name) == (FOLDER / name).read_text(encoding="utf-8")


def test_no_other_file() -> None:
    """The folder holds these bundles, its README, and nothing else."""
    assert {*BUNDLES, "README.md"} == {path.name for path in FOLDER.iterdir()}


@pytest.mark.parametrize("name", BUNDLES)
@pytest.mark.filterwarnings("ignore")
def test_valid(name: str) -> None:
    """An independent model of FHIR finds every resource valid; R4B has the same types as R4 here."""
    from fhir.resources.R4B import get_fhir_model_class

    for entry in bundle(name)["entry"]:
        resource = entry["resource"]
        get_fhir_model_class(resource["resourceType"]).model_validate(resource)


@pytest.mark.parametrize("name", BUNDLES)
def test_references(name: str) -> None:
    """Every urn:uuid is that of an entry; every other reference names something in the first two files."""
    known = {entry["fullUrl"] for entry in bundle(name)["entry"]}
    identified = {
        f"{kind}?identifier={item['system']}|{item['value']}"
        for file in ("0-hospitalInformation.json", "0-practitionerInformation.json")
        for entry in bundle(file)["entry"]
        for item in entry["resource"]["identifier"]
        for kind in [entry["resource"]["resourceType"]]
    }
    used = set(re.findall(r'"reference": "([^"]+)"', json.dumps(bundle(name))))

    assert set() == used - known - identified


def test_sentinels() -> None:
    """The two records that nobody may see bear sentinels, and no other record does."""
    bearing = {
        coding["code"]
        for name in BUNDLES
        for entry in bundle(name)["entry"]
        for content in entry["resource"].get("content", ())
        if b"Sentinel" in base64.b64decode(content["attachment"]["data"])
        for coding in entry["resource"].get("meta", {}).get("security", [{"code": "none"}])
    }

    assert {"42CFRPart2", "PSYTHPN"} == bearing
