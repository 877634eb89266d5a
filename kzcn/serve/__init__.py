"""The graph on the web: pages, a SPARQL endpoint, downloads; read-only and with limits."""
