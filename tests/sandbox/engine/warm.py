"""Programs without the half second that importing Pulumi's SDK takes: processes forked from one that has it loaded.

What runs is `sandbox.engine.program`, with the arguments, environment, folder and streams that the engine chose.
Started as `python -m tests.sandbox.engine.warm SOCKET`; `client.py` beside it is what the engine starts instead.
"""

import contextlib
import json
import os
import socket
import sys
import traceback
from collections.abc import Callable

from sandbox.engine import program


def main(run: Callable[[], int] = program.main) -> None:
    """Fork a process for each connection, until the one on standard input hangs up."""
    server = socket.socket(socket.AF_UNIX)
    server.bind(sys.argv[1])
    server.listen()
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    if os.fork() == 0:
        while True:
            connection, _ = server.accept()
            if os.fork() == 0:
                server.close()
                os._exit(_serve(connection, run))
            connection.close()
            with contextlib.suppress(ChildProcessError):
                while os.waitpid(-1, os.WNOHANG)[0]:
                    pass
    server.close()
    sys.stdin.read()
    os.killpg(0, 9)


def _serve(connection: socket.socket, run: Callable[[], int]) -> int:
    message, descriptors, _, _ = socket.recv_fds(connection, 1 << 20, 3)
    request = json.loads(message)
    for number, descriptor in enumerate(descriptors):
        os.dup2(descriptor, number)
        os.close(descriptor)
    os.environ.clear()
    os.environ.update(request["environment"])
    os.chdir(request["folder"])
    sys.path[0] = request["folder"]
    sys.argv = ["program", *request["arguments"]]
    program_process = os.fork()
    if program_process == 0:
        connection.close()
        code = _carried_out(run)
        sys.stdout.flush()
        sys.stderr.flush()
        return code
    connection.sendall(str(os.waitstatus_to_exitcode(os.waitpid(program_process, 0)[1])).encode())
    return 0


def _carried_out(run: Callable[[], int]) -> int:
    try:
        return run()
    except SystemExit as ending:
        return ending.code if isinstance(ending.code, int) else 0
    except BaseException:  # noqa: BLE001 - as the interpreter would
        traceback.print_exc()
        return 1


if __name__ == "__main__":
    main()
