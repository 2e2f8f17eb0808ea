"""The HTTP that clients other than botocore may speak, over a raw connection to a running cloud."""

import json
import socket
from collections.abc import Iterator

import pytest
from botocore.exceptions import ClientError

from tests.sandbox.cloud.conftest import Aws

pytestmark = pytest.mark.emulator

SIGNED = b"Authorization: AWS4-HMAC-SHA256 Credential=test/20261125/us-east-1/s3/aws4_request\r\nHost: 127.0.0.1\r\n"


@pytest.fixture
def wire(aws: Aws) -> Iterator[socket.socket]:
    """A connection of one's own. A read that gets nothing fails, and never waits for ever."""
    host, _, port = aws.cloud.endpoint.removeprefix("http://").partition(":")
    with socket.create_connection((host, int(port)), timeout=10) as connection:
        yield connection


@pytest.fixture(scope="module")
def bucket(aws: Aws) -> str:
    aws.client("s3").create_bucket(Bucket="wire-bucket")
    return "wire-bucket"


def read_head(wire: socket.socket) -> bytes:
    """An answer's head, and no byte more."""
    head = b""
    while not head.endswith(b"\r\n\r\n"):
        byte = wire.recv(1)
        assert byte, f"the connection ended in the middle of a head: {head!r}"
        head += byte
    return head


def read_answer(wire: socket.socket) -> tuple[int, bytes]:
    head = read_head(wire)
    length = next(
        int(line.partition(b":")[2]) for line in head.split(b"\r\n") if line.lower().startswith(b"content-length:")
    )
    body = b""
    while len(body) < length:
        body += wire.recv(length - len(body))
    return int(head.split()[1]), body


def test_a_body_in_chunks_arrives_whole(wire: socket.socket, bucket: str, aws: Aws) -> None:
    wire.sendall(b"PUT /%s/chunks HTTP/1.1\r\n" % bucket.encode() + SIGNED + b"Transfer-Encoding: chunked\r\n\r\n")
    wire.sendall(b"5\r\nhello\r\n6\r\n world\r\n0\r\n\r\n")
    assert read_answer(wire)[0] == 200
    assert aws.client("s3").get_object(Bucket=bucket, Key="chunks")["Body"].read() == b"hello world"


def test_who_waits_for_leave_to_send_a_body_gets_it(wire: socket.socket, bucket: str) -> None:
    wire.sendall(
        b"PUT /%s/asked HTTP/1.1\r\n" % bucket.encode() + SIGNED + b"Expect: 100-continue\r\nContent-Length: 5\r\n\r\n"
    )
    assert read_head(wire).startswith(b"HTTP/1.1 100 Continue")
    wire.sendall(b"hello")
    assert read_answer(wire)[0] == 200


def test_requests_that_do_not_wait_are_answered_in_their_order(wire: socket.socket) -> None:
    wire.sendall(b"GET /_sandbox/cloud HTTP/1.1\r\nHost: x\r\n\r\nGET /_sandbox/nothing HTTP/1.1\r\nHost: x\r\n\r\n")
    assert [read_answer(wire)[0] for _ in range(2)] == [200, 404]


def test_one_connection_carries_thousands_of_calls(wire: socket.socket) -> None:
    for _ in range(1500):
        wire.sendall(b"GET /_sandbox/faults HTTP/1.1\r\nHost: x\r\n\r\n")
        assert read_answer(wire)[0] == 200


def test_what_is_not_http_is_refused_and_the_connection_ends(wire: socket.socket) -> None:
    wire.sendall(b"what is this\r\n\r\n")
    assert read_answer(wire)[0] == 400
    assert wire.recv(1) == b""


def test_a_client_that_leaves_in_the_middle_disturbs_nobody(wire: socket.socket, aws: Aws) -> None:
    wire.sendall(b"PUT /wire-bucket/half HTTP/1.1\r\n" + SIGNED + b"Content-Length: 100\r\n\r\nhalf")
    wire.close()
    assert aws.ask("GET", "cloud")["id"] == aws.cloud.id


def test_head_says_how_long_the_body_would_be_and_sends_none(aws: Aws, bucket: str) -> None:
    aws.client("s3").put_object(Bucket=bucket, Key="sized", Body=b"x" * 1234)
    assert aws.client("s3").head_object(Bucket=bucket, Key="sized")["ContentLength"] == 1234


@pytest.mark.parametrize("key", ["with space", "a/b c/ümläut", "plus+percent%2F", "q?a=b&c"])
def test_a_key_is_stored_as_it_is_called(aws: Aws, bucket: str, key: str) -> None:
    s3 = aws.client("s3")
    s3.put_object(Bucket=bucket, Key=key, Body=key.encode())
    listed = [found["Key"] for found in s3.list_objects_v2(Bucket=bucket)["Contents"]]
    assert key in listed
    assert s3.get_object(Bucket=bucket, Key=key)["Body"].read() == key.encode()


def test_a_large_body_goes_both_ways(aws: Aws, bucket: str) -> None:
    body = b"0123456789abcdef" * 65536
    aws.client("s3").put_object(Bucket=bucket, Key="large", Body=body)
    assert aws.client("s3").get_object(Bucket=bucket, Key="large")["Body"].read() == body


def test_cbor_is_refused_and_not_lost(wire: socket.socket) -> None:
    signed = SIGNED.replace(b"/s3/", b"/monitoring/")
    wire.sendall(
        b"POST /service/GraniteServiceVersion20100801/operation/PutMetricData HTTP/1.1\r\n"
        + signed
        + b"Content-Type: application/cbor\r\nContent-Length: 1\r\n\r\n\xa0"
    )
    status, body = read_answer(wire)
    assert status == 415
    assert "CBOR" in json.loads(body)["message"]


def test_an_error_of_the_emulator_reaches_the_caller(aws: Aws) -> None:
    with pytest.raises(ClientError, match="NoSuchBucket"):
        aws.client("s3").list_objects_v2(Bucket="never-made")
