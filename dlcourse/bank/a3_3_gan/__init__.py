"""3.3, a generator and a discriminator: one step of each, counting modes, and a whole game.

Both players of the steps are one number times the input plus another, so that every gradient can be
written by hand.
"""

from . import discriminator_step, generator_step, mode_coverage, ring_game

TITLE = "A generator, a discriminator and the game between them"
QUESTIONS = [
    module.QUESTION for module in (discriminator_step, generator_step, mode_coverage, ring_game)
]
