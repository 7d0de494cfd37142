"""Does the service start from nothing, say where it is, and leave nothing behind, with one process or several?"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO

import httpx
import pytest

CHARTWARD = Path(sys.executable).with_name("chartward")
SECONDS = 90


@pytest.fixture
def folder() -> Iterator[Path]:
    """Give a folder for the data."""
    with tempfile.TemporaryDirectory(prefix="chartward-", ignore_cleanup_errors=True) as path:
        Path(path).chmod(0o711)
        yield Path(path)


def line(output: IO[str], beginning: str) -> str:
    """Read the output up to a line."""
    for read in output:
        if read.startswith(beginning):
            return read
    raise AssertionError(f"no line begins with {beginning!r}")


@contextmanager
def serving(folder: Path, *options: str, **environment: str) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """Serve on a free port; give the process and the address that it announces."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("CHARTWARD_")}
    command = [CHARTWARD, "serve", "--port", "0", "--data-dir", folder / "data", *options]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=kept | environment) as process:
        try:
            assert process.stdout
            yield process, line(process.stdout, "Chartward serves at ").split()[3]
        finally:
            process.kill()


def children(pid: int) -> list[int]:
    """List the processes that a process has started."""
    tasks = Path(f"/proc/{pid}/task").glob("*/children")
    return [int(child) for task in tasks for child in task.read_text("utf-8").split()]


def gone(pids: list[int], seconds: float = 15) -> bool:
    """Wait until processes have ended."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        left = []
        for pid in pids:
            with suppress(FileNotFoundError, ProcessLookupError):
                if Path(f"/proc/{pid}/stat").read_text("utf-8").rpartition(")")[2].split()[0] != "Z":
                    left.append(pid)
        if not left:
            return True
        time.sleep(0.05)
    return False


@pytest.mark.parametrize(
    ("workers", "order"),
    [("1", signal.SIGTERM), ("1", signal.SIGINT), ("1", signal.SIGKILL), ("2", signal.SIGTERM), ("2", signal.SIGKILL)],
)
def test_serves_and_leaves_nothing_behind(folder: Path, workers: str, order: signal.Signals) -> None:
    """Told to stop, or killed, the service takes its database and its processes with it."""
    with serving(folder, "--workers", workers) as (process, address):
        assert 200 == httpx.get(f"{address}/health/ready", trust_env=False).status_code
        started = children(process.pid)
        assert len(started) >= int(workers)
        process.send_signal(order)
        code = process.wait(30)

        assert gone(started)
    assert code == (-9 if order is signal.SIGKILL else 0)


def test_the_second_start_takes_less_than_ten_seconds(folder: Path) -> None:
    """A start on an existing data folder is quick, also after a kill."""
    with serving(folder):
        pass
    began = time.monotonic()
    with serving(folder):
        assert time.monotonic() - began < 10


def test_commands_work_while_the_service_runs(folder: Path) -> None:
    """A command uses the running service's database and does not stop it."""
    with serving(folder) as (_, address):
        command = [CHARTWARD, "doctor", "--json", "--data-dir", folder / "data"]
        done = subprocess.run(command, capture_output=True, text=True, check=False)

        assert (0, "") == (done.returncode, done.stderr)
        assert 200 == httpx.get(f"{address}/health/ready", trust_env=False).status_code


def test_a_port_in_use_is_said(folder: Path) -> None:
    """A second service on the same port ends at once and says why."""
    with serving(folder) as (_, address):
        command = [CHARTWARD, "serve", "--port", address.rpartition(":")[2], "--data-dir", folder / "other"]
        done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=SECONDS)

        assert 0 != done.returncode
        assert "address already in use" in done.stderr.lower()


def test_the_public_origin_is_as_told(folder: Path) -> None:
    """Behind a proxy the service names itself by the origin that clients see."""
    with serving(folder, "--base-url", "https://records.hospital.example/") as (_, address):
        assert "https://records.hospital.example" == address


US_CORE = Path(__file__).parents[2] / "data" / "us-core-6.1.0.tgz"


def test_packages(folder: Path) -> None:
    """Every process knows the profiles of the packages that were named."""
    with serving(folder, "--package", str(US_CORE), "--profiles", "claimed", "--workers", "2") as (_, origin):
        for _try in range(4):
            found = httpx.get(f"{origin}/fhir/metadata", timeout=30).json()["rest"][0]["resource"]
            (patient,) = [one for one in found if one["type"] == "Patient"]

            url = "http://hl7.org/fhir/us/core/StructureDefinition/us-core-patient|6.1.0"
            assert url in patient["supportedProfile"]


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--package", "/nowhere.tgz"), "/nowhere.tgz"),
        (("--profiles", "urn:x"), "urn:x is not the address of a profile"),
    ],
)
def test_what_cannot_be_loaded_stops_the_start(folder: Path, options: tuple[str, ...], said: str) -> None:
    """A package that is none, or a profile that no package holds, is said at once."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("CHARTWARD_")}
    command = [CHARTWARD, "serve", "--port", "0", "--data-dir", folder / "data", *options]
    done = subprocess.run(command, capture_output=True, text=True, env=kept, timeout=SECONDS, check=False)

    assert (1, True) == (done.returncode, said in done.stderr)
