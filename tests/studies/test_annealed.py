import numpy as np

from dlcourse.layers import Linear
from dlcourse.optim import Adam, CosineAnnealingLR
from dlcourse.studies.annealed import fit_annealed
from dlcourse.train import minibatches


def test_the_rate_falls_to_zero_in_the_last_batch():
    """Against the loop written out; 25 examples in batches of 10 make three steps an epoch."""
    rng = np.random.default_rng(0)
    x, y = rng.standard_normal((25, 3)), rng.standard_normal((25, 2))
    ours, theirs = (Linear(3, 2, rng=np.random.default_rng(1), dtype=float) for _ in range(2))
    how = {"lr": 0.1, "epochs": 2, "batch_size": 10, "weight_decay": 0.3, "loss": "mse_loss"}
    fit_annealed(ours, x, y, rng=np.random.default_rng(2), **how)
    optimizer, order = Adam(theirs.params, lr=0.1, weight_decay=0.3), np.random.default_rng(2)
    schedule = CosineAnnealingLR(optimizer, 6)
    for _ in range(2):
        for part, targets in minibatches(x, y, batch_size=10, rng=order):
            theirs.backward(2 * (theirs(part) - targets) / targets.size)
            optimizer.step(theirs.grads)
            schedule.step()
    assert optimizer.lr < 1e-12
    for name, array in ours.params.items():
        assert np.allclose(array, theirs.params[name], rtol=0, atol=1e-12), name
