"""Where does the demonstration run? On a server of its own: temporary folder, free loopback port, the real command."""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, Self

import httpx

if TYPE_CHECKING:
    from collections.abc import Mapping

COMMAND = (sys.executable, "-c", "from api.cli import main; main()")
READY_SECONDS = 120.0
STOP_SECONDS = 30.0
TAIL = 2000


class ServerFailed(RuntimeError):
    """The server did not come up; the text is the end of what it said."""


def free_port() -> int:
    """Find a loopback port that nobody uses."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Server:
    """One running service; used as a context, it is stopped at the end and a temporary folder removed."""

    def __init__(
        self, data_dir: Path | None = None, *, workers: int = 1, environment: Mapping[str, str] | None = None
    ) -> None:
        """Choose the folder (a temporary one when none is given), the number of processes, more variables."""
        self._temporary = (
            None if data_dir else tempfile.TemporaryDirectory(prefix="chartward-demo-", ignore_cleanup_errors=True)
        )
        if self._temporary:
            Path(self._temporary.name).chmod(0o711)  # PostgreSQL may run as another user
        self.data_dir = data_dir or Path(self._temporary.name if self._temporary else ".") / "data"
        self.port = free_port()
        self.origin = f"http://127.0.0.1:{self.port}"
        self.base = f"{self.origin}/fhir"
        self.workers = workers
        self.process: subprocess.Popen[bytes] | None = None
        self._environment = dict(environment or {})

    @property
    def log(self) -> Path:
        """Where the server's output goes."""
        return self.data_dir.with_name(f"{self.data_dir.name}.log")

    def start(self) -> None:
        """Start it and wait until it answers."""
        environment = {name: value for name, value in os.environ.items() if not name.startswith("CHARTWARD_")}
        arguments = (
            "serve",
            "--port",
            str(self.port),
            "--data-dir",
            str(self.data_dir),
            "--workers",
            str(self.workers),
        )
        self.data_dir.parent.mkdir(parents=True, exist_ok=True)
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                (*COMMAND, *arguments),
                stdout=log,
                stderr=log,
                stdin=subprocess.DEVNULL,
                env=environment | self._environment,
                start_new_session=True,
            )
        deadline = time.monotonic() + READY_SECONDS
        with httpx.Client(trust_env=False, timeout=2) as http:
            while time.monotonic() < deadline and self.process.poll() is None:
                with contextlib.suppress(httpx.TransportError):
                    if http.get(f"{self.origin}/health/ready").is_success:
                        return
                time.sleep(0.1)
        raise ServerFailed(self.log.read_text(errors="replace")[-TAIL:] or "the server does not answer")

    def kill(self) -> None:
        """Kill it as a crash would: no handler runs."""
        if self.process and self.process.poll() is None:
            self.process.kill()
            self.process.wait()

    def stop(self) -> None:
        """Ask it to stop, and wait."""
        if self.process and self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            try:
                self.process.wait(STOP_SECONDS)
            except subprocess.TimeoutExpired:
                self.kill()

    def command(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run another ``chartward`` command on the same data folder."""
        return subprocess.run(
            (*COMMAND, *arguments, "--data-dir", str(self.data_dir)),
            capture_output=True,
            text=True,
            check=False,
            stdin=subprocess.DEVNULL,
        )

    def __enter__(self) -> Self:
        """Give the server, not yet started."""
        return self

    def __exit__(self, *_: object) -> None:
        """Stop it, and clear up."""
        self.stop()
        if self._temporary:
            self._temporary.cleanup()
