"""Lab: type a date, an amount or a quantity, and watch it being translated word by word."""

from functools import cache
from html import escape

import ipywidgets as widgets
import numpy as np
import traitlets

from ...plots import attention_map
from ...studies.translation import pretrained
from ...studies.translation.corpus import translate, understand
from ..lab import check_name, choice, slider

LANGUAGES = {"Chinese": "zh", "French": "fr"}
SEARCHES = {"greedy": 1, "beam of 4": 4}
MODELS = {"with attention": True, "without attention": False}
EXAMPLES = "March 5, 2024", "two thousand and twelve euros", "3.5 kilometers per hour"
TITLES = {True: "Percent of attention", False: "Without attention"}
LONGEST = 40
_load = cache(pretrained)


def translator(text="Tuesday, March 5, 2024", language="Chinese"):
    """Return a lab that translates what is typed, and shows where each word looked.

    The translators are those of `dlcourse.studies.translation.pretrained`. They know the words of
    dates, amounts of money and quantities, and nothing else.

    Parameters
    ----------
    text : str
        An English sentence to begin with.
    language : {"Chinese", "French"}

    Returns
    -------
    TranslatorLab

    Raises
    ------
    ValueError
        If the language is neither.

    Examples
    --------
    >>> lab = translator("12 hours", "French")
    >>> lab.translation.text, lab.shown
    ('12 heures', 3)
    >>> lab.text = "12 ours"
    >>> lab.translation is None, "near it" in lab.message
    (True, True)
    """
    check_name("language", language, LANGUAGES)
    return TranslatorLab(text, language)


