"""The picture of the price: accuracy and ε over the steps, norms of gradients, and the attack."""

import numpy as np

from ...plots import PALETTE
from ...plots.style import INK
from .training import DELTA, EVERY, MOST, bound

_BLUE, _VERMILION, _GREEN = (PALETTE[c] for c in ("blue", "vermilion", "green"))
_STEPS = np.arange(0, MOST + 1, EVERY)
_EDGES = np.geomspace(1e-3, 20, 34)
_RATES = np.geomspace(1e-3, 1, 200)
_LEAST, _MOST_EPSILON = 0.03, 3e3  # on the axis of ε; what lies beyond is drawn there


class PricePicture:
    """Artists that are made once and changed by `show`."""

    def __init__(self, figure):
        spots = (0.065, 0.6), (0.565, 0.6), (0.065, 0.095), (0.565, 0.095)
        self.axes = [figure.add_axes((*spot, 0.42, 0.33)) for spot in spots]
        accuracy, epsilon, sizes, attack = self.axes
        looks = {"color": _VERMILION, "lw": 1.6, "ls": "--"}, {"color": _BLUE, "lw": 2}
        self._right = [accuracy.plot([], [], **look)[0] for look in looks]
        self._curves = [attack.plot([], [], **look)[0] for look in looks]
        self._majority = accuracy.axhline(0, color="0.5", lw=1, ls=":")
        self._spent = epsilon.plot([], [], color=_GREEN, lw=2)[0]
        self._bound = attack.plot([], [], color=_GREEN, lw=2)[0]
        self._dots = [ax.plot([], [], "o", color=INK, ms=7)[0] for ax in (accuracy, epsilon)]
        self._ends = [ax.axvline(0, color=INK, lw=1) for ax in (accuracy, epsilon)]
        empty = np.zeros(len(_EDGES) - 1)
        self._sizes = sizes.stairs(empty, _EDGES, color=_BLUE, fill=True, alpha=0.6)
        self._limit = sizes.axvline(1, color=INK, lw=1.8)
        self._label()
        self.layers = [
            [*self._right, self._majority, self._spent, self._sizes, self._bound, *self._curves],
            [*self._ends, *self._dots, self._limit],
        ]

    def show(self, lab):
        """Draw the state of a `PrivacyPrice`."""
        for line, values in zip(self._right, (lab.open_accuracies, lab.accuracies), strict=True):
            line.set_data(_STEPS, values)
        self._majority.set_ydata([lab.majority] * 2)
        spent = np.clip(lab.epsilons, _LEAST, _MOST_EPSILON)
        self._spent.set_data(_STEPS[1:], spent[1:])
        at = lab.index
        for dot, values in zip(self._dots, (lab.accuracies, spent), strict=True):
            dot.set_data([_STEPS[at]], [values[at]])
        for line in self._ends:
            line.set_xdata([_STEPS[at]] * 2)
        inside = np.clip(lab.norms, _EDGES[0], _EDGES[-1] * (1 - 1e-9))
        self._sizes.set_data(np.histogram(inside, _EDGES)[0] / len(inside))
        self._limit.set_xdata([lab.max_norm] * 2)
        for line, found in zip(self._curves, (lab.open_attack, lab.attack), strict=True):
            line.set_data(found[0], found[1])
        self._bound.set_data(_RATES, bound(_RATES, lab.epsilon))

    def _label(self):
        accuracy, epsilon, sizes, attack = self.axes
        accuracy.set(title="What it reads", xlabel="step", ylabel="right on new digits, %")
        accuracy.set(xlim=(0, MOST), ylim=(0, 100))
        ways = ["without privacy", "with privacy"]
        accuracy.legend([*self._right, self._majority], [*ways, "commonest class"], ncols=3,
                        fontsize=8, loc="lower right", handlelength=1.6)  # fmt: skip
        epsilon.set(title="What it spends", xlabel="step", ylabel=f"ε at δ = {DELTA:.5f}")
        epsilon.set(xlim=(0, MOST), yscale="log", ylim=(_LEAST, _MOST_EPSILON))
        sizes.set(title="Gradients of single digits", xlabel="norm", ylabel="share of the digits")
        sizes.set(xscale="log", xlim=(_EDGES[0], _EDGES[-1]), ylim=(0, 0.4))
        sizes.legend([self._sizes, self._limit], ["at that step", "limit C"], fontsize=8)
        attack.set(title="Who was there?", xlabel="share of others called members")
        attack.set(ylabel="share of members called", xscale="log", yscale="log")
        attack.set(xlim=(1e-3, 1), ylim=(1e-3, 1.2))
        attack.plot(_RATES, _RATES, color="0.6", lw=1)
        attack.legend([self._bound, *self._curves], ["no attack is above", *ways],
                      fontsize=8, loc="lower right", handlelength=1.6)  # fmt: skip
        for ax in (epsilon, sizes, attack):
            ax.minorticks_off()
