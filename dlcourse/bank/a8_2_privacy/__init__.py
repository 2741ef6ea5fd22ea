"""8.2, privacy: a private step, what it spends, a round, a survey, norms, who was there."""

from . import (
    epsilon_of_gaussian,
    epsilon_of_survey,
    federated_round,
    find_members,
    norms_over_time,
    private_gradient,
)

TITLE = "Privacy"
QUESTIONS = [
    module.QUESTION
    for module in (
        private_gradient,
        epsilon_of_gaussian,
        federated_round,
        epsilon_of_survey,
        norms_over_time,
        find_members,
    )
]
