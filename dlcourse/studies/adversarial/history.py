"""What a game remembers of itself."""

from dataclasses import asdict, dataclass, field


@dataclass
class GameHistory:
    """Numbers of a game, as plain lists with one entry for each round.

    Where a player moves several times in a round, its last step counts. All were measured before
    that step.

    Attributes
    ----------
    discriminator_loss, generator_loss : list of float
        With the penalty, where the game has one.
    real, fake : list of float
        Mean of what D answers to real examples and to fakes, in its own step: D(x) and D(G(z)).
        Probabilities where the game has a sigmoid, else scores.
    penalty : list of float
        P itself, not weighted; 0 in games without one.
    discriminator_norm, generator_norm : list of float
        Length of each player's gradient.
    """

    discriminator_loss: list = field(default_factory=list)
    generator_loss: list = field(default_factory=list)
    real: list = field(default_factory=list)
    fake: list = field(default_factory=list)
    penalty: list = field(default_factory=list)
    discriminator_norm: list = field(default_factory=list)
    generator_norm: list = field(default_factory=list)

    @property
    def rounds(self):
        """Number of rounds that were played."""
        return len(self.generator_loss)

    def add(self, discriminator, generator):
        """Note the last step of each player."""
        self.discriminator_loss.append(discriminator.loss)
        self.generator_loss.append(generator.loss)
        self.real.append(discriminator.real)
        self.fake.append(discriminator.fake)
        self.penalty.append(discriminator.penalty)
        self.discriminator_norm.append(discriminator.gradient_norm)
        self.generator_norm.append(generator.gradient_norm)

    def to_dict(self):
        """All of it as a dict of plain lists, ready for JSON."""
        return asdict(self)

    def __repr__(self):
        parts = [f"{self.rounds} rounds"]
        if self.rounds:
            parts += [
                f"L_D {self.discriminator_loss[-1]:.4f}",
                f"L_G {self.generator_loss[-1]:.4f}",
            ]
            parts += [f"D(x) {self.real[-1]:.4f}", f"D(G(z)) {self.fake[-1]:.4f}"]
        return f"GameHistory: {', '.join(parts)}"
