"""The master password: drawn once, replicated, and read back from where it is kept."""

import pytest

from components.data.database_secret import DatabaseSecret
from components.data.generated_secret import SecretKeys
from sandbox.protocol.values import is_secret
from sandbox.recording import DRAWN, Recording
from tests.components.place import PEER_REGION, build
from tests.components.program import run
from tests.stack_files import HOME, PEER

SECRET, VERSION = "aws:secretsmanager/secret:Secret", "aws:secretsmanager/secretVersion:SecretVersion"
CLUSTER = "aws:rds/cluster:Cluster"


def _secret(*, locked: bool = True) -> Recording:
    args = SecretKeys(key_arn="key", peer_region=PEER_REGION, peer_key_arn="peer-key", locked=locked)
    return build(lambda here: DatabaseSecret("secret", args, here.opts))


def test_the_secret_has_a_replica_under_the_other_regions_key() -> None:
    secret = _secret().one(SECRET).plain
    assert secret["kmsKeyId"] == "key"
    assert secret["replicas"] == [{"region": PEER_REGION, "kmsKeyId": "peer-key"}]


def test_the_first_draw_is_the_password() -> None:
    version = _secret().one(VERSION)
    assert version.ignore_changes == ("secretString",), "each run draws anew"
    assert is_secret(version.inputs["secretString"])


@pytest.mark.parametrize(("locked", "days"), [(True, 30), (False, 0)])
def test_a_deleted_secret_can_be_restored_unless_protection_is_lifted(locked: bool, days: int) -> None:  # noqa: FBT001
    recording = _secret(locked=locked)
    assert recording.one(SECRET).plain["recoveryWindowInDays"] == days
    assert [recording.one(kind).protect for kind in (SECRET, VERSION)] == [locked, locked]


def test_the_component_says_where_the_secret_is_and_not_what_it_is() -> None:
    (outputs,) = [out for urn, out in _secret().outputs.items() if urn.endswith("::secret")]
    assert set(outputs) == {"arn"}


def test_the_cluster_gets_the_password_from_the_secrets_version() -> None:
    home = run(HOME)
    cluster, version = home.one(CLUSTER), home.one(VERSION, "database-secret-version")
    assert cluster.plain["masterPassword"] == DRAWN
    assert is_secret(cluster.inputs["masterPassword"])
    assert version.urn in cluster.depends_on, "a run that is killed in between must not leave two passwords"
    assert "masterPassword" in cluster.ignore_changes


def test_only_the_member_that_starts_the_global_database_has_credentials() -> None:
    peer = run(PEER).one(CLUSTER)
    assert not {"masterPassword", "masterUsername", "databaseName"} & set(peer.plain)
    assert "manageMasterUserPassword" not in run(HOME).one(CLUSTER).plain, "RDS refuses it in a global database"


def test_no_container_is_told_the_password() -> None:
    definitions = [each.plain["containerDefinitions"] for each in run(HOME).of("aws:ecs/taskDefinition:TaskDefinition")]
    assert len(definitions) == 2
    assert not [text for text in definitions if DRAWN in text or "standby/database/master" in text]
