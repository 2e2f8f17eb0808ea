"""How many messages a queue holds, as SQS says it: approximately."""

from typing import Any

WAITING, ENGAGED = "ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible"


def messages(sqs: Any, url: str, which: str = WAITING) -> int:  # noqa: ANN401 - a boto3 client
    """Those that wait, or those that somebody has taken and not finished. Raises what AWS raises."""
    return int(sqs.get_queue_attributes(QueueUrl=url, AttributeNames=[which])["Attributes"][which])
