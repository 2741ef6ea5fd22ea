"""Late penalties: a share of the points for each day begun after the due time."""

import math
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta


@dataclass(frozen=True)
class Late:
    """A rule for late submissions.

    Attributes
    ----------
    due : datetime
        Without a time zone it is meant in UTC, as nbgrader's time stamps are.
    per_day : float
        Share of the earned points that each day begun costs.
    most : float
        Largest share that can be lost.

    Raises
    ------
    ValueError
        If a share is not from 0 to 1.
    """

    due: datetime
    per_day: float = 0.1
    most: float = 1.0

    def __post_init__(self):
        for name in ("per_day", "most"):
            if not 0 <= getattr(self, name) <= 1:
                raise ValueError(f"{name} must be from 0 to 1, got {getattr(self, name)}")

    def days(self, submitted):
        """Days begun after the due time; 0 where the time of the submission is not known."""
        if submitted is None:
            return 0
        after = _aware(submitted) - _aware(self.due)
        return max(math.ceil(after / timedelta(days=1)), 0)

    def penalty(self, points, submitted):
        """Points that are taken off.

        Examples
        --------
        >>> late = Late(datetime(2026, 11, 23, 12), per_day=0.1, most=0.5)
        >>> late.penalty(10, datetime(2026, 11, 24, 13)), late.penalty(10, datetime(2026, 12, 24))
        (2.0, 5.0)
        """
        return round(points * min(self.per_day * self.days(submitted), self.most), 2)


def _aware(time):
    return time if time.tzinfo else time.replace(tzinfo=UTC)
