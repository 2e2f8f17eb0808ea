"""What services hand on to each other arrives where the policies of what they reach let them, and nowhere else."""

import json
from collections.abc import Mapping
from typing import Any

import pytest

from tests.sandbox.cloud.conftest import EAST, Aws

pytestmark = pytest.mark.emulator
ACCOUNT = "000000000000"
USE = ["kms:Decrypt", "kms:GenerateDataKey"]
Statement = dict[str, Any]


class Line:
    """An alarm, and a rule, that reach a topic; the topic reaches a queue. All of it lies under one key."""

    def __init__(self, aws: Aws, name: str) -> None:
        self.aws, self.name = aws, name
        self.kms, self.sns, self.sqs = aws.client("kms"), aws.client("sns"), aws.client("sqs")
        self.events, self.alarms = aws.client("events"), aws.client("cloudwatch")
        self.key = self.kms.create_key()["KeyMetadata"]["Arn"]
        self.topic = self.sns.create_topic(Name=name, Attributes={"KmsMasterKeyId": self.key})["TopicArn"]
        self.queue, self.letters, self.lost = (self._queue(f"{name}-{end}") for end in ("queue", "letters", "lost"))
        self.rule = self.events.put_rule(Name=name, EventPattern=json.dumps({"source": [name]}))["RuleArn"]
        to = {"Id": "one", "Arn": self.topic, "DeadLetterConfig": {"Arn": self._arn("lost")}}
        self.events.put_targets(Rule=name, Targets=[to])
        redrive = json.dumps({"deadLetterTargetArn": self._arn("letters")})
        self.sns.subscribe(
            TopicArn=self.topic,
            Protocol="sqs",
            Endpoint=self._arn("queue"),
            Attributes={"RedrivePolicy": redrive, "RawMessageDelivery": "true"},
        )
        self.alarms.put_metric_alarm(
            AlarmName=name,
            Namespace="N",
            MetricName="M",
            Statistic="Sum",
            Period=60,
            EvaluationPeriods=1,
            Threshold=1,
            ComparisonOperator="GreaterThanThreshold",
            AlarmActions=[self.topic],
        )

    def _queue(self, name: str) -> str:
        return str(self.sqs.create_queue(QueueName=name, Attributes={"KmsMasterKeyId": self.key})["QueueUrl"])

    def _arn(self, end: str) -> str:
        return f"arn:aws:sqs:{EAST}:{ACCOUNT}:{self.name}-{end}"

    def statements(self) -> dict[str, Statement]:
        """Each that is needed, by what it lets happen."""
        of_topic = {"ArnEquals": {"aws:SourceArn": self.topic}}
        own = {"StringEquals": {"aws:SourceAccount": ACCOUNT}}
        return {
            "the rule publishes": _let("events", "sns:Publish", self.topic),
            "the alarm publishes": _let("cloudwatch", "sns:Publish", self.topic, own),
            "the topic sends": _let("sns", "sqs:SendMessage", self._arn("queue"), of_topic),
            "the topic sends what was refused": _let("sns", "sqs:SendMessage", self._arn("letters"), of_topic),
            "the rule sends what was refused": _let(
                "events", "sqs:SendMessage", self._arn("lost"), {"ArnEquals": {"aws:SourceArn": self.rule}}
            ),
            "the rule uses the key": _let("events", USE, "*"),
            "the alarm uses the key": _let("cloudwatch", USE, "*", own),
            "the topic uses the key": _let("sns", USE, "*", of_topic),
        }

    def allow(self, *left_out: str) -> None:
        """Write the policies, without some statements."""
        kept = [each for name, each in self.statements().items() if name not in left_out]
        administered = {
            "Effect": "Allow",
            "Action": "kms:*",
            "Resource": "*",
            "Principal": {"AWS": f"arn:aws:iam::{ACCOUNT}:root"},
        }
        of_key = [administered, *(each for each in kept if each["Resource"] == "*")]
        self.kms.put_key_policy(KeyId=self.key, PolicyName="default", Policy=_document(of_key))
        of_topic = [each for each in kept if each["Resource"] == self.topic]
        self.sns.set_topic_attributes(TopicArn=self.topic, AttributeName="Policy", AttributeValue=_document(of_topic))
        for url, end in ((self.queue, "queue"), (self.letters, "letters"), (self.lost, "lost")):
            document = _document([each for each in kept if each["Resource"] == self._arn(end)])
            self.sqs.set_queue_attributes(QueueUrl=url, Attributes={"Policy": document})

    def happen(self, what: str) -> tuple[int, int, int]:
        """Let the alarm ring or an event come; how many messages arrive, are kept for the topic, and for the rule."""
        if what == "event":
            self.events.put_events(Entries=[{"Source": self.name, "DetailType": "d", "Detail": "{}"}])
        else:
            for state in ("OK", "ALARM"):
                self.alarms.set_alarm_state(AlarmName=self.name, StateValue=state, StateReason="a test")
        return self._took(self.queue), self._took(self.letters), self._took(self.lost)

    def _took(self, url: str) -> int:
        found = self.sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=10).get("Messages", [])
        for each in found:
            self.sqs.delete_message(QueueUrl=url, ReceiptHandle=each["ReceiptHandle"])
        return len(found)


