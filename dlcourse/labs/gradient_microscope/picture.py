"""The picture of the gradient microscope: norm per step, singular values, one clipped step."""

import numpy as np
from matplotlib.patches import Rectangle

from ...plots import PALETTE
from ...plots.style import INK
from .probe import MOST_STEPS

_LOW, _HIGH = -12, 12  # powers of ten at the ends of the axes; what lies beyond is drawn there
_EPS = float(np.finfo(float).eps)
_BLUE, _VERMILION, _GREEN = PALETTE["blue"], PALETTE["vermilion"], PALETTE["green"]


class GradientPicture:
    """Artists that are made once and changed by `show`. Heights are powers of ten throughout."""

    def __init__(self, figure):
        self._make_norms(_axes(figure, 0.085, 0.455, "State gradient"))
        self._make_values(_axes(figure, 0.615, 0.14, "Singular values"))
        self._make_step(_axes(figure, 0.835, 0.155, "One step"))
        curves = [self._ceiling, self._floor, self._norms, self._end]
        values = [self._blur, self._name, self._dots]
        step = [self._line, self._drop, self._before, self._after, *self._numbers]
        self.layers = [curves + values, step]

    def show(self, lab):
        """Draw the state of a `GradientMicroscope`."""
        distance = np.arange(len(lab.norms))
        self._norms.set_data(distance, _power(lab.norms))
        self._ceiling.set_data(distance, _power(lab.bound))
        self._floor.set_data(distance, _power(lab.floor))
        self._end.set_data(distance[-1:], _power(lab.norms[-1:]))
        self._show_values(lab.singular_values)
        before, after = _power(lab.weights_norm), _power(lab.factor * lab.weights_norm)
        self._line.set_ydata([_power(lab.threshold)] * 2)
        self._drop.set_data([0, 1], [before, after])
        self._before.set_data([0], [before])
        self._after.set_data([1], [after])
        norms = lab.weights_norm, lab.factor * lab.weights_norm
        for text, norm, height in zip(self._numbers, norms, (before, after), strict=True):
            text.set(text=f"{norm:.2g}", y=min(height + 0.7, _HIGH - 0.8))

    def _show_values(self, values):
        """Draw the singular values, largest first; inside the gray they are rounding error."""
        resolved = len(values) * _EPS * values[0]
        top = float(_power(resolved))
        self._blur.set_height(top - self._blur.get_y() if top > _LOW else 0)
        self._name.set_text("rounding" if top > _LOW + 1 else "")
        seen = values[values > resolved]
        self._dots.set_data((np.arange(len(seen)) + 0.5) / len(values) * 100, _power(seen))

    def _make_norms(self, ax):
        ax.set(xlim=(-2, MOST_STEPS + 2), xlabel="steps before the end", ylabel="norm")
        self._ceiling = ax.plot([], [], "--", color=INK, lw=1.2, label="Π σ_max(J)")[0]
        self._norms = ax.plot([], [], color=_BLUE, lw=2.2, label="gradient")[0]
        self._floor = ax.plot([], [], ":", color=INK, lw=1.4, label="Π σ_min(J)")[0]
        self._end = ax.plot([], [], "o", color=_BLUE, ms=7, clip_on=False)[0]
        ax.legend(loc="lower right", bbox_to_anchor=(1.02, 0.985), ncols=3, fontsize=9,
                  handlelength=1.8, columnspacing=1.2)  # fmt: skip

    def _make_values(self, ax):
        ax.set(xlim=(0, 100), xlabel="rank (percent)")
        self._blur = ax.add_patch(Rectangle((0, _LOW - 1), 100, 0, color="#E3E3E3"))
        self._name = ax.text(97, _LOW - 0.7, "", ha="right", fontsize=9)
        self._dots = ax.plot([], [], "o", color=_GREEN, ms=3.5, clip_on=False)[0]

    def _make_step(self, ax):
        ax.set(xlim=(-0.6, 1.6), xticks=[0, 1], xticklabels=["before", "clipped"])
        ax.set_xlabel("gradient of the weights")
        self._line = ax.axhline(0, color=_VERMILION, linestyle="--", lw=1.4)
        self._drop = ax.plot([], [], color=INK, lw=1)[0]
        self._before = ax.plot([], [], "o", color=_BLUE, ms=9)[0]
        self._after = ax.plot([], [], "o", color=_VERMILION, ms=9)[0]
        self._numbers = [ax.text(k, 0, "", ha="center", va="bottom", fontsize=9) for k in (0, 1)]


def _axes(figure, left, width, title):
    ax = figure.add_axes((left, 0.14, width, 0.75))
    ticks = range(_LOW, _HIGH + 1, 4)
    ax.set(title=title, ylim=(_LOW - 1, _HIGH + 1))
    labels = [f"$10^{{{k}}}$" for k in ticks]
    labels[0], labels[-1] = rf"$\leq 10^{{{_LOW}}}$", rf"$\geq 10^{{{_HIGH}}}$"
    ax.set_yticks(list(ticks), labels)
    ax.grid(True, axis="y")
    return ax


def _power(values):
    """The power of ten, kept within the axes; 0 lies at the lower end."""
    return np.clip(np.log10(np.maximum(values, 1e-300)), _LOW, _HIGH)
