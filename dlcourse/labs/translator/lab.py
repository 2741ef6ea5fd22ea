"""Lab: type a date, an amount or a quantity, and watch it being translated word by word."""

from functools import cache

import ipywidgets as widgets
import numpy as np
import traitlets

from ... import pages
from ...plots import attention_map
from ...settings import check_choice
from ...studies.translation import pretrained
from ...studies.translation.corpus import translate, understand
from ..controls import choice, row, slider
from ..lab import Lab

LANGUAGES = {"Chinese": "zh", "French": "fr"}
SCRIPTS = {"Chinese": "zh-Hans", "French": "fr"}  # what a browser calls them
SEARCHES = {"greedy": 1, "beam of 4": 4}
MODELS = {"with attention": True, "without attention": False}
EXAMPLES = "March 5, 2024", "two thousand and twelve euros", "3.5 kilometers per hour"
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
    check_choice("language", language, LANGUAGES)
    return TranslatorLab(text, language)


class TranslatorLab(Lab):
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
    """

    text = traitlets.Unicode("")
    language = traitlets.Enum([*LANGUAGES], "Chinese")
    search = traitlets.Enum([*SEARCHES], "greedy")
    model = traitlets.Enum([*MODELS], "with attention")
    shown = traitlets.Int(0, min=0)

    def __init__(self, text, language):
        self.candidates, self.message = [], ""
        self.wanted, self._doubt, self._seen = None, "", None
        look = {"description": "English", "style": {"description_width": "6em"}}
        field = widgets.Text(layout=widgets.Layout(width="36em"), **look)
        menus = {
            "language": choice("into", "Chinese", [*LANGUAGES]),
            "search": choice("search", "greedy", [*SEARCHES]),
            "model": choice("model", "with attention", [*MODELS]),
        }
        self._steps = slider("tokens written", 0, 0, 1)
        self._play = widgets.Play(min=0, max=1, interval=350, layout={"width": "9em"})
        rows = [field], menus.values(), [self._steps, self._play]
        controls = widgets.VBox([row(*parts) for parts in rows])
        super().__init__(controls, {"text": field, **menus, "shown": self._steps})
        traitlets.link((self, "shown"), (self._play, "value"))
        self.begin(text=text, language=language)

    @property
    def translation(self):
        """The best translation that was found, or None."""
        return self.candidates[0] if self.candidates else None

    @property
    def right(self):
        """Whether the translation is right; None where that is not known."""
        if self.wanted is None or not self.candidates:
            return None
        return self.translation.text == self.wanted

    def translate(self):
        """Translate the text as it is now, and show all of it."""
        self._seen = None
        self.redraw()

    def update(self):
        """Translate if the text or a menu was changed, and show as many words as are asked for."""
        key = self.text, self.language, self.search, self.model
        if key != self._seen:
            self._translate()
            self._seen = key
        if self.candidates:
            self.alt = _describe(self.translation, self._written)
            self.words.value = self._say()
        else:
            self.alt = self.message
            self.words.value = pages.render("lab_translator_examples", examples=EXAMPLES)

    def render(self):
        """Return the table of what each word looked at, or why there is none."""
        found = self.translation
        if found is None:
            return pages.render("lab_translator_refusal", message=self.message)
        weights, title = found.attention, "Percent of attention"
        if weights is None:
            weights, title = np.zeros((len(found.tokens), len(found.source))), "Without attention"
        look = {"alt": self.alt, "title": title, "lang": SCRIPTS[self.language]}
        table = attention_map(weights, found.source, found.tokens, shown=self._written, **look)
        return table.html

    @property
    def _written(self):
        """Number of tokens on the page, which is never more than there are."""
        return min(self.shown, len(self.translation.tokens))

    def _translate(self):
        self.candidates, self.message = [], ""
        try:
            self.candidates = self._candidates()
        except ValueError as error:
            said = f"{str(error).removesuffix(' ...')}."
            self.message = said if self.text.strip() else "There is nothing to translate."
        self.wanted, self._doubt = self._right_one()
        last = len(self.translation.tokens) if self.candidates else 0
        self._steps.max = self._play.max = max(last, 1)
        self.shown = last

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

    def _say(self):
        found, lang = self.translation, SCRIPTS[self.language]
        others = self.candidates[1:]
        return pages.render(
            "lab_translator",
            lang=lang,
            written=self._written,
            begun=" ".join(found.tokens[: self._written]),
            whole=self._written == len(found.tokens),
            text=found.text,
            probability=f"{np.exp(found.log_prob):.1%}",
            right=self.right,
            doubt=self._doubt,
            wanted=self.wanted,
            attention=found.attention is not None,
            others=[(other.text, f"{np.exp(other.log_prob):.2%}") for other in others],
        )


def _describe(found, shown):
    """In words: what was written, and where each token looked most."""
    text = f"Translation of {' '.join(found.source)}: {found.text}."
    if found.attention is None:
        return f"{text} {shown} of {len(found.tokens)} tokens are shown; there is no attention."
    tops = [found.source[k] for k in found.attention.argmax(axis=1)]
    looks = [f"{a} at {b}" for a, b in zip(found.tokens[:shown], tops, strict=False)]
    return f"{text} Each token looks most at: {', '.join(looks)}."
