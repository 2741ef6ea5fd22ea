"""Lab: paint a city, and watch the price of the way to the goal spread over it."""

from .lab import city
