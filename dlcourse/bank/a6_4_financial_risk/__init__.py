"""6.4, financial risk: bills, maxima over time, forecasts, GARCH, equal chances, habits."""

from . import (
    equal_opportunity,
    garch_gradient,
    har_rows,
    max_over_time,
    review_costs,
    score_cards,
)

TITLE = "Financial risk"
QUESTIONS = [
    module.QUESTION
    for module in (
        review_costs,
        max_over_time,
        har_rows,
        equal_opportunity,
        garch_gradient,
        score_cards,
    )
]
