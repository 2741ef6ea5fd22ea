"""Submissions that attack the grader, or are broken: what each is worth, and what its page says."""

from attack_notebooks import HONEST_POINTS, NAME, answer, notebook
from attacks_answers import FRAMES, VALUES
from attacks_broken import BROKEN
from attacks_cheats import CHEATS
from attacks_endings import ENDINGS
from attacks_floods import FLOODS
from attacks_leaks import LEAKS
from attacks_reaching import REACHING

__all__ = ["ALL", "HONEST_POINTS", "NAME", "answer", "notebook"]

TABLES = {
    "cheat": CHEATS | FRAMES | VALUES,
    "end": ENDINGS,
    "flood": FLOODS,
    "reach": REACHING,
    "broken": BROKEN,
    "leak": LEAKS,
}
ALL = {f"{kind}: {name}": row for kind, table in TABLES.items() for name, row in table.items()}
