"""Pictures made of words: HTML, so that the browser's own fonts draw every script."""

from dataclasses import dataclass, field
from html import escape

import numpy as np

from ..settings import check_integer
from ._check import numbers

_CELL = "border:1px solid rgba(128,128,128,.25);padding:2px 7px;text-align:center;line-height:1.5;"
_HEAD = "font-weight:normal;font-size:14px;white-space:nowrap;background:none;color:inherit;"


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
    rows = _rows(weights, target, lang, shown)
    head = "".join(_word(word, "col", "") for word in source)
    caption = (
        f'<div style="font-weight:bold;font-size:14px;margin-bottom:4px">{escape(title)}</div>'
    )
    return AttentionMap(
        f'<div style="overflow-x:auto;margin:4px 0">{caption}'
        f'<table aria-label="{escape(alt)}" style="border-collapse:collapse;margin:0">'
        f'<tr style="background:none">{_corner(xlabel, ylabel)}{head}</tr>{rows}</table></div>',
        alt,
    )


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


def _corner(xlabel, ylabel):
    style = "border:0;padding:2px 7px;text-align:right;font-size:11px;line-height:1.3;opacity:.75;"
    style += "white-space:nowrap"
    return f'<td style="{style}">{escape(xlabel)} →<br>{escape(ylabel)} ↓</td>'


def _rows(weights, target, lang, shown):
    rows, mark = [], shown is not None
    shown = len(target) if shown is None else shown
    for t, (word, row) in enumerate(zip(target, np.asarray(weights, float), strict=True)):
        hidden = "visibility:hidden;" if t >= shown else ""
        now = "outline:2px solid #D55E00;outline-offset:-1px;" if mark and t == shown - 1 else ""
        cells = "".join(_weight(weight) for weight in row)
        head = _word(word, "row", lang)
        rows.append(f'<tr style="background:none;{hidden}{now}">{head}{cells}</tr>')
    return "".join(rows)


def _word(word, scope, lang):
    attribute = f' lang="{escape(lang)}"' if lang else ""
    return f'<th scope="{scope}"{attribute} style="{_CELL}{_HEAD}">{escape(word)}</th>'


def _weight(weight):
    # Blue over the page's own background, so that it is legible on light and dark pages.
    color = "color:#fff;" if weight > 0.5 else "color:inherit;"
    text = f"{round(100 * weight)}" if weight >= 0.05 else ""
    style = f"{_CELL}{color}background:rgba(0,114,178,{weight:.2f});font-size:11px;min-width:22px"
    return f'<td style="{style}">{text}</td>'
