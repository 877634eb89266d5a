"""RDF4J's server in a Jetty, with a native store on disk."""

from __future__ import annotations

import urllib.error
import urllib.request
from pathlib import Path
from typing import Self

from servers.fuseki import java
from servers.process import Server, jar

REPOSITORY = """\
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix rep: <http://www.openrdf.org/config/repository#> .
@prefix sail: <http://www.openrdf.org/config/sail#> .
@prefix sr: <http://www.openrdf.org/config/repository/sail#> .

[] a rep:Repository ; rep:repositoryID "kzcn" ; rdfs:label "kzcn" ;
  rep:repositoryImpl [
    rep:repositoryType "openrdf:SailRepository" ;
    sr:sailImpl [ sail:sailType "openrdf:NativeStore" ]
  ] .
"""


class Rdf4j(Server):
    """The repository kzcn. Its default graph holds everything: that is how RDF4J reads a query without FROM."""

    name = "rdf4j"

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        server = f"http://127.0.0.1:{self.port}/rdf4j-server"
        self.dataset_url = f"{server}/repositories/kzcn"
        self.query_url = self.dataset_url
        self.update_url = f"{self.dataset_url}/statements"
        self.graph_store_url = f"{self.dataset_url}/rdf-graphs/service"
        self.ready_url = f"{server}/protocol"

    def command(self) -> list[str]:
        folder = f"-Dorg.eclipse.rdf4j.appdata.basedir={self.folder / 'data'}"
        temporary = self.folder / "tmp"
        temporary.mkdir(exist_ok=True)
        runner, server = jar("jetty-runner-*.jar"), jar("rdf4j-http-server-*.war")
        address = ["--host", "127.0.0.1", "--port", str(self.port), "--path", "/rdf4j-server", str(server)]
        return [java(), "-Xmx2g", folder, f"-Djava.io.tmpdir={temporary}", "-jar", str(runner), *address]

    def start(self) -> Self:
        super().start()
        wanted = urllib.request.Request(
            self.dataset_url, REPOSITORY.encode(), {"Content-Type": "text/turtle"}, method="PUT"
        )
        try:
            urllib.request.urlopen(wanted, timeout=30).close()
        except urllib.error.HTTPError as refusal:
            refusal.close()
            if refusal.code != 409:  # it is there from the last time
                self.kill()
                raise
        return self
