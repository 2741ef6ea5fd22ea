"""What has been graded, one line each: after any crash, all but the line being written is there."""

import json
import os
from pathlib import Path


class Journal:
    """An append-only file of results, each as a line of JSON.

    Parameters
    ----------
    path : Path
        Made when it is not there; an unfinished last line is cut off.

    Attributes
    ----------
    done : dict of str to str
        Digest of the graded file by student.
    now : dict of str to dict, optional
        Who is among the submissions now, and what is known of each without running anything.
    """

    def __init__(self, path):
        self.path, self.done, self.now = Path(path), {}, None
        self.file = open(self.path, "a+b")
        for end, record in self._records():
            self.done[record["student"]] = record["digest"]
            self.end = end
        self.file.truncate(getattr(self, "end", 0))

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.file.close()

    def append(self, record):
        """Write a result so that it survives a power cut."""
        line = json.dumps(record, allow_nan=False) + "\n"  # all ASCII: nothing fails to encode
        self.file.write(line.encode())
        self.file.flush()
        os.fsync(self.file.fileno())
        self.done[record["student"]] = record["digest"]

    def records(self):
        """Each student's last result, in the order in which they were graded.

        Who is no longer among the submissions is left out; times are those that hold now.
        """
        last = {record["student"]: end for end, record in self._records()}
        for end, record in self._records():
            student = record["student"]
            if last[student] == end and (self.now is None or student in self.now):
                yield record | (self.now or {}).get(student, {})

    def _records(self):
        with open(self.path, "rb") as file:
            end = 0
            for line in file:
                end += len(line)
                try:
                    record = json.loads(line) if line.endswith(b"\n") else None
                except ValueError:
                    return
                if record is None:
                    return
                yield end, record
