"""What CloudFormation's schemas and cfn-lint object to and AWS takes, each looked into once."""

from tests.judges.objection import Excepted

EXCEPTIONS = (
    Excepted(
        subject="AWS::RDS::DBInstance",
        path="",
        rule="E3682",
        why=(
            "CopyTagsToSnapshot of an instance of Aurora: CreateDBInstance says that it is the cluster's and has no "
            "effect, and the provider sends false with every instance."
        ),
    ),
)
