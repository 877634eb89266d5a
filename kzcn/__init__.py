"""kzcn: an open knowledge graph of Kazakhstan–China cooperation, every fact tied to the passage that says it."""

__version__ = "0.1.0"
