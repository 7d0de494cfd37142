"""What did it cost? Processor time and memory of a process and all below it, from /proc (proc_pid_stat(5))."""

from __future__ import annotations

import contextlib
import os
from pathlib import Path

TICK = os.sysconf("SC_CLK_TCK")


def tree(pid: int) -> list[int]:
    """Give a process and its descendants."""
    parents: dict[int, list[int]] = {}
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit():
            with contextlib.suppress(OSError):
                parents.setdefault(int(_stat(int(folder.name))[1]), []).append(int(folder.name))
    found, waiting = [], [pid]
    while waiting:
        found.append(waiting.pop())
        waiting += parents.get(found[-1], ())
    return found


def _stat(pid: int) -> list[str]:
    """Give the fields after the name: state, ppid, …; utime, stime, cutime, cstime are 11 to 14."""
    return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()


def cpu(pids: list[int]) -> float:
    """Give the seconds that the processes and their ended children ran."""
    total = 0.0
    for pid in pids:
        with contextlib.suppress(OSError):
            total += sum(int(value) for value in _stat(pid)[11:15]) / TICK
    return total


def peak(pids: list[int]) -> dict[str, float]:
    """Give the largest resident sets in MB: of the Python processes together, of PostgreSQL's largest."""
    sizes: dict[str, list[float]] = {"python": [], "postgres": []}
    for pid in pids:
        with contextlib.suppress(OSError):
            status = Path(f"/proc/{pid}/status").read_text()
            lines = dict(line.split(":", 1) for line in status.splitlines() if ":" in line)
            if "VmHWM" in lines:
                kind = "postgres" if lines["Name"].strip().startswith("postgres") else "python"
                sizes[kind].append(int(lines["VmHWM"].split()[0]) / 1024)
    return {
        "python_mb": round(sum(sizes["python"]), 1),
        "postgres_largest_mb": round(max(sizes["postgres"], default=0), 1),
    }
