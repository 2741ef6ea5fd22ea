"""Lab: what a memory cell keeps when its gates are moved."""

import ipywidgets as widgets
import numpy as np
import traitlets

from ... import pages
from ...settings import check_choice
from ..controls import choice, row, slider
from ..lab import FigureLab
from .cell import SIGNALS, STEPS, forgetting, run
from .picture import GatePicture

GATES = {
    "LSTM": {"f": "forget", "i": "input", "o": "output"},
    "GRU": {"z": "update", "r": "reset"},
}


def gate_explorer(cell="LSTM", signal="one pulse"):
    """Return a lab in which the gates of one unit are moved by hand.

    The unit reads a value and a mark at each of 30 steps. Each gate has two sliders, one for
    steps without and one for steps with a mark; they set a bias and a weight:

        gate = σ(bias + weight · mark)

    It shows the input, the gates, the memory over time, and what is left at the end of that which
    each step has written:

        LSTM: c = f c + i g, h = o tanh(c), g = tanh(x)
        GRU:  h = (1 - z) n + z h, n = tanh(x + r h)

    Parameters
    ----------
    cell : str
        "LSTM" or "GRU".
    signal : str
        "one pulse", "two marks in noise", "square wave" or "brackets".

    Returns
    -------
    GateExplorer

    Raises
    ------
    ValueError
        If there is no cell or signal of that name.

    References
    ----------
    S. Hochreiter and J. Schmidhuber (1997), Long short-term memory; F. Gers, J. Schmidhuber and
    F. Cummins (2000), Learning to forget; K. Cho et al. (2014), Learning phrase representations
    using RNN encoder-decoder for statistical machine translation.

    Examples
    --------
    >>> lab = gate_explorer("LSTM", "two marks in noise")
    >>> lab.f, lab.i, lab.f_marked, lab.i_marked = 1, 0, 0, 1
    >>> lab.trace.c[[4, 16, 17, 29]].round(2)  # the cell holds what was marked
    array([ 0.72,  0.72, -0.54, -0.54])
    """
    check_choice("cell", cell, GATES)
    check_choice("signal", signal, SIGNALS)
    return GateExplorer(cell, signal)


class GateExplorer(FigureLab):
    """See `gate_explorer`.

    Attributes
    ----------
    cell, signal : str
    f, i, o : float
        Gates of the LSTM at steps without a mark, 0 to 1.
    z, r : float
        Gates of the GRU.
    f_marked, i_marked, o_marked, z_marked, r_marked : float
        The same at steps with a mark.
    data : Signal
        ``x`` and ``marked``, each shape (30,), and ``name``.
    trace : Trace
        ``gates`` by name, ``c`` (None for a GRU), ``h`` and ``left``, each shape (30,).
    """

    cell = traitlets.Enum([*GATES], "LSTM")
    signal = traitlets.Enum([*SIGNALS], "one pulse")
    f, f_marked, z, z_marked = (traitlets.Float(0.9, min=0, max=1) for _ in range(4))
    i, i_marked, o, o_marked = (traitlets.Float(1.0, min=0, max=1) for _ in range(4))
    r, r_marked = (traitlets.Float(0.0, min=0, max=1) for _ in range(2))

    def __init__(self, cell, signal):
        super().__init__((10, 5), GatePicture, *self._make_controls())
        self.begin(cell=cell, signal=signal)

    def update(self):
        """Run the unit over the signal, and draw what it did."""
        self.data = SIGNALS[self.signal]
        names = GATES[self.cell]
        usual = {name: getattr(self, name) for name in names}
        marked = {name: getattr(self, f"{name}_marked") for name in names}
        self.trace = run(self.cell, self.data, usual, marked)
        self._controls.children = self._menus, self._panels[self.cell]
        self.drawing.show(self)
        self._say(usual, marked)

    def _say(self, usual, marked):
        keep, symbol = ("f", "c") if self.cell == "LSTM" else ("z", "h")
        memory = self.trace.h if self.trace.c is None else self.trace.c
        values = ", ".join(f"{n} = {usual[n]:.2f} ({marked[n]:.2f} at marks)" for n in usual)
        left = self._left_over()
        self.alt = (
            f"One {self.cell} unit with {values} reads {self.data.name}. Its memory {symbol} goes "
            f"from {_two(memory.min())} to {_two(memory.max())} and ends at {_two(memory[-1])}. "
            f"{left}"
        )
        self.words.value = pages.render(
            "lab_gate_explorer",
            signal=self.data.name,
            keep=keep,
            usual=(f"{usual[keep]:.2f}", forgetting(usual[keep])),
            marked=(f"{marked[keep]:.2f}", forgetting(marked[keep])),
            steps=STEPS,
            symbol=symbol,
            memory=_two(memory[-1]),
            left=left,
        )

    def _left_over(self):
        largest = int(np.abs(self.trace.left).argmax())
        value = self.trace.left[largest]
        if abs(value) < 0.005:
            return "Nothing that was written is left in it."
        return f"Step {largest + 1} has left the most in it: {_two(value)}."

    def _make_controls(self):
        state = {
            "cell": choice("cell", self.cell, [*GATES]),
            "signal": choice("input", self.signal, [*SIGNALS]),
        }
        self._menus, self._panels, self._controls = row(*state.values()), {}, widgets.VBox()
        for cell, names in GATES.items():
            usual = {n: self._gate(n, f"{long} {n}") for n, long in names.items()}
            marked = {
                f"{n}_marked": self._gate(f"{n}_marked", f"{long} {n} at marks")
                for n, long in names.items()
            }
            columns = [widgets.VBox([*sliders.values()]) for sliders in (usual, marked)]
            self._panels[cell] = row(*columns)
            state |= usual | marked
        return self._controls, state

    def _gate(self, name, label):
        return slider(label, getattr(self, name), 0, 1, 0.01)


def _two(value):
    """Two decimals, with a true minus and no minus zero."""
    return f"{round(float(value), 2) + 0.0:.2f}".replace("-", "−")
