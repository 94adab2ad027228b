"""Spreads the tables over the machines of a Citus cluster, for when one machine is outgrown.

Owns which table goes where. A new table is named here in the migration that makes it; a test
misses it otherwise. What the SQL must keep so that this stays possible is told in
docs/architecture.md.
"""

import asyncpg

from postal_bridge.domain.upkeep_refusals import CitusMissing
from postal_bridge.store.database import Connection

#: Small and rarely written: every machine has all of them.
REFERENCE_TABLES = (
    "center",
    "office",
    "person",
    "procedure",
    "procedure_component",
    "procedure_fee",
    "code_range",
    "rule",
    "calendar_day",
    "office_hours",
    "forwarding_hour",
    "transit_norm",
    "office_zone",
    "trip",
    "custody_transition",
    "installation",
    "ledger_account",
    "agency_account",
    "remittance_cycle",
    "message_template",
    "message_setting",
    "message_channel",
    "incoming_source",
    "webhook",
    "webhook_secret",
    "incoming_secret",
    "carrier",
    "carrier_leg",
    "portal_account",
)
#: They grow: each centre's rows lie together on one machine.
CENTER_TABLES = (
    "counter",
    "credential",
    "admin_change",
    "request_key",
    "bundle",
    "dossier",
    "dossier_step",
    "dossier_intake",
    "dossier_change",
    "dossier_figures",
    "collection",
    "collection_part",
    "collection_change",
    "collection_figures",
    "repeated_collection",
    "obligation",
    "ledger_entry",
    "ledger_posting",
    "ledger_day",
    "statement_mapping",
    "money_job",
    "money_job_part",
    "statement_file",
    "statement",
    "remittance",
    "post_line",
    "bank_line",
    "reconciliation",
    "line_match",
    "undone_match",
    "credit_group",
    "credited_remittance",
    "credited_line",
    "credit_decision",
    "line_explanation",
    "explained_line",
    "period",
    "period_act",
    "late_collection",
    "credited_collection",
    "credit_proposal",
    "match_proposal",
    "money_difference",
    "money_difference_step",
    "settled_collection",
    "refund",
    "refund_act",
    "difference_evidence",
    "custody",
    "custody_event",
    "scan",
    "adopted_scan",
    "capture",
    "observation",
    "scan_proof",
    "consignment",
    "carried_dossier",
    "story_walk",
    "paper",
    "paper_count",
    "manifest",
    "manifest_line",
    "difference",
    "difference_reopening",
    "refused_scan_settlement",
    "courier_settlement",
    "receipt_block",
    "receipt",
    "receipt_notice",
    "carriage_request",
    "rating_word",
    "rating_link",
    "rating_screen",
    "apology",
    "register_entry",
    "message",
    "message_attempt",
    "incoming_call",
    "webhook_delivery",
    "message_circuit",
    "opt_out",
    "apology_draft",
    "closed_month",
    "job",
    "job_run",
    "carrier_order",
    "carrier_standing",
    "carrier_report",
    "carrier_money",
    "portal_state",
    "portal_telling",
    "portal_dossier",
    "portal_finding",
    "portal_list",
    "portal_procedure",
)
#: Of no centre and asked by no join: they stay where the coordinator is.
COORDINATOR_TABLES = ("schema_migration", "throttle")

_DISTRIBUTE_LIMIT_SECONDS = 24 * 3600


async def distribute(url: str) -> list[str]:
    """Spread every table that is not spread yet, all or none, and return their names.

    Foreign keys stand in the way whatever the order, so they are taken off and put on again.

    Raises:
        CitusMissing: the database has not got the extension.

    """
    connection = await asyncpg.connect(url)
    try:
        installed = await connection.fetchval(
            "select exists (select from pg_extension where extname = 'citus')"
        )
        if not installed:
            raise CitusMissing
        async with connection.transaction():
            return await _distribute(connection)
    finally:
        await connection.close()


async def _distribute(connection: Connection) -> list[str]:
    # Tables whose rows point to one another have to be moved one after the other.
    await connection.execute("set local citus.multi_shard_modify_mode = 'sequential'")
    # Our triggers look at rows of their own centre only, which lie beside the row they guard.
    await connection.execute("set local citus.enable_unsafe_triggers = on")
    await connection.execute(f"set local statement_timeout = '{_DISTRIBUTE_LIMIT_SECONDS}s'")
    spread = await connection.fetch(
        "select logicalrelid::regclass::text as name from pg_dist_partition"
    )
    done = {row["name"] for row in spread}
    fresh = [name for name in (*REFERENCE_TABLES, *CENTER_TABLES) if name not in done]
    keys = await foreign_keys(connection, fresh)
    for table, name, _ in keys:
        await connection.execute(f"alter table {table} drop constraint {name}")
    for table in fresh:
        if table in REFERENCE_TABLES:
            await connection.execute("select create_reference_table($1::text::regclass)", table)
        else:
            await connection.execute(
                "select create_distributed_table($1::text::regclass, 'center_id',"
                " colocate_with => $2)",
                table,
                "none" if table == CENTER_TABLES[0] else CENTER_TABLES[0],
            )
    for table, name, definition in keys:
        await connection.execute(f"alter table {table} add constraint {name} {definition}")
    return fresh


async def foreign_keys(connection: Connection, tables: list[str]) -> list[tuple[str, str, str]]:
    """Return (table, name, definition) of the foreign keys from or to any of `tables`."""
    rows = await connection.fetch(
        "select conrelid::regclass::text as source, conname as name,"
        " pg_get_constraintdef(oid) as definition from pg_constraint"
        " where contype = 'f' and (conrelid::regclass::text = any($1::text[])"
        " or confrelid::regclass::text = any($1::text[]))"
        " order by 1, 2",
        tables,
    )
    return [(row["source"], row["name"], row["definition"]) for row in rows]
