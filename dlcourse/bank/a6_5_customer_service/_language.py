"""Languages that nobody speaks, for `fill_slots`: words, names, and what marks a slot."""

SLOTS = "from", "to", "when", "what"
CONSONANTS, VOWELS = "bdfgklmnprstvz", "aeiou"


class Language:
    """A language drawn at random.

    Each word has consonants and vowels in turn, two to seven letters. A name's words end in one of
    four consonants, all others in a vowel.

    Parameters
    ----------
    kind : str
        "words": a word before or after a name marks its slot. "endings": an ending of the name's
        last word does. "voice": words, and one word anywhere in the sentence exchanges the
        first two slots.
    rng : np.random.Generator

    Attributes
    ----------
    marks : dict of str to (str, str)
        For each slot what stands before and after a name.
    common, rare : list of str
        Words without a slot, of sentences to learn from and of those to read.
    names, strangers : list of list of str
        Names of one or two words, of sentences to learn from and of those to read.
    """

    def __init__(self, kind, rng):
        self.kind, self.rng, self._taken = kind, rng, set()
        self._letters = "".join(rng.permutation(list(CONSONANTS))[:9])
        self._last, self._endings = self._letters[:4], ()
        ends = [(w, "") if k % 2 else ("", w) for k, w in enumerate(self._words(4, VOWELS))]
        if kind == "endings":
            self._endings = tuple(self._words(4, self._last[:2], most=2))
            ends = [("", f"+{ending}") for ending in self._endings]
        self.marks = dict(zip(SLOTS, [ends[k] for k in rng.permutation(4)], strict=True))
        self.voice = self._words(1, VOWELS)[0]
        self.common, self.rare = self._words(30, VOWELS), self._words(20, VOWELS)
        self.names, self.strangers = self._names(30), self._names(60)

    def sentence(self, new):
        """Draw a sentence, and the tag of each word."""
        rng, voice = self.rng, self.kind == "voice" and self.rng.random() < 0.5
        slots = list(rng.permutation(SLOTS)[: rng.integers(1, 4)])
        phrases = [self._phrase(slot, new, voice) for slot in slots]
        phrases += [self._phrase(None, new, voice) for _ in range(rng.integers(0, 3))]
        phrases = [phrases[k] for k in rng.permutation(len(phrases))]
        if voice:
            phrases.insert(rng.integers(len(phrases) + 1), [(self.voice, "O")])
        pairs = self._fillers(new)
        for phrase in phrases:
            pairs += phrase + self._fillers(new)
        words, tags = zip(*pairs, strict=True)
        return " ".join(words), " ".join(tags)

    def _phrase(self, slot, new, voice):
        name = self._name(slot, new)
        if slot is None:
            return [(word, "O") for word in name]
        tags = [f"B-{slot}", f"I-{slot}"][: len(name)]
        swapped = {"from": "to", "to": "from"} if voice else {}
        before, after = self.marks[swapped.get(slot, slot)]
        if after.startswith("+"):
            name, after = [*name[:-1], name[-1] + after[1:]], ""
        around = [[(mark, "O")] * bool(mark) for mark in (before, after)]
        return around[0] + list(zip(name, tags, strict=True)) + around[1]

    def _name(self, slot, new):
        """Draw a name; those to learn from have their slots, one in five never has one."""
        rng = self.rng
        if new and rng.random() < 0.7:
            return self.strangers[rng.integers(len(self.strangers))]
        group = rng.integers(5) if new else [*SLOTS, None].index(slot)
        return self.names[group + 5 * rng.integers(len(self.names) // 5)]

    def _fillers(self, new):
        rng, drawn = self.rng, []
        for _ in range(rng.integers(1, 3)):
            words = self.rare if new and rng.random() < 0.3 else self.common
            drawn.append((words[rng.integers(len(words))], "O"))
        return drawn

    def _names(self, number):
        most = 5 if self._endings else 7  # an ending adds two letters
        words = iter(self._words(2 * number, self._last, most))
        return [[next(words) for _ in range(1 + (k % 5 + k // 5) % 2)] for k in range(number)]

    def _words(self, number, last, most=7):
        """Draw words that were not drawn before, the letters `last` in turn at the end."""
        others = (self._letters, VOWELS) if last == VOWELS else (VOWELS, self._letters)
        found = []
        while len(found) < number:
            length = self.rng.integers(2, most + 1)
            letters = [last[len(found) % len(last)], *(others[k % 2] for k in range(length - 1))]
            word = "".join(self._letter(part) for part in reversed(letters))
            if word not in self._taken and not word.endswith(self._endings):
                self._taken.add(word)
                found.append(word)
        return found

    def _letter(self, letters):
        return str(letters[self.rng.integers(len(letters))])
