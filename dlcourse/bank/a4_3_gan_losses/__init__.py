"""4.3, the losses of two players: stable, with gradients, and what the best play is worth."""

from . import (
    discriminator_loss,
    earth_mover,
    game_value,
    generator_loss,
    gradient_penalty,
    relativistic_loss,
)

TITLE = "Adversarial losses"
QUESTIONS = [
    module.QUESTION
    for module in (
        discriminator_loss,
        generator_loss,
        relativistic_loss,
        game_value,
        gradient_penalty,
        earth_mover,
    )
]
