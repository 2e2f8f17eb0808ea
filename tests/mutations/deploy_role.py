"""What a deploying role that was written by hand gets wrong."""

from tests.mutations.mutation import Mutation

_ROLE = "tests/roles/test_deploy_role.py"

MUTATIONS = (
    Mutation(
        name="the deploying role hands no roles to flow logs",
        file="docs/deploy-role.json",
        old=', "vpc-flow-logs.amazonaws.com"',
        new="",
        why="Nobody thinks of flow logs as something that acts by a role.",
        proof=f"{_ROLE}::test_the_role_may_do_all_that_was_asked_for",
    ),
    Mutation(
        name="a zone is made under its own name",
        file="docs/deploy-role.json",
        old='"route53:ChangeTagsForResource",',
        new='"route53:ChangeTagsForResource", "route53:CreateHostedZone",',
        why="A zone is deleted by its ARN, so it looks as if it were made by one; IAM scopes that to nothing.",
        proof=f"{_ROLE}::test_no_action_is_scoped_that_iam_does_not_scope[Names]",
    ),
    Mutation(
        name="the deploying role may put objects under retention",
        file="docs/deploy-role.json",
        old='"s3:PutObject", "s3:PutObjectTagging"',
        new='"s3:PutObject", "s3:PutObjectRetention", "s3:PutObjectTagging"',
        why="Rights that may come in handy are added and never asked for.",
        proof=f"{_ROLE}::test_each_grant_was_asked_for_or_is_explained",
    ),
    Mutation(
        name="roles are passed to whoever asks",
        file="docs/deploy-role.json",
        old='"StringEquals": {"iam:PassedToService"',
        new='"StringLike": {"iam:PassedToService"',
        why="The difference is one word, and a wildcard is one edit away.",
        proof=f"{_ROLE}::test_roles_are_passed_to_named_services_only",
    ),
)
