"""What the recurrent operations ask of their arguments."""

from ..settings import check_flag, check_integer
from .check import check_float, check_integers, check_ndim, check_shape


def check_cell(gates, x, h, w_ih, w_hh, b_ih, b_hh, **c):
    """x (N, D), h and c (N, H), w_ih (G · H, D), w_hh (G · H, H), both biases (G · H,) or none."""
    others = {"w_ih": w_ih, "w_hh": w_hh, "b_ih": b_ih, "b_hh": b_hh}
    check_float(x=x, h=h, **c, **others, optional=("b_ih", "b_hh"))
    check_ndim((2,), x=x, h=h)
    (n, features), hidden = x.shape, h.shape[1]
    check_shape((n, hidden), h=h, **c)
    check_shape((gates * hidden, features), w_ih=w_ih)
    check_shape((gates * hidden, hidden), w_hh=w_hh)
    if (b_ih is None) != (b_hh is None):
        raise ValueError("b_ih and b_hh must be given together, got one of them")
    check_shape((gates * hidden,), b_ih=b_ih, b_hh=b_hh)


def check_settings(num_layers, bidirectional, truncate, batch_first):
    """Numbers and flags."""
    check_integer("num_layers", num_layers, low=1)
    check_flag(bidirectional=bidirectional, batch_first=batch_first)
    if truncate is not None:
        check_integer("truncate", truncate, low=1)
        if bidirectional:
            raise ValueError(
                f"truncate={truncate} is not supported with bidirectional=True: there the states "
                "that one direction passes on come from later steps"
            )


def check_sequence(x, batch_first, lengths):
    """x (N, T, D), or (T, N, D), with at least one step; lengths (N,) from 1 to T."""
    check_ndim((3,), x=x)
    n, steps = x.shape[:2] if batch_first else x.shape[1::-1]
    if steps == 0 or x.shape[2] == 0:
        raise ValueError(f"x must have at least one step and one feature: x {x.shape}")
    if lengths is None:
        return
    check_integers(lengths=lengths)
    check_shape((n,), lengths=lengths)
    if n and not (lengths.min() >= 1 and lengths.max() <= steps):
        low, high = lengths.min(), lengths.max()
        raise ValueError(f"lengths must be from 1 to {steps}, got {low} to {high}")


def check_weights(weights, gates, features, num_layers, directions):
    """The weights of each layer and direction, w_ih and w_hh and, all or none, b_ih and b_hh."""
    runs = num_layers * directions
    if len(weights) not in (2 * runs, 4 * runs):
        raise ValueError(
            f"weights must be {2 * runs} arrays, or {4 * runs} with biases, for num_layers="
            f"{num_layers} and bidirectional={directions == 2}, got {len(weights)}"
        )
    names = list(named(weights, num_layers, directions))
    check_ndim((2,), **{names[1]: weights[1]})
    hidden, size = weights[1].shape[1], len(weights) // runs
    if hidden == 0:
        raise ValueError(f"{names[1]} must have at least one hidden unit: {weights[1].shape}")
    for k, (name, w) in enumerate(zip(names, weights, strict=True)):
        inputs = features if k < size * directions else directions * hidden
        columns = ((inputs,), (hidden,), (), ())[k % size]
        check_shape((gates * hidden, *columns), **{name: w})
    return [weights[k : k + size] for k in range(0, len(weights), size)]


def named(weights, num_layers, directions):
    """The weights by name: their place, and what `torch.nn` calls them."""
    kinds = ("weight_ih", "weight_hh", "bias_ih", "bias_hh")
    kinds = kinds[: max(1, len(weights) // (num_layers * directions))]
    names = [
        f"{kind}_l{layer}{suffix}"
        for layer in range(num_layers)
        for suffix in ("", "_reverse")[:directions]
        for kind in kinds
    ]
    names += ["?"] * len(weights)
    return {f"weights[{k}] ({names[k]})": w for k, w in enumerate(weights)}
