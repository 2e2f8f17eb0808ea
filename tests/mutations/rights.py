"""Rights as they were asked for before somebody deployed as the role that deploys."""

from tests.mutations.mutation import Mutation

_IAM = "sandbox/cloud/iam"
_RIGHTS = "tests/sandbox/cloud/iam/test_rights.py"
_ABOUT = f"{_RIGHTS}::test_a_call_is_about_what_aws_says_that_it_is_about"

MUTATIONS = (
    Mutation(
        name="a web ACL is asked for by the scope of the call",
        file=f"{_IAM}/resources.py",
        old='"CLOUDFRONT": "global"',
        new='"CLOUDFRONT": "CLOUDFRONT"',
        why="The parameter says CLOUDFRONT where the ARN says global.",
        proof=f"{_ABOUT}[CreateWebACL-]",
    ),
    Mutation(
        name="a secret is made under its bare name",
        file=f"{_IAM}/resources.py",
        old='DRAWN = "-??????"',
        new='DRAWN = ""',
        why="The six characters that Secrets Manager adds are nowhere in the call.",
        proof=f"{_ABOUT}[CreateSecret-]",
    ),
    Mutation(
        name="who looks at every cluster is asked about an unknown one",
        file=f"{_IAM}/resources.py",
        old="ALL if action.is_look else OPEN",
        new="OPEN",
        why="An asterisk looks the same, whether IAM compares it or nobody knows what stands there.",
        proof=f"{_ABOUT}[DescribeDBClusters-]",
    ),
    Mutation(
        name="a deleted cluster always leaves a snapshot",
        file=f"{_IAM}/naming.py",
        old='    ("rds:DeleteDBCluster", "cluster-snapshot"): ("FinalDBSnapshotIdentifier",),\n',
        new="",
        why="The reference lists the snapshot as required.",
        proof=f"{_ABOUT}[DeleteDBCluster-]",
    ),
    Mutation(
        name="the approver of a plan is handed on",
        file=f"{_IAM}/actions.py",
        old='("executionRole",)',
        new='("executionRole", "approvalRole")',
        why="Each ARN of a role in a call looks like one that is passed.",
        proof=f"{_RIGHTS}::test_the_approver_of_a_plan_is_named_and_not_handed_on",
    ),
    Mutation(
        name="tags come for nothing",
        file=f"{_IAM}/tagging_rights.py",
        old="    if not parameters.tags:\n",
        new="    if parameters.tags or True:\n",
        why="The operation makes and tags in one call, and has one name.",
        proof=f"{_RIGHTS}::test_whoever_makes_something_with_tags_needs_the_right_to_tag[CreateVpc-]",
    ),
    Mutation(
        name="a transaction asks for everything at every table",
        file=f"{_IAM}/rights.py",
        old="for action, table, _ in parts_of(call)}",
        new="for action, _, _ in parts_of(call) for _, table, _ in parts_of(call)}",
        why="The tables and the actions of a transaction are easily gathered apart.",
        proof=f"{_RIGHTS}::test_parts_of_a_transaction_ask_for_their_own_tables_only",
    ),
    Mutation(
        name="nobody knows who called in whose name",
        file=f"{_IAM}/rights.py",
        old='        "aws:sourcearn",\n',
        new="",
        why="A key that a request never has looks like one that the sandbox does not know.",
        proof=f"{_RIGHTS}::test_what_services_say_for_their_callers_is_absent_from_a_direct_call[aws:SourceArn]",
    ),
    Mutation(
        name="each use of a service makes its role again",
        file=f"{_IAM}/service_roles.py",
        old="self._there.add((call.account, made))",
        new="self._there.discard((call.account, made))",
        why="The right is asked for at first use, and forgotten by whoever tries twice.",
        proof="tests/sandbox/cloud/iam/test_service_roles.py::test_a_role_that_is_there_is_not_made_again[by a use]",
    ),
    Mutation(
        name="runs act as the account's administrator",
        file="sandbox/cli/place.py",
        old="if role == NOBODY_ELSE or not is_ours:",
        new="if role or not is_ours:",
        why="Everything works as it does with the role, and nothing is proven.",
        proof="tests/sandbox/cli/test_place.py::test_runs_act_as_the_role_that_deploys",
    ),
    Mutation(
        name="the deploying role cannot see the images",
        file="docs/deploy-role.json",
        old='"ecr:ListImages", ',
        new="",
        why="The look at images is no resource, so nobody thinks of its right.",
        proof="tests/roles/test_deploy_role.py::test_the_role_may_do_all_that_was_asked_for",
    ),
)
