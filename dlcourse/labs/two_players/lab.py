"""Lab: a generator and a discriminator play for a ring of eight Gaussians."""

import ipywidgets as widgets
import numpy as np
import traitlets

from ... import pages
from ...settings import check_choice, check_integer
from ...studies.adversarial import GAMES
from ..controls import choice, log_slider, row, slider
from ..lab import FigureLab
from .game import CENTERS, MOST_ROUNDS, STRETCH, RingGame, Rules
from .picture import RingPicture
from .threads import one_thread

_MOST_STEPS = 5
_FIRST = 50  # rounds that are there from the start
_RATES = 2e-3, 1e-5, 1e-1, 0.05  # the first, the least and the largest, and the slider's step


def two_players(loss="non-saturating", *, seed=1):
    """Return a lab in which a generator G and a discriminator D play against each other.

    On the left the samples of G over what D believes; on the right how the samples spread over the
    eight modes, their quality, and how often D scores a real point above a fake one. The film of
    the game is kept: `round` goes back to any round. Another rule holds from the round that is
    shown; what came after is forgotten and played anew.

    Parameters
    ----------
    loss : str
        "non-saturating", "saturating", "least-squares" or "wasserstein-gp".
    seed : int
        Of all randomness: the same moves give the same game.

    Returns
    -------
    TwoPlayers

    Raises
    ------
    ValueError
        If there is no game of that name, or the seed is no integer of at least 0.

    References
    ----------
    I. Goodfellow et al. (2014), Generative Adversarial Nets.

    Examples
    --------
    >>> lab = two_players()
    >>> lab.play(25)
    >>> lab.round, lab.discriminator_steps
    (75, 1)
    """
    check_choice("loss", loss, GAMES)
    check_integer("seed", seed, low=0)
    return TwoPlayers(loss, seed)


