"""python -m dlcourse.studies.translation [--out FOLDER] [--epochs N]

Train the translators of the package from scratch. Without --out they replace the packaged files,
and the digests in the code are written anew.
"""

import argparse
import sys
import time
from pathlib import Path

from .packaged import FOLDER, TRAINING, retrain

DIGESTS = Path(__file__).parent / "_digests.py"
COMMAND = "python -m dlcourse.studies.translation"
HEAD = f'"""SHA-256 of each packaged file; written by ``{COMMAND}``."""\n\n'


def main(arguments=None):
    """Retrain, print what came of it, and note the digests."""
    parser = argparse.ArgumentParser(
        prog="python -m dlcourse.studies.translation",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--out", type=Path, help="write here, and leave the package as it is")
    parser.add_argument("--epochs", type=int, default=TRAINING["epochs"])
    parser.add_argument("--quiet", action="store_true", help="show no bar")
    options = parser.parse_args(arguments)
    found, start = {}, time.monotonic()
    for name, digest, right in retrain(
        options.out or FOLDER, epochs=options.epochs, progress=not options.quiet
    ):
        found[name] = digest
        score = "" if right is None else f"  exact match on the test sentences {right:.1%}"
        print(f"{name:22} {digest}{score}  {time.monotonic() - start:.0f} s", flush=True)
    if options.out is None:
        lines = "".join(f'    "{name}": "{digest}",\n' for name, digest in found.items())
        DIGESTS.write_text(f"{HEAD}DIGESTS = {{\n{lines}}}\n", encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
