"""Is every version that leaves, by whichever path and in whichever format, named in the audit trail? (164.312(b))."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

from tests.attacks.conftest import entry, transaction
from tests.attacks.test_without_the_hidden import HIDDEN, SEEN, URL

if TYPE_CHECKING:
    from tests.api.conftest import Asker, Live

PATHS = [
    "Observation/a1", "Observation/a1/_history", "Observation/a1/_history/1", "Observation/_history", "_history", "Observation/_history?_at=2099",
    "Observation?_count=1", "Observation?_include=*&_include:iterate=*&_revinclude=*", "?_type=Patient,Observation", "Patient/ann/*", "Patient/ann/$everything",
    "Patient/ann/$everything?_count=2", "Encounter/e1/$everything", "DocumentReference/$docref?patient=ann", "Observation/$lastn?patient=ann&code=718-7",
    "Observation?_summary=true", "Observation?_elements=status", "Observation?_summary=text", "Observation?_summary=data&_revinclude=*", "Observation/a1?_elements=status",
    "Observation?_format=xml", "Observation/a1?_format=xml", "Patient/ann/$everything?_format=xml", "Observation/_history?_summary=true",
    f"ValueSet/$expand?url={URL}/ValueSet/open", "Observation?_sort=-value-quantity&_include=Observation:subject", "Observation/a1/$meta", "Binary/bin", "Binary/bin?_format=json",
]  # fmt: skip


def _left(text: str, base: str) -> set[str]:
    """Give the versions in an answer in JSON or XML."""
    found = set()
    if text.startswith("<"):
        for type_, id_, version in re.findall(
            r"<([A-Z][A-Za-z]+)(?: xmlns=\"[^\"]*\")?><id value=\"([^\"]+)\"/><meta><versionId value=\"(\d+)\"/>", text
        ):
            found.add(f"{type_}/{id_}/{version}")
        return found

    def walk(node: Any) -> None:
        if isinstance(node, dict):
            if "resourceType" in node and "versionId" in node.get("meta", {}) and "id" in node:
                found.add(f"{node['resourceType']}/{node['id']}/{node['meta']['versionId']}")
            for v in node.values():
                walk(v)
        elif isinstance(node, list):
            for v in node:
                walk(v)

    walk(json.loads(text))
    return found


def test_every_version_that_leaves_is_written_down(live: Live, feed: Asker) -> None:
    """Reads, histories, searches, includes, operations, conditional writes, bundles, formats: the audit rows name it all."""
    for resource in (*SEEN, *HIDDEN):
        assert feed.put(resource).status_code in (200, 201)
    feed.put(
        {
            "resourceType": "Binary",
            "id": "bin",
            "contentType": "image/png",
            "data": "AAAA",
            "securityContext": {"reference": "Patient/ann"},
        }
    )
    feed.put(SEEN[5] | {"valueQuantity": {"value": 55, "system": "http://unitsofmeasure.org", "code": "g/dL"}})
    hill = live.client("hill-audited", "system/*.cruds", "TREAT", organization="Organization/hill")
    cases = [("GET", p, None, {}) for p in PATHS]
    cases += [("GET", "Binary/bin", None, {"accept": "image/png"})]
    cases += [("POST", "", transaction(*(entry("GET", p) for p in PATHS if "_format" not in p), type="batch"), {})]
    cases += [
        ("POST", "Patient/$match", SEEN[4], {}),
        ("POST", "Observation", {k: v for k, v in SEEN[5].items() if k != "id"}, {"if_none_exist": "_id=a1"}),
        ("PATCH", "Observation?_id=a1", b"[]", {"content_type": "application/json-patch+json"}),
        (
            "POST",
            "",
            transaction(
                entry("POST", "Observation", {k: v for k, v in SEEN[5].items() if k != "id"}, ifNoneExist="_id=a1")
            ),
            {"prefer": "return=representation"},
        ),
        (
            "POST",
            "Observation/a1/$meta-add",
            {"resourceType": "Parameters", "parameter": [{"name": "meta", "valueMeta": {"tag": [{"code": "t"}]}}]},
            {},
        ),
        (
            "POST",
            "Observation/a1/$meta-add",
            {"resourceType": "Parameters", "parameter": [{"name": "meta", "valueMeta": {"tag": [{"code": "t"}]}}]},
            {},
        ),
        ("GET", "Observation/a1/$validate", None, {}),
        ("GET", "Encounter/e1/$review", None, {}),
        ("GET", "Observation/a1/_history/1/$meta", None, {}),
    ]
    for method, path, body, headers in cases:
        n = live.fetch("SELECT coalesce(max(seq),0) AS n FROM audit_event")[0]["n"]
        url = f"{live.origin}/fhir{path}" if path[:1] == "?" else path
        answer = hill.ask(method, url, body, **headers)
        rows = live.fetch("SELECT * FROM audit_event WHERE seq > $1", n)
        told = {item for row in rows for item in (row["delivered"] or ())}
        left = (
            _left(answer.text, live.origin)
            if answer.headers.get("content-type", "").startswith(("application/fhir",))
            else set()
        )
        assert answer.status_code in {200, 201}, (path, answer.text)
        assert told, path
        assert left <= told, path
