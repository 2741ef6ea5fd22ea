"""From a tag for each word to what was found: a kind, and where it stands."""

from ...exercises import Case, Question


def spans(tags):
    """B begins a span, and so does an I that continues none of its kind."""
    found, kind = [], ""
    for t, tag in enumerate(tags):
        letter, _, name = tag.partition("-")
        if letter == "I" and name == kind:
            found[-1][2] = t + 1
        elif letter != "O":
            found.append([name, t, t + 1])
        kind = name
    return [tuple(span) for span in found]


def tag_cases(rng):
    """Draw tags of kinds whose names are drawn, too; each rule has its case."""
    names = rng.permutation(["city", "day", "item", "name", "number", "street", "time", "to"])
    a, b = (str(name) for name in names[:2])

    def case(label, text):
        """Write tags by letters; a small letter is of the first kind, a capital of the second."""
        made = {"o": "O", "b": f"B-{a}", "i": f"I-{a}", "B": f"B-{b}", "I": f"I-{b}"}
        return Case(label, ([made[letter] for letter in text],))

    def text(letters, size):
        return "".join(rng.choice(list(letters), size))

    o = "o" * int(rng.integers(1, 4))
    return [
        case("by hand", f"{o}bio"),
        case("one after the other, by hand", f"{o}bib"),
        case("I after O, by hand", f"{o}iioib"),
        case("I of another kind, by hand", f"{o}bII"),
        case("up to the last word, by hand", f"{o}BIoB"),
        case("many words", text("oobiBI", 40)),
        case("many words", text("bi", 30) + text("BI", 30)),
        case("no O", text("biBI", 25)),
        case("nothing but O", text("o", rng.integers(5, 40))),
    ]


QUESTION = Question(
    id="6_5.spans",
    points=2,
    difficulty=2,
    minutes=15,
    section="6.5, About what?",
    reference=spans,
    cases=tag_cases,
)
