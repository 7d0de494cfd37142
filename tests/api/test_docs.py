"""The documentation page: everything it needs from this server, a place for the token, a request that it would send."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from api.main import create_app
from api.settings import Settings

if TYPE_CHECKING:
    from pathlib import Path

    from tests.api.conftest import Asker, Live


def test_the_page_asks_nobody_else(live: Live) -> None:
    """Every part of the page is there, and its policy lets it load from and talk to this server alone."""
    page = live.http.get("/docs")
    parts = re.findall(r'(?:src|href)="(?!data:)([^"]+)"', page.text)
    start = live.http.get("/docs/start.js").text

    assert [200] * len(parts) == [live.http.get(part).status_code for part in parts]
    assert all(part.startswith("/docs/") for part in parts)
    assert "default-src 'self'" in page.headers["content-security-policy"]
    assert 'url: "/openapi.json"' in start
    assert "validatorUrl: null" in start


def test_what_the_page_would_send_is_answered(live: Live, feed: Asker) -> None:
    """It can authorise with a bearer token, and the examples it shows are taken as they stand."""
    contract = live.http.get("/openapi.json").json()
    scheme = contract["components"]["securitySchemes"]["token"]
    content = contract["paths"]["/fhir/{type}"]["post"]["requestBody"]["content"]["application/fhir+json"]
    assert ("http", "bearer") == (scheme["type"], scheme["scheme"])
    assert [{"url": "/"}] == contract["servers"]

    for name in ("Organization", "Practitioner", "Patient", "Encounter", "Observation", "DocumentReference"):
        shown = contract["components"]["examples"][content["examples"][name]["$ref"].rpartition("/")[2]]["value"]
        kept = feed.put(shown)
        assert kept.status_code in (200, 201), kept.text
    lastn = contract["components"]["examples"]["lastn"]["value"]
    assert 1 == feed.post("Observation/$lastn", lastn).json()["total"]


def test_closed(tmp_path: Path) -> None:
    """Where an operator closes it, neither page nor contract is there."""
    paths = {
        docs: {getattr(route, "path", "") for route in create_app(Settings(data_dir=tmp_path, docs=docs)).routes}
        for docs in (True, False)
    }

    assert {"/docs", "/docs/start.js", "/openapi.json", "/docs/assets"} == paths[True] - paths[False]
