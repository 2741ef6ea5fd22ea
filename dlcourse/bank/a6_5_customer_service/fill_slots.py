"""Open task: which words of a request fill which slot, in a language that nobody speaks."""

from collections import Counter, defaultdict

import numpy as np

from ...exercises import Case, OpenTask, Symptom
from ._language import SLOTS, Language

SEEN, NEW = 140, 100
"""Sentences to learn from, and sentences to read."""
KINDS = "words", "endings", "voice"


def fill_slots(sentences, tags, new):
    """Find names by how words end; what stands around a name, and a word far away, tell its slot.

    Ridge regression, with the kernel of what is around times that of the word far away.
    """
    known, asked = ([line.split() for line in lines] for lines in (sentences, new))
    ends, slots, y = lesson(known, [line.split() for line in tags])
    seen, unseen = runs(known, ends), runs(asked, ends)
    near, far = equal(seen, seen), equal(unseen, seen)
    common = sorted({word for line in known for word in line if not word.endswith(ends)})
    word = min(common, key=lambda word: held_out(near * alike(word, seen, seen), y, seen))
    weights = np.linalg.solve(near * alike(word, seen, seen) + np.eye(len(near)), y)
    return tagged(asked, unseen, slots[(far * alike(word, unseen, seen) @ weights).argmax(axis=1)])


def lesson(known, marks):
    """Which letters end names, and the slot of each run of names: all slots, and one-hot rows."""
    pairs = [pair for both in zip(known, marks, strict=True) for pair in zip(*both, strict=True)]
    ends = tuple({word[-1] for word, tag in pairs if tag != "O"})
    filled = [marks[n][first][2:] for n, first, *_ in runs(known, ends)]
    slots, y = np.unique(filled, return_inverse=True)
    return ends, slots, np.eye(len(slots))[y]


def runs(lines, ends):
    """Where names stand: number, first and last, what is around, the name, its sentence."""
    found = []
    for n, line in enumerate(lines):
        words, first = ["", *line, ""], 0
        for k, word in enumerate(words):
            if word.endswith(ends):
                first = first or k
            elif first:
                name = " ".join(words[first:k])
                around = words[first - 1], word, name[-2:]
                found.append((n, first - 1, k - 1, around, name, line))
                first = 0
    return found


def equal(rows, columns):
    """How many of the word before, the word after and the ending two names have in common."""
    a, b = (np.array([run[3] for run in part]) for part in (rows, columns))
    return (a[:, None] == b).sum(axis=2).astype(float)


def alike(word, rows, columns):
    """2 where both sentences have the word or neither has it, else 1."""
    a, b = (np.array([word in run[5] for run in part]) for part in (rows, columns))
    return 1 + (a[:, None] == b)


def held_out(kernel, y, seen):
    """Squared error on each name where all its sentences are left out, in closed form."""
    inverse = np.linalg.inv(kernel + np.eye(len(kernel)))
    weights, names, total = inverse @ y, np.array([run[4] for run in seen]), 0
    for name in np.unique(names):
        out = np.flatnonzero(names == name)
        total += np.square(np.linalg.solve(inverse[np.ix_(out, out)], weights[out])).sum()
    return total


def tagged(lines, places, slots):
    """Write the slots' tags over the words of their names."""
    filled = [["O"] * len(line) for line in lines]
    for (n, first, last, *_), slot in zip(places, slots, strict=True):
        if slot:
            filled[n][first:last] = [f"B-{slot}"] + [f"I-{slot}"] * (last - first - 1)
    return [" ".join(line) for line in filled]


def language_cases(rng):
    """Draw three languages; in the first a word marks a slot, in the second an ending."""
    return [request_case(kind, number, rng) for number, kind in enumerate(KINDS, start=1)]


def request_case(kind, number, rng):
    """Draw a language and its sentences. A case hides the tags, and which names had which slot."""
    language = Language(kind, rng)
    known, new = ([language.sentence(k) for _ in range(n)] for k, n in enumerate((SEEN, NEW)))
    pairs = (map(list, zip(*part, strict=True)) for part in (known, new))
    (sentences, tags), (asked, right) = pairs
    had = {line_name(s, span): span[0] for s, t in known for span in spans(t)}
    names = [[line_name(line, span) for span in spans(tag)] for line, tag in new]
    before = [[had.get(name, "") for name in part] for part in names]
    hidden = {"tags": right, "before": before}
    return Case(f"language {number}", (sentences, tags, asked), hidden=hidden)


def line_name(line, span):
    """Cut the words of a span out of a sentence."""
    return " ".join(line.split()[span[1] : span[2]])


def spans(line):
    """List the slot, first and last of each span: an I that continues nothing begins one."""
    found, slot = [], ""
    for t, tag in enumerate(line.split()):
        letter, _, name = tag.partition("-")
        if letter == "I" and name == slot:
            found[-1][2] = t + 1
        elif letter != "O":
            found.append([name, t, t + 1])
        slot = name
    return [tuple(span) for span in found]


