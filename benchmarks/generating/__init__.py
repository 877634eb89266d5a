"""Parts of the generator of large graphs: see generate.py."""
