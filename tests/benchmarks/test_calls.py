"""The requests of which the cost of deciding is measured: the same ones, but for who signs."""

from benchmarks.calls import SentRequest

_SIGNED = "AWS4-HMAC-SHA256 Credential={}/20261201/us-east-1/iam/aws4_request, SignedHeaders=host, Signature=0"


def test_the_same_request_by_somebody_else_differs_in_its_key_alone() -> None:
    headers = {"Host": "127.0.0.1", "Authorization": _SIGNED.format("test")}
    request = SentRequest("POST", "/", headers, b"Action=GetRole", 200)
    signed = {"Host": "127.0.0.1", "Authorization": _SIGNED.format("ASIA1")}
    assert request.by("ASIA1") == SentRequest("POST", "/", signed, b"Action=GetRole", 200)