def checked(output, hidden):
    """Check the tags, and raise a sentence for the student where they are none."""
    known = {"O", *(f"{letter}-{slot}" for letter in "BI" for slot in SLOTS)}
    if not isinstance(output, list | tuple) or len(output) != len(hidden["tags"]):
        raise ValueError(f"A list of {len(hidden['tags'])} strings is expected, one per sentence.")
    for number, (line, right) in enumerate(zip(output, hidden["tags"], strict=True)):
        if not isinstance(line, str) or len(line.split()) != len(right.split()):
            count = len(right.split())
            raise ValueError(f"Line {number} must be a string of {count} tags, one per word.")
        if other := set(line.split()) - known:
            raise ValueError(f"{min(other)!r} in line {number} is none of the tags.")
    return [spans(line) for line in output], [spans(line) for line in hidden["tags"]]


def span_f1(output, hidden, names=None):
    """F1 of exact spans over all sentences; `names` renames slots in both."""
    both = zip(*checked(output, hidden), strict=True)
    rename = {} if names is None else names
    right, count = 0, 0
    for pair in both:
        found, wanted = ({(rename.get(s, s), *at) for s, *at in part} for part in pair)
        right, count = right + len(found & wanted), count + len(found) + len(wanted)
    return 2 * right / max(count, 1)


def finds_seen_only(output, hidden):
    """Tell whether hardly any name is found that was not there before."""
    return recall(output, hidden, new=True) < 0.2 and recall(output, hidden, new=False) > 0.3


def keeps_the_slot(output, hidden):
    """Tell whether names known from before are given the slot that they had."""
    kept = []
    for found, wanted, before in zip(*checked(output, hidden), hidden["before"], strict=True):
        at = {tuple(place): slot for slot, *place in found}
        known = [
            (at.get(tuple(p)), old) for (_, *p), old in zip(wanted, before, strict=True) if old
        ]
        kept += [slot == old for slot, old in known if slot]
    return len(kept) > 10 and np.mean(kept) > 0.75


def exchanges_two(output, hidden):
    """Tell whether all would be right if "from" and "to" were one slot."""
    one, two = span_f1(output, hidden, {"to": "from"}), span_f1(output, hidden)
    return one > 0.8 and one > two + 0.1


def recall(output, hidden, new):
    """Share of the names, new or known ones, that are found at their exact place."""
    found = []
    for spans_found, wanted, before in zip(*checked(output, hidden), hidden["before"], strict=True):
        places = {tuple(place) for _, *place in spans_found}
        pairs = zip(wanted, before, strict=True)
        found += [tuple(p) in places for (_, *p), old in pairs if (not old) == new]
    return float(np.mean(found))


def look_up(sentences, tags, new):
    """Give each word the tag that it had most often."""
    had = defaultdict(Counter)
    for line, tag in zip(sentences, tags, strict=True):
        for word, kind in zip(line.split(), tag.split(), strict=True):
            had[word][kind] += 1
    best = {word: kinds.most_common(1)[0][0] for word, kinds in had.items()}
    return [" ".join(best.get(word, "O") for word in line.split()) for line in new]


def by_surroundings(sentences, tags, new):
    """Go by what stands beside a name and by its ending, and look no farther."""
    known, asked = ([line.split() for line in lines] for lines in (sentences, new))
    ends, slots, y = lesson(known, [line.split() for line in tags])
    seen, unseen = runs(known, ends), runs(asked, ends)
    near = equal(seen, seen)
    weights = np.linalg.solve(near + np.eye(len(near)), y)
    return tagged(asked, unseen, slots[(equal(unseen, seen) @ weights).argmax(axis=1)])


def by_names(sentences, tags, new):
    """Give a known name the slot that it had; go by what is around a new one."""
    had = {line_name(*pair): pair[1][0] for pair in named(sentences, tags)}
    filled = []
    for line, tag in zip(new, by_surroundings(sentences, tags, new), strict=True):
        words = tag.split()
        for slot, first, last in spans(tag):
            slot = had.get(line_name(line, (slot, first, last)), slot)
            words[first:last] = [f"B-{slot}"] + [f"I-{slot}"] * (last - first - 1)
        filled.append(" ".join(words))
    return filled


def named(sentences, tags):
    """Pair each sentence with each of its spans."""
    lines = zip(sentences, tags, strict=True)
    return [(line, span) for line, tag in lines for span in spans(tag)]


SYMPTOMS = {
    "seen-only": Symptom(look_up, finds_seen_only),
    "old-slot": Symptom(by_names, keeps_the_slot),
    "two-exchanged": Symptom(by_surroundings, exchanges_two),
}

QUESTION = OpenTask(
    id="6_5.fill_slots",
    points=5,
    difficulty=5,
    minutes=50,
    section="6.5, About what?",
    reference=fill_slots,
    cases=language_cases,
    metric=span_f1,
    metric_name="F1 of the spans",
    thresholds=[(0.7, 0.5), (0.9, 1.0)],
    transfer=True,
    symptoms=SYMPTOMS,
)
