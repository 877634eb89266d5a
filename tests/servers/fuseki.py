"""Apache Jena Fuseki with TDB2 on disk."""

from __future__ import annotations

import shutil
from pathlib import Path

from servers.process import MAKE_SERVERS, Server, Unavailable, jar

CONFIG = """\
PREFIX fuseki: <http://jena.apache.org/fuseki#>
PREFIX tdb2: <http://jena.apache.org/2016/tdb#>

[] a fuseki:Server{access} .
<#service> a fuseki:Service ;
  fuseki:name "kzcn" ;
  fuseki:endpoint [ fuseki:operation fuseki:query ] , [ fuseki:operation fuseki:query ; fuseki:name "sparql" ] ;
  fuseki:endpoint [ fuseki:operation fuseki:update ] , [ fuseki:operation fuseki:update ; fuseki:name "update" ] ;
  fuseki:endpoint [ fuseki:operation fuseki:gsp-rw ] , [ fuseki:operation fuseki:gsp-rw ; fuseki:name "data" ] ;
  fuseki:dataset <#dataset> .
<#dataset> a tdb2:DatasetTDB2 ; tdb2:location "{location}" ; tdb2:unionDefaultGraph {union} .
"""


class Fuseki(Server):
    """The dataset /kzcn; `union` makes its default graph the union of the named ones, `password` asks for a user."""

    name = "fuseki"

    def __init__(self, folder: Path, *, union: bool = False, password: str | None = None) -> None:
        super().__init__(folder)
        self.union = union
        self.user, self.password = ("keeper", password) if password else (None, None)
        server = f"http://127.0.0.1:{self.port}"
        self.dataset_url = f"{server}/kzcn"
        self.query_url = f"{self.dataset_url}/sparql"
        self.update_url = f"{self.dataset_url}/update"
        self.graph_store_url = f"{self.dataset_url}/data"
        self.ready_url = f"{server}/$/ping"

    def command(self) -> list[str]:
        server = jar("jena-fuseki-server-*.jar")
        config = self.folder / "config.ttl"
        config.write_text(self._config(), encoding="utf-8")
        address = ["--ping", "--localhost", "--port", str(self.port)]
        return [java(), "-Xmx2g", "-jar", str(server), *address, "--config", str(config)]

    def environment(self) -> dict[str, str]:
        return {"FUSEKI_BASE": str(self.folder / "run")}

    def _config(self) -> str:
        access = ""
        if self.password:
            users = self.folder / "users"
            users.write_text(f"{self.user}: {self.password}\n", encoding="utf-8")
            access = f" ; fuseki:passwd <{users.as_uri()}> ; fuseki:auth 'basic' ; fuseki:allowedUsers '*'"
        location = self.folder / "store"
        location.mkdir(exist_ok=True)
        return CONFIG.format(access=access, location=location, union=str(self.union).lower())


def java() -> str:
    found = shutil.which("java")
    if found is None:
        raise Unavailable(f"there is no Java: apt-get install openjdk-17-jre-headless maven, then {MAKE_SERVERS}")
    return found
