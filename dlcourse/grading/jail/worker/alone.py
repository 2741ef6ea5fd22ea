"""The worker without a jail, for machines where none can be had: limits, and nothing else.

Started by `unsafe.py` as ``python -I -S alone.py SOCKET FILE TOLD PATH ...``.
"""

import contextlib
import json
import socket
import sys


def main(connection, file, told, *paths):
    sys.path[:0] = paths
    from dlcourse.grading.jail.worker import serve

    told = json.loads(told)
    set_limits(told["limits"])
    serve.main(socket.socket(fileno=int(connection)), int(file), told["modules"], told["absent"])


def set_limits(limits):
    """Set the limits that this system knows. That on processes would count all of a user's."""
    import resource

    kinds = {"memory": "AS", "cpu": "CPU", "file": "FSIZE", "files": "NOFILE"}
    for name, kind in kinds.items():
        with contextlib.suppress(AttributeError, ValueError, OSError):
            limit = int(limits[name])
            resource.setrlimit(getattr(resource, f"RLIMIT_{kind}"), (limit, limit))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


if __name__ == "__main__":
    main(*sys.argv[1:])
