"""Lab: a threshold, how rare the odd ones are, and the bill for both kinds of error."""

from .lab import alarm_bill