class TranslatorLab(widgets.VBox):
    """See `translator`. Its picture is a table of words, which the browser's fonts draw.

    Attributes
    ----------
    text : str
    language, search, model : str
        What the menus say.
    shown : int
        Number of written tokens on the page.
    candidates : list of Translation
        What the search found, the best first; empty where the text cannot be translated.
    translation : Translation or None
        The best of them.
    message : str
        Why the text cannot be translated, or "".
    wanted : str or None
        The right translation, by the rules of the corpus; None where the text is not understood.
    right : bool or None
    alt : str
        What the picture shows, in words. Screen readers read it.
    """

    text = traitlets.Unicode("")
    language = traitlets.Enum([*LANGUAGES], "Chinese")
    search = traitlets.Enum([*SEARCHES], "greedy")
    model = traitlets.Enum([*MODELS], "with attention")
    shown = traitlets.Int(0, min=0)

    def __init__(self, text, language):
        self.picture, self.words = widgets.HTML(), widgets.HTML()
        self.candidates, self.message, self.alt, self._busy = [], "", "", False
        self.wanted, self._doubt = None, ""
        super().__init__([self._controls(), self.picture, self.words])
        self.text, self.language = text, language
        self.observe(self.translate, ["text", "language", "search", "model"])
        self.observe(self.redraw, "shown")
        self.translate()

    @property
    def translation(self):
        return self.candidates[0] if self.candidates else None

    @property
    def right(self):
        """Whether the translation is right; None where that is not known."""
        if self.wanted is None or not self.candidates:
            return None
        return self.translation.text == self.wanted

    def translate(self, change=None):
        """Translate the text as it is now, and show all of it."""
        self.candidates, self.message = [], ""
        try:
            self.candidates = self._candidates()
        except ValueError as error:
            said = f"{str(error).removesuffix(' ...')}."
            self.message = said if self.text.strip() else "There is nothing to translate."
        self.wanted, self._doubt = self._right_one()
        self._busy = True
        last = len(self.translation.tokens) if self.candidates else 0
        self._steps.max = self._play.max = max(last, 1)
        self.shown = last
        self._busy = False
        self.redraw()

    def redraw(self, change=None):
        """Show as many words as are asked for."""
        if self._busy:
            return
        if not self.candidates:
            self._refuse()
            return
        found = self.translation
        shown = min(self.shown, len(found.tokens))
        weights = found.attention
        if weights is None:
            weights = np.zeros((len(found.tokens), len(found.source)))
        lang = {"Chinese": "zh-Hans", "French": "fr"}[self.language]
        self.alt = _describe(found, shown)
        look = {"alt": self.alt, "title": TITLES[found.attention is not None], "lang": lang}
        table = attention_map(weights, found.source, found.tokens, shown=shown, **look)
        self.picture.value = table.html
        self.words.value = self._say(found, shown, lang)

    def _controls(self):
        look = {"description": "English", "style": {"description_width": "6em"}}
        field = widgets.Text(layout=widgets.Layout(width="36em"), **look)
        self._steps = slider("tokens written", 0, 0, 1)
        self._play = widgets.Play(min=0, max=1, interval=350, layout={"width": "9em"})
        menus = [
            choice("into", "Chinese", [*LANGUAGES]),
            choice("search", "greedy", [*SEARCHES]),
            choice("model", "with attention", [*MODELS]),
        ]
        controls = dict(zip(("text", "language", "search", "model"), [field, *menus], strict=True))
        for name, widget in {**controls, "shown": self._steps}.items():
            traitlets.link((self, name), (widget, "value"))
        traitlets.link((self, "shown"), (self._play, "value"))
        rows = [field], menus, [self._steps, self._play]
        flow = {"flex_flow": "row wrap"}
        return widgets.VBox([widgets.HBox(row, layout=flow) for row in rows])

    def _candidates(self):
        if len(self.text) > 8 * LONGEST:
            raise ValueError(f"the sentence has {len(self.text)} letters, too many to translate")
        translator = _load(LANGUAGES[self.language], attention=MODELS[self.model])
        return translator.candidates(self.text, width=SEARCHES[self.search], max_length=LONGEST)

    def _right_one(self):
        """The translation by rules, or why there is none."""
        try:
            return translate(understand(self.text), LANGUAGES[self.language]), ""
        except ValueError as error:
            return None, str(error)

    def _refuse(self):
        self.alt = self.message
        known = "; ".join(f"<i>{example}</i>" for example in EXAMPLES)
        self.picture.value = f"<p><b>{escape(self.message)}</b></p>"
        self.words.value = f"The translators know dates, amounts and quantities. Try: {known}."

    def _say(self, found, shown, lang):
        if shown < len(found.tokens):
            begun = escape(" ".join(found.tokens[:shown])) or "…"
            return f'After {shown} tokens: <b lang="{lang}">{begun}</b>'
        lines = [f'<b lang="{lang}" style="font-size:1.3em">{escape(found.text)}</b>']
        lines.append(f"Probability {np.exp(found.log_prob):.1%}. {self._judge(lang)}")
        if found.attention is None:
            lines.append("The decoder knows of the source only its first state.")
        for other in self.candidates[1:]:
            text = f'<span lang="{lang}">{escape(other.text)}</span>'
            lines.append(f"<br>Next best: {text}, {np.exp(other.log_prob):.2%}.")
        return " ".join(lines)

    def _judge(self, lang):
        if self.wanted is None:
            return f"Whether it is right cannot be said: {escape(self._doubt)}."
        if self.right:
            return "<b>✓ Right.</b>"
        return f'<b>✗ Wrong.</b> It should be <b lang="{lang}">{escape(self.wanted)}</b>.'


def _describe(found, shown):
    """In words: what was written, and where each token looked most."""
    text = f"Translation of {' '.join(found.source)}: {found.text}."
    if found.attention is None:
        return f"{text} {shown} of {len(found.tokens)} tokens are shown; there is no attention."
    tops = [found.source[k] for k in found.attention.argmax(axis=1)]
    looks = [f"{a} at {b}" for a, b in zip(found.tokens[:shown], tops, strict=False)]
    return f"{text} Each token looks most at: {', '.join(looks)}."
