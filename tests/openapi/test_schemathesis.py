"""Does the server keep the contract? Requests made from the OpenAPI document, right and wrong ones, on a live server.

The run in the suite is short and always the same; ``make schemathesis`` (CHARTWARD_SCHEMATHESIS=examples per
operation) goes through every type, with seeds of its own.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from domain.fhir.resources import RESOURCES
from openapi.build import document, examples
from openapi.endpoints import ENDPOINTS

if TYPE_CHECKING:
    from tests.api.conftest import Asker, Live

CAMPAIGN = int(os.environ.get("CHARTWARD_SCHEMATHESIS", "0"))
SCOPE = "system/*.cruds release.request release.decide release.fulfil audit.read labels.lower"
TYPES = ("Patient", "Observation", "Binary")
CHECKS = (
    "not_a_server_error", "status_code_conformance", "content_type_conformance", "response_headers_conformance",
    "response_schema_conformance", "unsupported_method", "allow_header_conformance", "ignored_auth",
    "missing_required_header",
)  # fmt: skip


@pytest.fixture(scope="module")
def worker(live: Live) -> Asker:
    """A feed that may do whatever there is a scope for."""
    return live.client("worker", SCOPE, "TREAT", own_feed=True)


@pytest.fixture(scope="module", autouse=True)
def _records(worker: Asker) -> None:
    """Keep the examples, so that what is asked for is there."""
    for name, example in examples().items():
        if name in TYPES:
            worker.put(example | {"id": "p1"})


def contract(folder: Path, types: tuple[str, ...]) -> Path:
    """Write the contract of these types; in the short run every id is one that is there."""
    made: dict[str, Any] = document(ENDPOINTS, types, "0")
    if not CAMPAIGN:
        made["components"]["parameters"]["path-id"]["schema"] = {"type": "string", "enum": ["p1"]}
        _shorten(made)
    path = folder / "openapi.json"
    path.write_text(json.dumps(made))
    return path


def _shorten(made: dict[str, Any]) -> None:
    """Ask for a parameter that many rows take at few of them."""
    left: dict[str, int] = {}
    for methods in made["paths"].values():
        for one in methods.values():
            kept = []
            for parameter in one.get("parameters", ()):
                left[parameter["$ref"]] = left.get(parameter["$ref"], 0) + 1
                if "/path-" in parameter["$ref"] or left[parameter["$ref"]] <= 2:
                    kept.append(parameter)
            one["parameters"] = kept


def test_the_contract_is_kept(live: Live, worker: Asker, tmp_path: Path) -> None:
    """No request makes the server fail, and no answer is other than the contract says."""
    rounds = 1 if not CAMPAIGN else max(1, CAMPAIGN // 10)
    path = contract(tmp_path, TYPES if not CAMPAIGN else tuple(RESOURCES))
    for seed in range(1, rounds + 1):
        run = subprocess.run(
            [
                str(Path(sys.executable).with_name("schemathesis")), "run", str(path), "--url", live.origin,
                "--header", f"Authorization: Bearer {worker.token(SCOPE)}", "--seed", str(seed), "--no-shrink",
                "--continue-on-failure", "--checks", ",".join(CHECKS), "--phases", "examples,coverage,fuzzing",
                "--max-examples", str(10 if CAMPAIGN else 2), "--suppress-health-check", "all", "--no-color",
                "--warnings", "off", "--generation-database", "none",
            ],
            capture_output=True, text=True, check=False, cwd=tmp_path, timeout=1800 if CAMPAIGN else 600,
        )  # fmt: skip

        print(*(line for line in run.stdout.splitlines() if "generated" in line))

        assert 0 == run.returncode, run.stdout[-20_000:] + run.stderr[-2_000:]
