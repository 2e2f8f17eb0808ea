"""`python -m workloads.shop.worker`: read the environment, connect, place orders until told to stop."""

import logging
import os
import random
import signal
import sys
import time

from workloads.shop import logs, tracing
from workloads.shop.clients import client
from workloads.shop.order_queue import POLL_SECONDS, OrderQueue
from workloads.shop.orders_table import OrdersTable
from workloads.shop.periodic import Publisher
from workloads.shop.settings import SettingsError, WorkerSettings
from workloads.shop.worker.active_region import ActiveRegion
from workloads.shop.worker.consumer import Consumer
from workloads.shop.worker.database_login import connector
from workloads.shop.worker.events import OrderEvents
from workloads.shop.worker.ledger import PostgresLedger
from workloads.shop.worker.placement import Placement
from workloads.shop.worker.region_heartbeat import EVERY_SECONDS as HEARTBEAT_SECONDS
from workloads.shop.worker.region_heartbeat import heartbeat
from workloads.shop.worker.report import EVERY_SECONDS, who_writes
from workloads.shop.worker.sweeper import Sweeper


def main() -> None:
    """Run until told to stop."""
    logs.configure()
    try:
        settings = WorkerSettings.from_environment(os.environ)
    except SettingsError as error:
        sys.exit(f"worker does not start: {error}")
    region = settings.aws_region
    tracing.start(service=settings.service_name, region=region, share=settings.trace_share)
    orders = OrdersTable(client("dynamodb", region), settings.orders_table)
    queue = OrderQueue(client("sqs", region, waits_seconds=POLL_SECONDS), settings.orders_queue_url)
    connect = connector(settings, client("rds", region))
    ledger = PostgresLedger(connect)
    events = OrderEvents(client("events", region), settings.event_bus)
    consumer = Consumer(
        queue,
        Placement(orders, ledger, events, queue),
        ledger,
        Sweeper(orders, queue, time.time, random.random),
        ActiveRegion(client("dynamodb", region), settings.operations_table, region).is_here,
    )
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: consumer.stop())
    log = logging.getLogger(__name__)
    log.info("started")
    news = who_writes(PostgresLedger(connect), region)
    beat = heartbeat(client("dynamodb", region), settings.operations_table, PostgresLedger(connect), region, time.time)
    with (
        Publisher(client("cloudwatch", region), news, every_seconds=EVERY_SECONDS),
        Publisher(client("cloudwatch", settings.peer_region), beat, every_seconds=HEARTBEAT_SECONDS),
    ):
        consumer.run()
    log.info("stopped")


if __name__ == "__main__":
    main()
