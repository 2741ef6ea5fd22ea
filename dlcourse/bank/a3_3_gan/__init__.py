"""3.3, a generator and a discriminator: single steps, counting modes, and a whole game.

Both players of the steps are one number times the input plus another, so that every gradient can be
written by hand.
"""

from . import (
    conditional_step,
    discriminator_step,
    generator_step,
    mode_coverage,
    momentum_round,
    shadow_game,
)

TITLE = "A generator, a discriminator and the game between them"
QUESTIONS = [
    module.QUESTION
    for module in (
        discriminator_step,
        generator_step,
        mode_coverage,
        conditional_step,
        momentum_round,
        shadow_game,
    )
]
