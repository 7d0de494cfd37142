"""Does the embedded PostgreSQL come up wherever and however it is left, and keep what it has acknowledged?"""

from __future__ import annotations

import asyncio
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

import asyncpg
import pytest

from persistence.embedded import EmbeddedError, EmbeddedPostgres, binaries, reaches

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parents[2]
SMALL = {"shared_buffers": "16MB"}
CHILD = """
import sys, time
from pathlib import Path
from persistence.embedded import EmbeddedPostgres
embedded = EmbeddedPostgres(Path(sys.argv[1]), settings={"shared_buffers": "16MB"})
print(embedded.start(), flush=True)
if sys.argv[2] == "stay":
    time.sleep(60)
embedded.stop()
"""
as_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root can become somebody else")


@pytest.fixture
def folder() -> Iterator[Path]:
    """Give a short folder that everybody may pass through."""
    with tempfile.TemporaryDirectory(prefix="chartward-", ignore_cleanup_errors=True) as path:
        Path(path).chmod(0o711)
        yield Path(path)


def ask(url: str, sql: str = "SELECT 1") -> object:
    """Run one statement."""

    async def run() -> object:
        connection = await asyncpg.connect(url, timeout=10)
        try:
            return await connection.fetchval(sql)
        finally:
            await connection.close()

    return asyncio.run(run())


def server(folder: Path) -> int:
    """Read the pid of the server that runs on a folder."""
    return int((folder / "postgres" / "postmaster.pid").read_text("utf-8").split()[0])


def ended(pid: int, seconds: float = 10) -> bool:
    """Wait for a process to end (a zombie that nobody reaps has ended)."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        try:
            if Path(f"/proc/{pid}/stat").read_text("utf-8").rpartition(")")[2].split()[0] == "Z":
                return True
        except FileNotFoundError:
            return True
        time.sleep(0.02)
    return False


def other_process(folder: Path, then: str = "stay") -> tuple[subprocess.Popen[str], str]:
    """Start the server from another process."""
    process = subprocess.Popen(
        [sys.executable, "-c", CHILD, str(folder / "postgres"), then], cwd=ROOT, stdout=subprocess.PIPE, text=True
    )
    assert process.stdout
    with process.stdout as lines:
        return process, lines.readline().strip()


def test_first_and_second_start(folder: Path) -> None:
    """The first start makes a cluster, the second keeps what was written and takes less than two seconds."""
    with EmbeddedPostgres(folder / "postgres", settings=SMALL) as url:
        ask(url, "CREATE TABLE kept AS SELECT 7 AS n")
    began = time.monotonic()
    with EmbeddedPostgres(folder / "postgres", settings=SMALL) as url:
        seconds = time.monotonic() - began

        assert 7 == ask(url, "SELECT n FROM kept")
    assert seconds < 2


def test_default_settings_are_durable(folder: Path) -> None:
    """Without being told otherwise the server flushes every commit and keeps values out of its log."""
    with EmbeddedPostgres(folder / "postgres") as url:
        names = (
            "fsync",
            "full_page_writes",
            "synchronous_commit",
            "track_activities",
            "log_parameter_max_length_on_error",
        )

        assert ["on", "on", "on", "on", "0"] == [ask(url, f"SHOW {name}") for name in names]


def test_survives_kill_of_the_server(folder: Path) -> None:
    """A server killed with -9 is started again by its supervisor, and an acknowledged row is there."""
    embedded = EmbeddedPostgres(folder / "postgres", settings=SMALL)
    with embedded as url:
        ask(url, "CREATE TABLE kept AS SELECT 7 AS n")
        killed = server(folder)
        os.kill(killed, signal.SIGKILL)
        assert ended(killed)

        assert 7 == ask(embedded.start(), "SELECT n FROM kept")
        assert 2 == embedded.starts


def test_survives_kill_of_the_starting_process(folder: Path) -> None:
    """When whoever started the server is killed with -9, the server shuts down, and the next start finds its rows."""
    process, url = other_process(folder)
    ask(url, "CREATE TABLE kept AS SELECT 7 AS n")
    pid = server(folder)
    process.kill()
    process.wait()

    assert ended(pid)
    with EmbeddedPostgres(folder / "postgres", settings=SMALL) as again:
        assert 7 == ask(again, "SELECT n FROM kept")


def test_a_running_server_is_adopted_and_left_running(folder: Path) -> None:
    """A second process uses the server of the first, quickly, and does not stop it."""
    with EmbeddedPostgres(folder / "postgres", settings=SMALL) as url:
        pid = server(folder)
        process, adopted = other_process(folder, "leave")
        assert 0 == process.wait()

        assert url == adopted
        assert pid == server(folder)
        assert 1 == ask(url)


def test_an_adopter_takes_over_when_the_owner_leaves(folder: Path) -> None:
    """A process that uses another's server starts its own as soon as the other stops it."""
    owner, _ = other_process(folder)
    adopter = EmbeddedPostgres(folder / "postgres", settings=SMALL)
    adopter.start()
    assert not adopter.owned
    owner.kill()
    owner.wait()
    deadline = time.monotonic() + 20
    while not adopter.owned and time.monotonic() < deadline:
        time.sleep(0.02)

    try:
        assert 1 == ask(adopter.start())
        assert adopter.owned
    finally:
        adopter.stop()


