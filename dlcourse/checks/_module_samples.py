"""PyTorch's own sample inputs of its recurrent modules, with our arguments.

PyTorch chose them to test inputs without a batch axis, which our operations do not take: so each
becomes a batch of one.
"""

import torch

MODULES = {
    "rnn_cell": torch.nn.RNNCell,
    "lstm_cell": torch.nn.LSTMCell,
    "gru_cell": torch.nn.GRUCell,
    "rnn": torch.nn.RNN,
    "lstm": torch.nn.LSTM,
    "gru": torch.nn.GRU,
}
"""The module of each operation."""


def module_samples(op):
    """Arrays and settings of each sample of `op`, in float64."""
    # Slow to import, and private to PyTorch: only here.
    from torch.testing._internal.common_modules import module_db

    torch.manual_seed(0)  # the modules draw their weights
    for info in module_db:
        if info.module_cls is MODULES[op]:
            for sample in info.module_inputs_func(info, "cpu", torch.float64, False, True):
                made, given = sample.constructor_input, sample.forward_input
                module = MODULES[op](*made.args, dtype=torch.float64, **made.kwargs)
                yield _translate(op, module, made.kwargs, *given.args)


def _translate(op, module, settings, x, states=None):
    names = "input_size", "hidden_size", "bias"
    settings = {name: value for name, value in settings.items() if name not in names}
    over_time = not op.endswith("_cell")
    axis = 0 if not over_time or module.batch_first else 1
    if states is None:
        states = [None] * (2 if op == "lstm" else 1)
    states = states if isinstance(states, (tuple, list)) else [states]
    states = [s if s is None else _numpy(s, 1 if over_time else 0) for s in states]
    weights = [w.detach().numpy() for w in module.parameters()]
    return [_numpy(x, axis), *states, *weights], settings


def _numpy(tensor, axis):
    return tensor.detach().unsqueeze(axis).numpy()
