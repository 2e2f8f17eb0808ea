"""Requests that botocore's models object to and AWS takes, each looked into once."""

from tests.judges.objection import Excepted

EXCEPTIONS: tuple[Excepted, ...] = ()
