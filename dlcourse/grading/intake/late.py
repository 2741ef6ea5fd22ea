"""Late penalties: a share of the points for each day begun after the due time."""

import math
import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

TIME = re.compile(r"(\d{4}-\d\d-\d\d)[ T](\d\d:\d\d(?::\d\d(?:\.\d{1,6})?)?)\s*(\S+)?")
OFFSET = re.compile(r"(?:UTC|GMT)?([+-])([01]\d):?(\d\d)?")


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

    def days(self, submitted, marked=False):
        """Days begun after the due time.

        Where the time of the submission is not known: 1 if it is marked as late, else 0.
        """
        if submitted is None:
            return int(marked)
        after = _aware(submitted) - _aware(self.due)
        return max(math.ceil(after / timedelta(days=1)), 0)

    def penalty(self, points, submitted, marked=False):
        """Points that are taken off.

        Examples
        --------
        >>> late = Late(datetime(2026, 11, 23, 12), per_day=0.1, most=0.5)
        >>> late.penalty(10, datetime(2026, 11, 24, 13)), late.penalty(10, datetime(2026, 12, 24))
        (2.0, 5.0)
        """
        return round(points * min(self.per_day * self.days(submitted, marked), self.most), 2)


def _aware(time):
    return time if time.tzinfo else time.replace(tzinfo=UTC)


def stamp(content):
    """Read a time that nbgrader wrote, or that a person has corrected.

    Parameters
    ----------
    content : bytes
        Such as ``2026-11-23 17:02:11.000000 UTC``. In the place of UTC an offset (+08:00) or the
        name of a zone (Asia/Shanghai) may stand, or nothing, which is UTC.

    Returns
    -------
    time : datetime or None
    words : str
        What is wrong with it.

    Examples
    --------
    >>> stamp(b"2026-11-23 17:02:11 +0800")[0].isoformat()
    '2026-11-23T17:02:11+08:00'
    >>> stamp(b"2026-11-23 17:02:11 CST")[1]
    'timestamp.txt has the time zone CST, which is not certain: write +08:00, say.'
    """
    words = content.decode("utf-8-sig", "replace").strip()
    found = TIME.fullmatch(words)
    try:
        time = datetime.fromisoformat(f"{found[1]}T{found[2]}") if found else None
    except ValueError:
        time = None
    if time is None:
        return None, "timestamp.txt cannot be read: write 2026-11-23 17:02:11 UTC, say."
    zone = _zone(found[3] or "UTC")
    if zone is None:
        shown = found[3] if found[3].isprintable() else ascii(found[3])
        why = f"timestamp.txt has the time zone {shown}, which is not certain: write +08:00, say."
        return None, why
    return time.replace(tzinfo=zone), ""


def _zone(name):
    """The zone of an offset or a name; None for short names, of which several zones have one."""
    if name.upper() in ("UTC", "GMT", "Z"):
        return UTC
    if offset := OFFSET.fullmatch(name):
        minutes = 60 * int(offset[2]) + int(offset[3] or 0)
        return timezone(timedelta(minutes=minutes) * (-1 if offset[1] == "-" else 1))
    try:
        return ZoneInfo(name) if "/" in name else None
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return None
