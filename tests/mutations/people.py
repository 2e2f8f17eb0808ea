"""What would let the people down who move the pair."""

from tests.mutations.mutation import Mutation

_PEOPLE = "tests/test_people.py"
_MAY = f"{_PEOPLE}::test_a_role_may_do_what_its_page_has_people_do"

MUTATIONS = (
    Mutation(
        name="the operator may not update services",
        file="docs/runbooks/operator-role.json",
        old='      "Action": "ecs:UpdateService",\n',
        new='      "Action": "ecs:DescribeServices",\n',
        why="No line of standby asks for it: Application Auto Scaling does, in the name of whoever registers bounds.",
        proof=f"{_MAY}[operator UpdateService service/standby/web]",
    ),
    Mutation(
        name="the approver may not approve",
        file="docs/runbooks/approver-role.json",
        old='        "arc-region-switch:ApprovePlanExecutionStep",\n',
        new="",
        why="The plan names the role, which looks like enough.",
        proof=f"{_MAY}[approver ApprovePlanExecutionStep standby]",
    ),
    Mutation(
        name="the approver may write the whole table",
        file="docs/runbooks/approver-role.json",
        old='"ForAllValues:StringEquals": { "dynamodb:LeadingKeys": "active" }',
        new='"ForAllValues:StringLike": { "dynamodb:LeadingKeys": "*" }',
        why="The page writes one item; the journal of a move that is under way is in the same table.",
        proof=f"{_PEOPLE}::test_a_role_may_not_do_what_is_near_it[approver PutItem table/standby-operations]",
    ),
    Mutation(
        name="the last snapshot of the list",
        file="docs/runbooks/region-lost.md",
        old=(
            '"sort_by(DBClusterSnapshots[?starts_with(DBClusterSnapshotIdentifier, '
            "'rds:unplanned-global-failover-')], &SnapshotCreateTime)[-1].DBClusterSnapshotIdentifier\""
        ),
        new='"DBClusterSnapshots[-1].DBClusterSnapshotIdentifier"',
        why="In the sandbox there is only one; RDS lists the daily ones too, and promises no order.",
        proof=f"{_PEOPLE}::test_the_snapshot_is_told_by_its_name_and_its_time",
    ),
)
