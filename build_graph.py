"""The door to the main job: builds the graph of this checkout into build/. The same as `kzcn build`."""

import sys

from kzcn.cli import main

if __name__ == "__main__":
    main(["build", *sys.argv[1:]])
