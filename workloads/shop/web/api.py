"""What a customer can ask for, over HTTP. Reads requests and writes answers; decides nothing."""

import logging
import re
from http import HTTPStatus

from pydantic import BaseModel, ConfigDict, Field
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from workloads.shop.order import Basket
from workloads.shop.orders_table import OrdersTable
from workloads.shop.web.catalogue import Catalogue
from workloads.shop.web.checkout import Checkout, KeyReusedError, UnknownProductError
from workloads.shop.web.customer import customer_id_of
from workloads.shop.web.refusal import RefusalError, read_body
from workloads.shop.web.sessions import Session, Sessions

_log = logging.getLogger(__name__)
_KEY = re.compile(r"[\x21-\x7e]{8,128}")
# An edge may keep products for seconds, and show them a little longer while it asks for new ones or gets none; nothing
# may keep what belongs to a customer.
_PUBLIC = {"Cache-Control": "public, max-age=5, stale-while-revalidate=30, stale-if-error=600"}
_PRIVATE = {"Cache-Control": "private, no-store"}


class Login(BaseModel):
    """Name and password."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str = Field(min_length=1, max_length=200)
    password: str = Field(min_length=8, max_length=200, repr=False)


class Api:
    """Every store is reached in a thread, so that a slow one never holds up the health endpoints."""

    def __init__(self, catalogue: Catalogue, sessions: Sessions, checkout: Checkout, orders: OrdersTable) -> None:
        self._catalogue, self._sessions = catalogue, sessions
        self._checkout, self._orders = checkout, orders

    def routes(self) -> list[Route]:
        """Where each answer is found."""
        return [
            Route("/products", self.products),
            Route("/products/{product_id}", self.product),
            Route("/session", self.log_in, methods=["POST"]),
            Route("/session", self.session),
            Route("/session", self.log_out, methods=["DELETE"]),
            Route("/orders", self.order, methods=["POST"]),
            Route("/orders/{order_id}", self.show_order),
        ]

    async def products(self, _: Request) -> Response:
        """What is for sale."""
        return _json(await run_in_threadpool(self._catalogue.list_json))

    async def product(self, request: Request) -> Response:
        """One product."""
        product = await run_in_threadpool(self._catalogue.product_json, request.path_params["product_id"])
        if product is None:
            raise RefusalError(HTTPStatus.NOT_FOUND, "there is no such product")
        return _json(product)

    async def log_in(self, request: Request) -> Response:
        """Open a session."""
        login = await read_body(request, Login)
        customer_id = await run_in_threadpool(customer_id_of, login.name, login.password)
        token, session = await run_in_threadpool(self._sessions.open, customer_id)
        body = {"token": token, "expires_at": session.expires_at}
        return JSONResponse(body, HTTPStatus.CREATED, _PRIVATE)

    async def session(self, request: Request) -> Response:
        """Whose session it is."""
        return JSONResponse((await self._session(request)).model_dump(), headers=_PRIVATE)

    async def log_out(self, request: Request) -> Response:
        """End the session."""
        await self._session(request)
        await run_in_threadpool(self._sessions.close, _token(request))
        return Response(status_code=HTTPStatus.NO_CONTENT)

    async def order(self, request: Request) -> Response:
        """Accept an order. The same request again gets the same answer, however far the order came."""
        session = await self._session(request)
        key = request.headers.get("idempotency-key", "")
        if not _KEY.fullmatch(key):
            raise RefusalError(
                HTTPStatus.BAD_REQUEST,
                "the header Idempotency-Key is needed, 8 to 128 visible ASCII characters: a new one for each order, "
                "the same one when the order is sent again",
            )
        basket = await read_body(request, Basket)
        try:
            order_id = await run_in_threadpool(self._checkout.accept, session.customer_id, key, basket)
        except KeyReusedError:
            raise RefusalError(
                HTTPStatus.UNPROCESSABLE_ENTITY, "this Idempotency-Key was used for another order; take a new one"
            ) from None
        except UnknownProductError as error:
            raise RefusalError(HTTPStatus.UNPROCESSABLE_ENTITY, f"there is no product {error}") from None
        _log.info("order accepted", extra={"order_id": order_id})
        headers = {**_PRIVATE, "Location": f"/orders/{order_id}"}
        return JSONResponse({"order_id": order_id}, HTTPStatus.ACCEPTED, headers)

    async def show_order(self, request: Request) -> Response:
        """One of the customer's own orders. Another customer's does not exist for this one."""
        session = await self._session(request)
        order = await run_in_threadpool(self._orders.get, request.path_params["order_id"])
        if order is None or order.customer_id != session.customer_id:
            raise RefusalError(HTTPStatus.NOT_FOUND, "there is no such order")
        body = {
            **order.model_dump(mode="json", include={"order_id", "status", "lines", "accepted_at"}),
            "total_cents": order.total_cents,
        }
        return JSONResponse(body, headers=_PRIVATE)

    async def _session(self, request: Request) -> Session:
        session = await run_in_threadpool(self._sessions.find, _token(request))
        if session is None:
            raise RefusalError(HTTPStatus.UNAUTHORIZED, "the session has ended; log in again with POST /session")
        return session


def _token(request: Request) -> str:
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not token:
        raise RefusalError(
            HTTPStatus.UNAUTHORIZED, "log in with POST /session and send its token as Authorization: Bearer TOKEN"
        )
    return token


def _json(body: bytes) -> Response:
    return Response(body, media_type="application/json", headers=_PUBLIC)
