"""What the web tier's containers do for one visitor: products, a session, the cache behind both."""

from typing import Any

from botocore.auth import SigV4QueryAuth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

from sandbox.shop.place import Place

_WORKLOAD = "web"
_PRODUCT, _SESSION = "stand-in", "0" * 64
_TOKEN_SECONDS = 900


class Web:
    """Without an order: those that somebody accepts are told apart by who accepted them."""

    def __init__(self, place: Place) -> None:
        self._place = place

    def visit(self) -> None:
        """Look at the products, and come and go."""
        told, dynamodb = self._place.environment(_WORKLOAD), self._place.client(_WORKLOAD, "dynamodb")
        self._place.log_in(_cache_password(told))
        dynamodb.scan(TableName=told["PRODUCTS_TABLE"], Limit=100)
        dynamodb.get_item(TableName=told["PRODUCTS_TABLE"], Key={"product_id": {"S": _PRODUCT}})
        sessions, key = told["SESSIONS_TABLE"], {"session_id": {"S": _SESSION}}
        dynamodb.put_item(TableName=sessions, Item={**key, "customer_id": {"S": _PRODUCT}, "expires_at": {"N": "0"}})
        dynamodb.get_item(TableName=sessions, Key=key, ConsistentRead=True)
        dynamodb.delete_item(TableName=sessions, Key=key)


def _cache_password(told: Any) -> str:  # noqa: ANN401 - a container's environment
    """As ElastiCache takes it: a request to the cache's name, signed for its user."""
    keys = Credentials(told["AWS_ACCESS_KEY_ID"], told["AWS_SECRET_ACCESS_KEY"], told["AWS_SESSION_TOKEN"])
    name, user = told["CACHE_NAME"], told["CACHE_USER"]
    request = AWSRequest("GET", f"http://{name}/", params={"Action": "connect", "User": user})
    SigV4QueryAuth(keys, "elasticache", told["AWS_REGION"], expires=_TOKEN_SECONDS).add_auth(request)
    return str(request.url).removeprefix("http://")
