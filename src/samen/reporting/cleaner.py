"""Runs :mod:`samen.reporting.domain.cleaning` in a process of its own, with limits.

A hostile file may make a decoder run wild; it does so in a child that has little memory, little
time and no secrets. ``python -m samen.reporting.cleaner TYPE`` reads standard input and writes
the cleaned copy to standard output.
"""

from __future__ import annotations

import resource
import subprocess
import sys

from samen.reporting.domain.cleaning import Reason, Unsafe, clean

_MEMORY_BYTES = 1 << 30
_CPU_SECONDS = 20


def _limit() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY_BYTES, _MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (_CPU_SECONDS, _CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))


def cleaned_copy(data: bytes, content_type: str) -> bytes:
    """The cleaned copy of a file.

    Raises:
        Unsafe: it cannot be cleaned within the limits; the original stays sealed.
    """
    try:
        run = subprocess.run(  # noqa: S603  our own interpreter and module, no shell
            [sys.executable, "-m", "samen.reporting.cleaner", content_type],
            input=data,
            capture_output=True,
            timeout=_CPU_SECONDS * 2,
            env={"PYTHONPATH": ":".join(sys.path)},
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise Unsafe(Reason.TOO_MUCH) from None
    if run.returncode != 0:
        # Behind what a decoder may have warned of; a child that the limits ended says nothing.
        told = run.stderr.decode(errors="replace").strip().rpartition("\n")[2]
        raise Unsafe(Reason(told) if told in set(Reason) else Reason.TOO_MUCH)
    return run.stdout


def main() -> int:
    """Entry point of the child process."""
    _limit()
    try:
        sys.stdout.buffer.write(clean(sys.stdin.buffer.read(), sys.argv[1]))
    except Unsafe as error:
        sys.stderr.write(str(error))
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
