"""One spelling, the American one, in code, texts and notebooks."""

import json
import re
from pathlib import Path

ROOT = Path(__file__).parents[1]
FOLDERS = "benchmarks", "chapters", "dlcourse", "docs", "solutions", "tests", "tools"
BRITISH = [
    r"\w*(?:behavi|col|endeav|fav|flav|harb|hon|hum|lab|neighb|rum|tum|vap)our\w*",
    r"\w+(?:al|am|an|ar|as|el|en|er|es|et|gn|ic|il|im|in|it|nt|on|or|random|rd|tr|ym)is"
    r"(?:e|ed|es|er|ers|ing|ations?)",
    r"(?:ana|cata|para)lys(?:e|ed|er|ing)",
    r"\w*(?:cent|fib|lit|lust|met|spect|theat)re[sd]?|centring",
    r"\w*(?:cancel|channel|equal|fuel|initial|label|level|model|signal|total|travel|tunnel)"
    r"l(?:ed|ing|ers?)",
    r"grey\w*|(?:ana|cata)logues?|programmes?|cheques?|tyres?|mould\w*|plough\w*|draught\w*",
    r"(?:de|of)fences?|licences?|practis(?:e|ed|es|ing)|artefact\w*|sceptic\w*|manoeuv\w*",
    r"ageing|judgements?|fulfil|fulfils|fulfilment|enrol|enrolment|instalments?|skilful|wilful",
    r"whilst|amongst|learnt|spelt|burnt|maths|anticlockwise|aluminium|focuss(?:ed|ing)",
]
TITLES = (
    "Understanding the behaviour of contrastive loss",
    "Visualising image classification models",
)
"""What a title, a quotation or a name may spell in its own way."""

WORD = re.compile(rf"\b(?:{'|'.join(BRITISH)})\b", re.IGNORECASE)


def texts():
    """Every text of the repository, and where it stands."""
    paths = [p for folder in FOLDERS for p in sorted((ROOT / folder).rglob("*"))]
    for path in [*ROOT.glob("*.md"), *paths]:
        name = path.relative_to(ROOT).as_posix()
        if path.suffix in (".py", ".md") and path != Path(__file__):
            yield name, path.read_text(encoding="utf-8")
        elif path.suffix == ".ipynb":
            for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]:
                yield f"{name}, {cell['id']}", "".join(cell["source"])


def british(text):
    for title in TITLES:
        text = re.sub(title.replace(" ", r"\s+"), "", text, flags=re.IGNORECASE)
    return WORD.findall(text)


def test_spelling_is_american():
    found = {name: words for name, text in texts() if (words := british(text))}
    assert found == {}


def test_what_is_found():
    wrong = "Colour the neighbouring centre grey: normalised, labelled, analysed; licence, defence"
    assert len(british(wrong)) == 9
    right = "otherwise promise exercise noise rise analyses controlled parameter meter four contour"
    assert british(f"{right}; precise, piecewise, unsupervised, disabled, fence") == []
