"""Writing a build: RDF files, the store, tables, the reference of the ontology, and its description."""
