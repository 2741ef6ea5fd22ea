"""What the recurrent operations are compared with: torch's cells, and the layers of torch.nn.

PyTorch has no textbook GRU and no truncation. The first is written here as Cho et al. have it and
differentiated by autograd. The second is PyTorch's own layer on one chunk after another, with the
state detached in between.
"""

from functools import partial

import torch
from torch.nn.utils.rnn import pack_padded_sequence, pad_packed_sequence


def rnn_cell(*arrays, nonlinearity="tanh"):
    """PyTorch has one function for each nonlinearity."""
    return getattr(torch, f"rnn_{nonlinearity}_cell")(*arrays)


def lstm_cell(x, h, c, *weights):
    """PyTorch takes the two states as one tuple."""
    return torch.lstm_cell(x, (h, c), *weights)


def gru_cell(x, h, w_ih, w_hh, b_ih=None, b_hh=None, *, variant="pytorch"):
    """The textbook's variant is written out, gate by gate."""
    if variant == "pytorch":
        return torch.gru_cell(x, h, w_ih, w_hh, b_ih, b_hh)
    zero = x.new_zeros(len(w_ih))
    w_r, w_z, w_n = w_ih.chunk(3)
    u_r, u_z, u_n = w_hh.chunk(3)
    b_r, b_z, b_n = (zero if b_ih is None else b_ih + b_hh).chunk(3)
    r = torch.sigmoid(torch.einsum("hd,nd->nh", w_r, x) + torch.einsum("hk,nk->nh", u_r, h) + b_r)
    z = torch.sigmoid(torch.einsum("hd,nd->nh", w_z, x) + torch.einsum("hk,nk->nh", u_z, h) + b_z)
    inner = torch.einsum("hk,nk,nk->nh", u_n, r, h)
    n = torch.tanh(torch.einsum("hd,nd->nh", w_n, x) + inner + b_n)
    return z * h + (1 - z) * n


def over_time(op):
    """The layer of torch.nn, with our argument names and order."""

    def reference(
        x, *arrays, num_layers=1, bidirectional=False, lengths=None, truncate=None, **settings
    ):
        batch_first = settings.pop("batch_first", False)
        x = x if batch_first else x.transpose(0, 1)
        count = 2 if op == "lstm" else 1
        states, weights = arrays[:count], arrays[count:]
        runs = num_layers * (1 + bidirectional)
        hidden = weights[1].shape[1]
        states = [x.new_zeros(runs, len(x), hidden) if s is None else s for s in states]
        if settings.pop("variant", "pytorch") == "textbook":
            layers = partial(textbook_gru, weights, num_layers, bidirectional)
        else:
            layers = torch_layers(op, x, weights, num_layers, bidirectional, settings)
        if truncate is not None:
            out, *states = truncated(layers, x, states, lengths, truncate)
        else:
            out, *states = layers(x, states, lengths)
        return out if batch_first else out.transpose(0, 1), *states

    return reference


def torch_layers(op, x, weights, num_layers, bidirectional, settings):
    """``layers(x, states, lengths)`` of torch.nn with these weights, batch first."""
    hidden, bias = weights[1].shape[1], len(weights) == 4 * num_layers * (1 + bidirectional)
    make = {"rnn": torch.nn.RNN, "lstm": torch.nn.LSTM, "gru": torch.nn.GRU}[op]
    settings = {"bidirectional": bidirectional, "bias": bias, "batch_first": True, **settings}
    net = make(
        x.shape[2], hidden, num_layers=num_layers, dtype=x.dtype, device=x.device, **settings
    )
    names = [name for name, _ in net.named_parameters()]
    parameters = dict(zip(names, weights, strict=True))

    def layers(x, states, lengths):
        steps = x.shape[1]
        if lengths is not None:
            x = pack_padded_sequence(x, lengths.cpu(), batch_first=True, enforce_sorted=False)
        states = tuple(states) if op == "lstm" else states[0]
        out, ends = torch.func.functional_call(net, parameters, (x, states))
        if lengths is not None:
            out, _ = pad_packed_sequence(out, batch_first=True, total_length=steps)
        return out, *(ends if op == "lstm" else (ends,))

    return layers


def textbook_gru(weights, num_layers, bidirectional, x, states, lengths):
    """The textbook's cell for each example, layer, direction and step."""
    directions = 1 + bidirectional
    size = len(weights) // (num_layers * directions)
    outs, ends = [], []
    for n in range(len(x)):
        steps = x.shape[1] if lengths is None else int(lengths[n])
        inputs = x[n, :steps, None]
        for layer in range(num_layers):
            rows = []
            for direction in range(directions):
                d = layer * directions + direction
                h, row = states[0][d, n : n + 1], [None] * steps
                for t in range(steps)[:: -1 if direction else 1]:
                    own = weights[d * size : (d + 1) * size]
                    h = row[t] = gru_cell(inputs[t], h, *own, variant="textbook")
                rows.append(torch.stack(row))
                ends.append(h[0])
            inputs = torch.cat(rows, dim=2)
        outs.append(torch.nn.functional.pad(inputs[:, 0], (0, 0, 0, x.shape[1] - steps)))
    h_n = torch.stack(ends).unflatten(0, (len(x), -1)).transpose(0, 1)
    return torch.stack(outs), h_n


def truncated(layers, x, states, lengths, truncate):
    """Chunk after chunk with the state detached in between; each example alone, to its length."""
    results = []
    for n in range(len(x)):
        steps = x.shape[1] if lengths is None else int(lengths[n])
        own, rows = [s[:, n : n + 1] for s in states], []
        for chunk in x[n : n + 1, :steps].split(truncate, dim=1):
            out, *own = layers(chunk, own if not rows else [s.detach() for s in own], None)
            rows.append(out)
        out = torch.nn.functional.pad(torch.cat(rows, dim=1), (0, 0, 0, x.shape[1] - steps))
        results.append((out, *own))
    out, *ends = zip(*results, strict=True)
    return torch.cat(out), *(torch.cat(end, dim=1) for end in ends)


RECURRENT = {
    "rnn_cell": rnn_cell,
    "lstm_cell": lstm_cell,
    "gru_cell": gru_cell,
    **{op: over_time(op) for op in ("rnn", "lstm", "gru")},
}