class TwoPlayers(FigureLab):
    """See `two_players`.

    Attributes
    ----------
    loss : str
    generator_rate, discriminator_rate : float
        Learning rates; two digits of them count.
    generator_steps, discriminator_steps : int
        Of each player in a round.
    momentum : float
        β₁ of both optimizers, Adam.
    round : int
        The round that is shown. A later one than was played is played.
    played : int
        The last round of the film.
    points : ndarray, shape (500, 2)
        Samples of G in this round.
    shares : ndarray, shape (8,)
        Of the samples, by nearest mode.
    found : int
        Modes with a sample within three standard deviations.
    high_quality, ranked : float
        Share of such samples; share of pairs in which D scores the real point above the fake.
    verdict : str
        "covers the ring", "collapsed" (nine tenths of the samples at two modes) or "searching".
    """

    loss = traitlets.Enum([*GAMES], "non-saturating")
    generator_rate = traitlets.Float(2e-3, min=1e-5, max=1e-1)
    discriminator_rate = traitlets.Float(2e-3, min=1e-5, max=1e-1)
    generator_steps = traitlets.Int(1, min=1, max=_MOST_STEPS)
    discriminator_steps = traitlets.Int(1, min=1, max=_MOST_STEPS)
    momentum = traitlets.Float(0.5, min=0.0, max=0.95)
    round = traitlets.Int(_FIRST)

    def __init__(self, loss, seed):
        self.loss = loss
        self._film(seed)
        self._slider = slider("round", _FIRST, 0, _FIRST, STRETCH)
        state = {
            "loss": choice("loss", loss, [*GAMES]),
            "round": self._slider,
            "generator_rate": log_slider("learning rate of G", *_RATES, readout_format=".1e"),
            "discriminator_rate": log_slider("learning rate of D", *_RATES, readout_format=".1e"),
            "generator_steps": slider("steps of G a round", 1, 1, _MOST_STEPS),
            "discriminator_steps": slider("steps of D a round", 1, 1, _MOST_STEPS),
            "momentum": slider("momentum β₁", 0.5, 0.0, 0.95, 0.05),
        }
        super().__init__((10, 4.6), RingPicture, self._controls(state), state)
        self.begin()

    @property
    def played(self):
        """The last round of the film."""
        return STRETCH * (len(self._game.frames) - 1)

    def play(self, rounds=STRETCH):
        """Go on by some rounds, and show the last: in the film, and beyond its end."""
        check_integer("rounds", rounds, low=1)
        self.round = self.round + rounds

    def restart(self):
        """Begin anew with the rules as they are."""
        self._film(self._game.seed)
        self._stretch_slider()
        self.round = _FIRST
        self.redraw()

    def redraw(self, change=None):
        """Show the state as it is now."""
        with one_thread():
            super().redraw(change)

    def update(self):
        """Play on if a rule was changed, and show the round."""
        if self._rules() != self._played_by:
            self._turn()
        frames, now = self._game.frames, self.round // STRETCH
        frame = frames[now]
        self.points, self.shares, self.found = frame.points, frame.shares, frame.found
        self.high_quality, self.ranked = frame.high_quality, frame.ranked
        self.verdict = _verdict(frame)
        self.drawing.show(frames, now)
        self._say()

    @traitlets.validate("round")
    def _reach(self, proposal):
        """The nearest round that there is a frame of; what was not played yet is played first."""
        wanted = min(max(proposal["value"], 0), MOST_ROUNDS) // STRETCH
        if wanted >= len(self._game.frames):
            self._game.cut(len(self._game.frames) - 1)
            with one_thread():
                while wanted >= len(self._game.frames):
                    self._game.play(self._rules())
            self._stretch_slider()
        return STRETCH * wanted

    def _turn(self):
        """From the round that is shown, go on by the new rules."""
        self._played_by = self._rules()
        last = MOST_ROUNDS // STRETCH - 1
        self._game.cut(min(self.round // STRETCH, last))
        self._game.play(self._played_by)
        self._stretch_slider()
        self.round = self.played

    def _film(self, seed):
        """The first frames of a new game."""
        self._played_by = self._rules()
        self._game = RingGame(seed)
        with one_thread():
            self._game.begin(self._played_by)
            while self.played < _FIRST:
                self._game.play(self._played_by)

    def _rules(self):
        """The rules as the sliders show them: a browser gives a rate back with other digits."""
        rules = Rules(*(getattr(self, name) for name in Rules._fields))
        rates = [float(f"{rate:.1e}") for rate in (rules.generator_rate, rules.discriminator_rate)]
        return rules._replace(generator_rate=rates[0], discriminator_rate=rates[1])

    def _stretch_slider(self):
        self._slider.max = self.played

    def _controls(self, state):
        menu, position, *rules = state.values()
        player = widgets.Play(min=0, max=10**6, interval=120, description="Play")
        player.observe(lambda tick: self.play() if tick.new > tick.old else None, "value")
        again = widgets.Button(description="Start anew", tooltip="A new game by these rules")
        again.on_click(lambda _: self.restart())
        left = widgets.VBox([menu, widgets.HBox([player, again]), position])
        return row(left, widgets.VBox(rules))

    def _say(self):
        spread = ", ".join(f"{share:.0%}" for share in self.shares)
        self.alt = (
            f"Round {self.round} of {self.played}, {self.loss} loss: the generator "
            f"{_WORDS[self.verdict]}. {self.found} of 8 modes found, {self.high_quality:.0%} of "
            f"the samples of high quality; by nearest mode {spread}. The discriminator scores a "
            f"real point above a fake one in {self.ranked:.0%} of the pairs."
        )
        self.words.value = pages.render(
            "lab_two_players",
            round=self.round,
            played=self.played,
            verdict=_WORDS[self.verdict],
            found=self.found,
            modes=len(CENTERS),
            high_quality=f"{self.high_quality:.0%}",
            ranked=f"{self.ranked:.0%}",
        )


_WORDS = {
    "covers the ring": "covers the ring",
    "collapsed": "has collapsed",
    "searching": "is searching",
}


def _verdict(frame):
    if np.sort(frame.shares)[-2:].sum() >= 0.9:
        return "collapsed"
    good = frame.found >= 7 and frame.high_quality >= 0.3 and frame.shares.min() >= 0.02
    return "covers the ring" if good else "searching"
