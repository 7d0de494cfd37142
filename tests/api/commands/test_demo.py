"""Does the main job work end to end, as anybody can see it?"""

from __future__ import annotations

import json

from typer.testing import CliRunner

from api.cli import app


def test_demo() -> None:
    """Every step of the story succeeds on the demo record set."""
    done = CliRunner().invoke(app, ["demo", "--json"])
    report = json.loads(done.stdout)

    assert [] == [(step["name"], step.get("error")) for step in report["steps"] if not step["ok"]]
    assert (0, True, 15) == (done.exit_code, report["ok"], len(report["steps"]))
