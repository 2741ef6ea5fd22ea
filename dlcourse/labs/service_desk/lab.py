"""Lab: talk to the desk of a parcel service, and see what it makes of a sentence."""

import ipywidgets as widgets
import traitlets

from ... import pages
from ...studies.service import INTENTS
from ..controls import choice, row, slider
from ..lab import FigureLab
from .answers import answer, question, slots_of
from .desks import EXAMPLES, OWN, PHRASINGS, trained, words_of
from .picture import LONGEST, MOST_LETTERS, MOST_WORDS, DeskPicture


def service_desk(text="could you scrap order 4711", desks=None):
    """Return a lab in which one types a request, and sees what a trained desk makes of it.

    The desk reads a wish and the slots that belong to it. If the largest of the six probabilities
    is below the threshold, it asks back; otherwise it does what it understood, or asks for a slot
    that is missing. All three desks were trained on generated requests, of 2, 14 and 26 phrasings
    of each wish.

    Parameters
    ----------
    text : str
        A sentence to begin with.
    desks : dict of int to Desk, optional
        Desks for 2, 14 and 26 phrasings, as `studies.service.train_desk` makes them; by default
        they are trained, which takes about two seconds the first time.

    Returns
    -------
    ServiceDesk

    Raises
    ------
    ValueError
        If `desks` are for other numbers of phrasings.

    Examples
    --------
    >>> lab = service_desk("where is order 4711")
    >>> lab.slots
    {'number': '4711'}
    >>> lab.threshold = 1.0
    >>> lab.asks_back
    True
    """
    if desks is not None and set(desks) != set(PHRASINGS):
        raise ValueError(f"desks must be for {PHRASINGS} phrasings, got {tuple(desks)}")
    return ServiceDesk(text, trained() if desks is None else desks)


class ServiceDesk(FigureLab):
    """See `service_desk`.

    Attributes
    ----------
    text : str
    example : str
        What the menu of ready sentences says.
    threshold : float
        Below this confidence the desk asks back.
    phrasings : int
        Of each wish, in the training set.
    reading : Reading or None
        What the desk made of the text; None where there is nothing to read.
    slots : dict of str to str
    intent : str
        The most probable wish, or "".
    confidence : float
        Its probability.
    asks_back : bool
    answer : str
        What the desk says, or why it says nothing.
    """

    text = traitlets.Unicode("")
    example = traitlets.Enum([*EXAMPLES, OWN], OWN)
    threshold = traitlets.Float(0.6, min=0.0, max=1.0)
    phrasings = traitlets.Enum(PHRASINGS, PHRASINGS[1])

    def __init__(self, text, desks):
        self._desks, self._example = desks, OWN
        look = {"description": "you say", "style": {"description_width": "6em"}}
        field = widgets.Text(layout=widgets.Layout(width="36em"), **look)
        menu = choice("or choose", OWN, [*EXAMPLES, OWN])
        low, middle, high = PHRASINGS
        sliders = {
            "threshold": slider("ask back below", 0.6, 0.0, 1.0, 0.05),
            "phrasings": slider("phrasings seen", middle, low, high, middle - low),
        }
        controls = widgets.VBox([row(field, menu), row(*sliders.values())])
        state = {"text": field, "example": menu} | sliders
        super().__init__((10, 4.4), DeskPicture, controls, state)
        self.begin(text=text)

    def update(self):
        """Read the text, decide whether to ask back, and show it."""
        self._follow_menu()
        words = words_of(self.text)
        refused = _refusal(words)
        self.reading, self.slots, self.intent, self.confidence = None, {}, "", 0.0
        if not refused:
            self._read(words)
        self.asks_back = bool(self.intent) and self.confidence < self.threshold
        self.answer = refused or self._answer()
        self.drawing.show(self)
        self._say()

    def _follow_menu(self):
        if self.example != self._example and self.example != OWN:
            self.text = EXAMPLES[self.example]
        same = (name for name, text in EXAMPLES.items() if text == self.text)
        self.example = self._example = next(same, OWN)

    def _read(self, words):
        self.reading = self._desks[self.phrasings].read(" ".join(words))
        best = int(self.reading.intents.argmax())
        self.intent, self.confidence = INTENTS[best], float(self.reading.intents[best])
        self.slots = slots_of(self.reading.words, self.reading.tags)

    def _answer(self):
        if self.asks_back:
            order = self.reading.intents.argsort()[::-1]
            return question(*(INTENTS[k] for k in order[:2]))
        return answer(self.intent, self.slots)

    @property
    def unknown(self):
        """Words of the text that were in no sentence of the training set."""
        pairs = zip(self.reading.words, self.reading.known, strict=True) if self.reading else ()
        return [word for word, known in pairs if not known]

    def _say(self):
        if self.reading is None:
            self.alt, self.words.value = self.answer, pages.render("sentence", words=self.answer)
            return
        wish = f"{self.intent}, with confidence {self.confidence:.2f}"
        filled = "; ".join(f"{slot}: {words}" for slot, words in self.slots.items())
        unknown = ", ".join(self.unknown)
        step = "asks back" if self.asks_back else "goes on"
        self.alt = (
            f"A desk that was trained on {self.phrasings} phrasings of each wish reads: "
            f"{' '.join(self.reading.words)}. Wish: {wish}; the threshold is {self.threshold:.2f}, "
            f"so it {step}. Slots: {filled or 'none'}. "
            f"Unknown words: {unknown or 'none'}. It says: {self.answer}"
        )
        state = {"wish": wish, "filled": filled, "unknown": unknown, "answer": self.answer}
        self.words.value = pages.render("lab_service_desk", asks=self.asks_back, **state)


def _refusal(words):
    """Why these words cannot be shown, or ""."""
    if not words:
        return "There is nothing to read: type a sentence."
    if len(words) > MOST_WORDS or sum(map(len, words)) > MOST_LETTERS:
        return f"At most {MOST_WORDS} words and {MOST_LETTERS} letters can be shown here."
    if max(map(len, words)) > LONGEST:
        return f"A word of more than {LONGEST} letters cannot be shown here."
    return ""