def test_an_interrupted_first_start_is_begun_again(folder: Path) -> None:
    """What an interrupted initdb left is never taken for a cluster."""
    unfinished = folder / "postgres.unfinished"
    unfinished.mkdir()
    (unfinished / "PG_VERSION").write_text("18\n", "utf-8")
    with EmbeddedPostgres(folder / "postgres", settings=SMALL) as url:
        assert 1 == ask(url)
    assert not unfinished.exists()


def test_a_stale_pid_file_is_no_obstacle(folder: Path) -> None:
    """A pid file that names a living process which is not PostgreSQL does not hinder the start."""
    with EmbeddedPostgres(folder / "postgres", settings=SMALL):
        words = (folder / "postgres" / "postmaster.pid").read_text("utf-8").split("\n")
    (folder / "postgres" / "postmaster.pid").write_text("\n".join([str(os.getppid()), *words[1:]]), "utf-8")
    with EmbeddedPostgres(folder / "postgres", settings=SMALL) as url:
        assert 1 == ask(url)


def test_a_long_path_has_its_socket_elsewhere(folder: Path) -> None:
    """A data folder whose name is too long for a socket works."""
    deep = folder / ("a" * 60) / ("b" * 60)
    with EmbeddedPostgres(deep / "postgres", settings=SMALL) as url:
        assert 1 == ask(url)


def test_a_server_that_cannot_start_says_why(folder: Path) -> None:
    """The error carries PostgreSQL's own last words."""
    embedded = EmbeddedPostgres(folder / "postgres", settings={"shared_buffers": "much"})
    with pytest.raises(EmbeddedError, match="shared_buffers"):
        embedded.start()
    embedded.stop()


@as_root
def test_root_never_runs_the_server_itself(folder: Path) -> None:
    """Started by root where nobody may pass, the server runs as nobody, and its files belong to nobody."""
    if not reaches(65534, 65534, binaries() / "postgres"):
        pytest.skip("this checkout is closed to others")
    with EmbeddedPostgres(folder / "postgres", settings=SMALL):
        owner = Path(f"/proc/{server(folder)}").stat().st_uid

        assert 65534 == owner == (folder / "postgres").stat().st_uid


@as_root
@pytest.mark.parametrize("way", [None, "namespace", "passage"])
def test_starts_under_a_folder_that_only_root_may_enter(folder: Path, way: str | None) -> None:
    """In a closed home the server starts, as one way or another, and no folder on the way is opened."""
    folder.chmod(0o700)
    with EmbeddedPostgres(folder / "postgres", settings=SMALL, way=way) as url:
        assert 1 == ask(url)
    assert 0o700 == folder.stat().st_mode & 0o777


@as_root
def test_a_cluster_moves_between_the_ways(folder: Path) -> None:
    """A cluster made in an open folder starts after the folder is closed, and after it is opened again."""
    for mode in (0o711, 0o700, 0o711):
        folder.chmod(mode)
        with EmbeddedPostgres(folder / "postgres", settings=SMALL) as url:
            assert 1 == ask(url)


@as_root
@pytest.mark.parametrize("uid", [2, 65533], ids=["with a name", "without a name"])
def test_an_ordinary_user_may_start_it(folder: Path, uid: int) -> None:
    """Started by an ordinary user, the server runs as that user, also where the system has no name for it."""
    packages = next(path for path in map(Path, sys.path) if path.name == "site-packages")
    python = shutil.which("python3", path="/usr/bin:/usr/local/bin")
    if not python or not reaches(uid, uid, packages / "x") or sys.version_info[:2] != version_of(python):
        pytest.skip("no interpreter here that another user may run")
    home = folder / "home"
    home.mkdir()
    os.chown(home, uid, uid)
    done = subprocess.run(
        [python, "-c", CHILD, str(home / ".chartward" / "postgres"), "leave"],
        cwd=ROOT,
        env={"PYTHONPATH": str(packages), "PYTHONDONTWRITEBYTECODE": "1"},
        user=uid,
        group=uid,
        extra_groups=[],
        capture_output=True,
        text=True,
        check=False,
    )

    assert (0, "") == (done.returncode, done.stderr)
    assert uid == (home / ".chartward" / "postgres" / "PG_VERSION").stat().st_uid


def version_of(python: str) -> tuple[int, int]:
    """Ask an interpreter for its version."""
    told = subprocess.run(
        [python, "-c", "import sys; print(*sys.version_info[:2])"], capture_output=True, text=True, check=True
    )
    major, minor = told.stdout.split()
    return int(major), int(minor)
