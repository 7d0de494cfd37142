"""How does a PostgreSQL program start as somebody other than root, and die when whoever started it dies?

Run as a script (standard library only, ``python -I -S``) between the supervisor and the program: it changes who it is,
asks the kernel for a signal at its parent's death, and becomes the program. Doing this here rather than between fork
and exec keeps a process with threads safe. See credentials(7), user_namespaces(7), capabilities(7), prctl(2).
"""

from __future__ import annotations

import ctypes
import os
import signal
import struct
import sys

PR_SET_PDEATHSIG, PR_SET_SECUREBITS, PR_CAP_AMBIENT, PR_CAP_AMBIENT_RAISE = 1, 28, 47, 2
SECBIT_NO_SETUID_FIXUP = 4
CLONE_NEWUSER = 0x10000000
CAPABILITY_VERSION_3 = 0x20080522
CAP_DAC_OVERRIDE = 1


def _call(name: str, *arguments: int | bytes) -> None:
    """Call a function of the C library and raise its error."""
    libc = ctypes.CDLL(None, use_errno=True)
    if getattr(libc, name)(*(ctypes.c_ulong(value) if isinstance(value, int) else value for value in arguments)) != 0:
        number = ctypes.get_errno()
        raise OSError(number, f"{name}: {os.strerror(number)}")


def die_with_parent(parent: int, by: signal.Signals) -> None:
    """Have the kernel send a signal when the thread that started this process ends (Linux; elsewhere nothing)."""
    if sys.platform == "linux":
        _call("prctl", PR_SET_PDEATHSIG, by.value, 0, 0, 0)
        if os.getppid() != parent:
            raise SystemExit("the starting process has died")


def become(uid: int, gid: int) -> None:
    """Give up root for good."""
    os.setgroups([])
    os.setresgid(gid, gid, gid)
    os.setresuid(uid, uid, uid)


def become_in_namespace(uid: int, gid: int) -> None:
    """Stay who we are towards the file system, but be seen as ``uid`` by the program (PostgreSQL refuses uid 0)."""
    outer_uid, outer_gid = os.geteuid(), os.getegid()
    _call("unshare", CLONE_NEWUSER)
    for name, text in (
        ("setgroups", "deny"),
        ("uid_map", f"{uid} {outer_uid} 1"),
        ("gid_map", f"{gid} {outer_gid} 1"),
    ):
        with open(f"/proc/self/{name}", "w", encoding="ascii") as file:  # noqa: PTH123 -- pathlib would double this script's time
            file.write(text)


def become_with_passage(uid: int, gid: int) -> None:
    """Be ``uid``, but keep the one capability that lets a process pass through folders closed to it."""
    # Without this bit the change of user would drop the capability, and access(2) would not honour it.
    _call("prctl", PR_SET_SECUREBITS, SECBIT_NO_SETUID_FIXUP, 0, 0, 0)
    become(uid, gid)
    mask = 1 << CAP_DAC_OVERRIDE
    _call("capset", struct.pack("Ii", CAPABILITY_VERSION_3, 0), struct.pack("IIIIII", mask, mask, mask, 0, 0, 0))
    _call("prctl", PR_CAP_AMBIENT, PR_CAP_AMBIENT_RAISE, CAP_DAC_OVERRIDE, 0, 0)


WAYS = {"user": become, "namespace": become_in_namespace, "passage": become_with_passage}


def main(way: str, parent: str, uid: str, gid: str, *command: str) -> None:
    """Become the program ``command`` in the given way."""
    if way in WAYS:
        WAYS[way](int(uid), int(gid))
    # After the change of identity, which clears it. SIGINT is PostgreSQL's fast shutdown.
    die_with_parent(int(parent), signal.SIGINT)
    os.execv(command[0], command)  # noqa: S606 -- no shell is wanted


if __name__ == "__main__":
    main(*sys.argv[1:])
