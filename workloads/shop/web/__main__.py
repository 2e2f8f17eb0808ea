"""`python -m workloads.shop.web`: read the environment, connect, serve until told to stop."""

import logging
import os
import random
import secrets
import sys
import time

import boto3

from workloads.shop import logs, tracing
from workloads.shop.clients import client
from workloads.shop.order_queue import OrderQueue
from workloads.shop.orders_table import OrdersTable
from workloads.shop.settings import SettingsError, WebSettings
from workloads.shop.web import cache, metrics
from workloads.shop.web.api import Api
from workloads.shop.web.app import create_app
from workloads.shop.web.cache_login import CacheLogin
from workloads.shop.web.catalogue import Catalogue
from workloads.shop.web.checkout import Checkout
from workloads.shop.web.health import Checks, Readiness
from workloads.shop.web.in_flight import InFlightMeter
from workloads.shop.web.server import DrainingServer
from workloads.shop.web.sessions import Sessions

_TOKEN_BYTES = 32


def main() -> None:
    """Run until told to stop."""
    logs.configure()
    try:
        settings = WebSettings.from_environment(os.environ)
        api = _api(settings)
    except SettingsError as error:
        sys.exit(f"web does not start: {error}")
    region = settings.aws_region
    tracing.start(service=settings.service_name, region=region, share=settings.trace_share)
    readiness, checks, meter = Readiness(), Checks(), InFlightMeter(time.monotonic)
    server = DrainingServer(
        create_app(api, readiness, checks, meter),
        readiness,
        port=settings.port,
        drain_seconds=settings.drain_seconds,
    )
    measures = metrics.Measures(meter, checks, service=settings.service_name, region=region)
    with metrics.published(measures, client("cloudwatch", region), client("cloudwatch", settings.peer_region)):
        server.run()
    logging.getLogger(__name__).info("stopped")


def _api(settings: WebSettings) -> Api:
    credentials = boto3.Session().get_credentials()
    if credentials is None:
        msg = "there are no AWS credentials"
        raise SettingsError(msg)
    login = CacheLogin(
        credentials,
        region=settings.aws_region,
        cache_name=settings.cache_name,
        user=settings.cache_user,
    )
    kept = cache.connect(settings, login, time.monotonic)
    dynamodb = client("dynamodb", settings.aws_region)
    orders = OrdersTable(dynamodb, settings.orders_table)
    queue = OrderQueue(client("sqs", settings.aws_region), settings.orders_queue_url)
    catalogue = Catalogue(dynamodb, settings.products_table, kept, random.random)
    sessions = Sessions(dynamodb, settings.sessions_table, kept, time.time, lambda: secrets.token_urlsafe(_TOKEN_BYTES))
    return Api(catalogue, sessions, Checkout(orders, queue, catalogue, time.time), orders)


if __name__ == "__main__":
    main()
