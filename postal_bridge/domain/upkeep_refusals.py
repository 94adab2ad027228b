"""Every expected "no" of the command line: centres, addresses to serve on, backups, clusters.

What starting an installation may be refused for stands in `setup_refusals.py`.
"""

from postal_bridge.domain.refusals import Refusal


class NoCenter(Refusal):
    """There is no centre yet: add one with "postal-bridge center add CODE NAME"."""


class UnknownCenter(Refusal):
    """There is no centre {center}; there is {known}."""


class CenterRequired(Refusal):
    """There is more than one centre: say with --center which of {known} is meant."""


class DatabaseUnreachable(Refusal):
    """The database cannot be reached: {reason}.

    Look at POSTAL_BRIDGE_DATABASE_URL and at the server behind it.
    """


class CitusMissing(Refusal):
    """This database has no Citus, which spreads tables over machines.

    Install the extension on every machine, name it in shared_preload_libraries, say "create
    extension citus" in this database, and add the machines with citus_add_node.
    """


class AddressUnusable(Refusal):
    """Nothing can be served on {address}: {reason}.

    Another service may be listening there already; choose another with --port or --host.
    """


class WorkersKeepDying(Refusal):
    """{deaths} web processes died within {seconds} seconds; the log above says of what."""


class OutputUnusable(Refusal):
    """{path} cannot be written: {reason}."""


class BackupFailed(Refusal):
    """The backup {file} was not written. PostgreSQL said: {reason}"""  # noqa: D400


class BackupUnreadable(Refusal):
    """{file} cannot be read as a backup of this service: {reason}."""


class BackupDoesNotHold(Refusal):
    """The backup was not put in the place of what is there: {found} things in it do not hold."""


class RestoreFailed(Refusal):
    """Nothing was restored. PostgreSQL said: {reason}"""  # noqa: D400


class DatabaseNotEmpty(Refusal):
    """This database is not empty; with --replace the backup takes its place."""


class DatabaseInUse(Refusal):
    """Others are connected to this database: end every "serve", "work" and "demo" first."""


class NotTheDemonstration(Refusal):
    """{folder} holds an installation with data of its own; the demonstration is not put into it.

    Name another folder: postal-bridge demo --data-dir …, or make demo DATA_DIR=….
    """
