"""python -m dlcourse.studies.adversarial [--out FOLDER] [--rounds N]

Train the packaged generator of digits and its judge from scratch. Without --out they replace the
packaged files, and the digests in the code are written anew.
"""

import argparse
import sys
import time
from pathlib import Path

from .pretrained import FOLDER, TRAINING, retrain

DIGESTS = Path(__file__).parent / "_digests.py"
COMMAND = "python -m dlcourse.studies.adversarial"
HEAD = f'"""SHA-256 of each packaged file; written by ``{COMMAND}``."""\n\n'


def main(arguments=None):
    """Retrain, print what came of it, and note the digests."""
    parser = argparse.ArgumentParser(
        prog="python -m dlcourse.studies.adversarial",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--out", type=Path, help="write here, and leave the package as it is")
    parser.add_argument("--rounds", type=int, default=TRAINING["rounds"])
    options = parser.parse_args(arguments)
    found, start = {}, time.monotonic()
    for name, digest, result in retrain(options.out or FOLDER, rounds=options.rounds):
        found[name] = digest
        print(f"{name:22} {digest}  {result}  {time.monotonic() - start:.0f} s", flush=True)
    if options.out is None:
        lines = "".join(f'    "{name}": "{digest}",\n' for name, digest in found.items())
        DIGESTS.write_text(f"{HEAD}DIGESTS = {{\n{lines}}}\n", encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
