-- What the worker finds in the database: its table, and the user that it logs in as by IAM. It has no right to make
-- either, so that a worker that is taken over can neither change the schema nor delete an order.
--
-- Run once, as the master user, on the cluster that writes; the other region gets it by replication. Running it again
-- changes nothing. From a host with the tasks' security group, for example a CloudShell environment in the VPC:
--
--   PGPASSWORD="$(aws secretsmanager get-secret-value --secret-id standby/database/master \
--     --query SecretString --output text)" \
--   psql "host=CLUSTER_ENDPOINT dbname=shop user=standby_admin sslmode=require" -v ON_ERROR_STOP=1 -f database.sql

do $$
begin
    if not exists (select from pg_roles where rolname = 'standby_app') then
        create role standby_app login;
    end if;
    -- Only RDS has it. Whoever is granted it logs in by IAM and by nothing else.
    if exists (select from pg_roles where rolname = 'rds_iam') then
        grant rds_iam to standby_app;
    end if;
end
$$;

create table if not exists orders (
    order_id text primary key,
    customer_id text not null,
    accepted_at timestamptz not null,
    total_cents bigint not null,
    lines jsonb not null
);

grant select, insert on orders to standby_app;
