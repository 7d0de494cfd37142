"""The live server of the API tests, and the JavaScript clients that `make clients` installs."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.api.conftest import Asker, feed, live

__all__ = ["feed", "live", "script"]
FOLDER = Path(__file__).parent
CI = os.environ.get("CI") == "true"


@pytest.fixture
def script(feed: Asker) -> Callable[[str], dict[str, Any]]:
    """Run one JavaScript flow against the live server, and give what it printed."""
    node = shutil.which("node")
    if node is None or not (CI or (FOLDER / "node_modules").is_dir()):
        pytest.skip("`make clients` installs the JavaScript clients (needs Node.js 20 or later)")

    def run(name: str) -> dict[str, Any]:
        done = subprocess.run(
            [node, str(FOLDER / name)],
            env={"PATH": os.environ["PATH"], "BASE": f"{feed.live.origin}/fhir", "TOKEN": feed.token()},
            capture_output=True, text=True, timeout=60, check=False,
        )  # fmt: skip
        assert done.returncode == 0, "\n".join(line[:300] for line in done.stderr.splitlines())  # bundles are one line
        return json.loads(done.stdout.splitlines()[-1])

    return run
