"""Pictures made of words: HTML, so that the browser's own fonts draw every script."""

from dataclasses import dataclass, field

from ..pages import render
from ..settings import check_integer
from ._check import numbers


@dataclass(frozen=True)
class AttentionMap:
    """A table of words against words. It shows itself in a notebook; `repr` is its description.

    Attributes
    ----------
    html : str
    alt : str
        What the table shows, in words. Screen readers read it before the table.
    """

    html: str = field(repr=False)
    alt: str

    def __repr__(self):
        return self.alt

    def _repr_html_(self):
        return self.html


def attention_map(
    weights, source, target, *, alt, title="", xlabel="read", ylabel="written", lang="", shown=None
):
    """Draw how much each target word took of each source word.

    The table is HTML. Matplotlib draws with the fonts it finds, and few machines have one with
    Chinese characters that it can use; a browser always finds one.

    Parameters
    ----------
    weights : array (T, S)
        From 0 to 1; row t is what target word t took of the source words.
    source, target : sequence of str
        S and T words.
    alt : str
        What the table shows, for those who cannot see it.
    title : str
        Stands above the table.
    xlabel, ylabel : str
        What the columns and the rows are; they stand in the corner.
    lang : str
        Language of the target words, such as "zh-Hans" or "fr": it decides the shape of some
        characters, and how they are read aloud.
    shown : int, optional
        Show the first `shown` target words only, the last of them marked. Default: all.

    Returns
    -------
    AttentionMap

    Raises
    ------
    ValueError
        If the shapes do not fit, a weight is not from 0 to 1, or alt is empty.

    Examples
    --------
    >>> attention_map([[0.9, 0.1]], ["one", "euro"], ["un"], alt="un looks at one")
    un looks at one
    """
    weights = numbers("weights", weights, "T", "S")
    source, target = list(source), list(target)
    _check(weights, source, target, shown)
    _check_texts(alt=alt, title=title, xlabel=xlabel, ylabel=ylabel, lang=lang)
    look = {"alt": alt, "title": title, "xlabel": xlabel, "ylabel": ylabel, "lang": lang}
    rows = _rows(weights, target, shown)
    return AttentionMap(render("attention", source=source, rows=rows, **look), alt)


def _check(weights, source, target, shown):
    if weights.shape != (len(target), len(source)):
        raise ValueError(
            f"weights must have shape {(len(target), len(source))}, one row for each target word "
            f"and one column for each source word, got {weights.shape}"
        )
    if not ((weights >= 0) & (weights <= 1 + 1e-6)).all():
        raise ValueError(f"weights must be from 0 to 1, got {weights.min()} to {weights.max()}")
    if shown is not None:
        check_integer("shown", shown, 0, len(target))


def _check_texts(alt, **others):
    for name, text in {"alt": alt, **others}.items():
        if not isinstance(text, str):
            raise ValueError(f"{name} must be a string, got {type(text).__name__}")
    if not alt.strip():
        raise ValueError("alt must say what the table shows, got nothing")


def _rows(weights, target, shown):
    """Each target word: whether it is shown, and as the last of all; and its weights."""
    last = len(target) if shown is None else shown
    return [
        {
            "word": word,
            "hidden": t >= last,
            "now": shown is not None and t == last - 1,
            "weights": [float(weight) for weight in row],
        }
        for t, (word, row) in enumerate(zip(target, weights, strict=True))
    ]
