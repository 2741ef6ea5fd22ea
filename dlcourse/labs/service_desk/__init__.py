"""Lab: talk to the desk of a parcel service, and see what it makes of a sentence."""

from .lab import service_desk
