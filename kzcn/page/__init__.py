"""The page: data of the graph as one JSON object, a layout, and one self-contained HTML file."""