def _let(who: str, action: str | list[str], to: str, only: Mapping[str, Any] | None = None) -> Statement:
    statement = {"Effect": "Allow", "Action": action, "Resource": to, "Principal": {"Service": f"{who}.amazonaws.com"}}
    return {**statement, **({"Condition": only} if only else {})}


def _document(statements: list[Statement]) -> str:
    return json.dumps({"Version": "2012-10-17", "Statement": statements}) if statements else ""


@pytest.fixture(scope="module")
def line(aws: Aws) -> Line:
    return Line(aws, "line")


def test_with_every_statement_everything_arrives(line: Line) -> None:
    line.allow()
    assert line.happen("event") == (1, 0, 0)
    assert line.happen("alarm") == (1, 0, 0)


@pytest.mark.parametrize(
    ("left_out", "event", "alarm"),
    [
        ("the rule publishes", (0, 0, 1), (1, 0, 0)),
        ("the rule uses the key", (0, 0, 0), (1, 0, 0)),
        ("the alarm publishes", (1, 0, 0), (0, 0, 0)),
        ("the alarm uses the key", (1, 0, 0), (0, 0, 0)),
        ("the topic sends", (0, 1, 0), (0, 1, 0)),
        ("the topic uses the key", (0, 0, 0), (0, 0, 0)),
    ],
)
def test_without_a_statement_it_goes_where_aws_lets_it(
    line: Line, left_out: str, event: tuple[int, int, int], alarm: tuple[int, int, int]
) -> None:
    line.allow(left_out)
    assert (line.happen("event"), line.happen("alarm")) == (event, alarm)


@pytest.mark.parametrize(
    "left_out",
    [
        ("the rule publishes", "the rule sends what was refused"),
        ("the topic sends", "the topic sends what was refused"),
    ],
)
def test_what_no_dead_letter_queue_may_take_is_gone(line: Line, left_out: tuple[str, str]) -> None:
    line.allow(*left_out)
    assert line.happen("event") == (0, 0, 0)


def test_each_is_written_down_with_the_service_that_asked(line: Line) -> None:
    line.allow("the alarm publishes")
    line.happen("alarm")
    told = [each for each in line.aws.ask("GET", "decisions")["decisions"] if each["operation"] == "a delivery"]
    asked = {(each["principal"], each["action"], each["result"]) for each in told}
    assert ("cloudwatch.amazonaws.com", "sns:Publish", "denied") in asked
    assert ("events.amazonaws.com", "kms:GenerateDataKey", "allowed") in asked
    assert ("sns.amazonaws.com", "sqs:SendMessage", "allowed") in asked


def test_a_queue_under_the_key_that_aws_keeps_takes_nothing_from_a_topic(line: Line) -> None:
    line.allow()
    line.sqs.set_queue_attributes(QueueUrl=line.queue, Attributes={"KmsMasterKeyId": "alias/aws/sqs"})
    assert line.happen("event")[0] == 0
    line.sqs.set_queue_attributes(QueueUrl=line.queue, Attributes={"KmsMasterKeyId": line.key})


def test_the_policy_that_a_topic_has_from_the_start_lets_alarms_in_and_no_rule(aws: Aws) -> None:
    line = Line(aws, "fresh")
    line.allow()
    fresh = aws.client("sns").create_topic(Name="another", Attributes={"KmsMasterKeyId": line.key})["TopicArn"]
    default = aws.client("sns").get_topic_attributes(TopicArn=fresh)["Attributes"]["Policy"]
    same = default.replace(fresh, line.topic)
    line.sns.set_topic_attributes(TopicArn=line.topic, AttributeName="Policy", AttributeValue=same)
    assert line.happen("alarm") == (1, 0, 0)
    assert line.happen("event") == (0, 0, 1)
