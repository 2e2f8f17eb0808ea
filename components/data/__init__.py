"""What a region keeps: Aurora, DynamoDB, the cache, secrets, and the keys that all of it is under."""

from typing import TYPE_CHECKING

from components import on_demand

if TYPE_CHECKING:
    from components.data.aurora import Database, DatabaseArgs
    from components.data.aurora_global import GlobalDatabase, GlobalDatabaseArgs
    from components.data.cache import Cache, CacheArgs
    from components.data.database_secret import DatabaseSecret
    from components.data.dynamodb_tables import Tables, TablesArgs
    from components.data.generated_secret import SecretKeys
    from components.data.kms_data_key import DataKey, DataKeyArgs
    from components.data.kms_region_key import RegionKey, RegionKeyArgs
else:
    __getattr__ = on_demand(__name__)

__all__ = [
    "Cache",
    "CacheArgs",
    "DataKey",
    "DataKeyArgs",
    "Database",
    "DatabaseArgs",
    "DatabaseSecret",
    "GlobalDatabase",
    "GlobalDatabaseArgs",
    "RegionKey",
    "RegionKeyArgs",
    "SecretKeys",
    "Tables",
    "TablesArgs",
]
