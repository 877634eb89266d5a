"""Virtuoso, the open-source edition, from Debian."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

from servers.process import Server, Unavailable, free_port

PASSWORD = "dba"  # what a new database has
# What is looser than Debian's own settings, and why:
#   ResultSetMaxRows: 10,000 rows would cut answers off without a word;
#   MaxQueryCostEstimationTime: its estimate refuses queries of the library that take less than a second;
#   MaxQueryExecutionTime: a limit would cut answers off without a word;
#   DirsAllowed: nothing is read from the server's own disk.
CONFIG = """\
[Database]
DatabaseFile = virtuoso.db
ErrorLogFile = virtuoso.log
LockFile = virtuoso.lck
TransactionFile = virtuoso.trx
xa_persistent_file = virtuoso.pxa
FileExtend = 200
[TempDatabase]
DatabaseFile = virtuoso-temp.db
TransactionFile = virtuoso-temp.trx
[Parameters]
ServerPort = 127.0.0.1:{sql_port}
DisableUnixSocket = 1
MaxClientConnections = 20
CheckpointInterval = 60
CaseMode = 2
DirsAllowed = {folder}
ThreadsPerQuery = 2
NumberOfBuffers = 40000
MaxDirtyBuffers = 30000
MaxQueryMem = 1G
[HTTPServer]
ServerPort = 127.0.0.1:{port}
ServerRoot = {folder}
ServerThreads = 20
MaxClientConnections = 20
Charset = UTF-8
[Client]
SQL_QUERY_TIMEOUT = 0
[SPARQL]
ResultSetMaxRows = 10000000
"""


class Virtuoso(Server):
    """A database in `folder`. Anybody may ask; only dba may write, under the addresses that end in -auth (digest)."""

    name = "virtuoso"

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.sql_port = free_port()
        self.user, self.password = "dba", PASSWORD
        self.dataset_url = f"http://127.0.0.1:{self.port}"
        self.query_url = f"{self.dataset_url}/sparql"
        self.update_url = f"{self.dataset_url}/sparql-auth"
        self.graph_store_url = f"{self.dataset_url}/sparql-graph-crud-auth"

    def command(self) -> list[str]:
        found = program("virtuoso-t")
        config = self.folder / "virtuoso.ini"
        config.write_text(CONFIG.format(port=self.port, sql_port=self.sql_port, folder=self.folder), encoding="utf-8")
        return [found, "+foreground", "+wait", "+configfile", str(config)]

    def sql(self, statement: str) -> str:
        """What the store's own SQL console answers."""
        login = [program("isql-vt"), f"127.0.0.1:{self.sql_port}", "dba", PASSWORD]
        return subprocess.run(
            [*login, f"exec={statement}"], check=True, capture_output=True, text=True, timeout=60
        ).stdout


def program(name: str) -> str:
    found = shutil.which(name)
    if found is None:
        raise Unavailable("Virtuoso is not installed: apt-get install virtuoso-opensource")
    return found
