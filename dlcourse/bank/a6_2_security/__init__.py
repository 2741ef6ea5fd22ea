"""6.2, security: where two errors meet, Bayes, contrast, windows, alarms in bulk, odd patches."""

from . import (
    alarms,
    equal_error_rate,
    find_odd,
    info_nce_backward,
    suppress,
    watch_walls,
)

TITLE = "Security"
QUESTIONS = [
    module.QUESTION
    for module in (
        equal_error_rate,
        alarms,
        info_nce_backward,
        suppress,
        find_odd,
        watch_walls,
    )
]
