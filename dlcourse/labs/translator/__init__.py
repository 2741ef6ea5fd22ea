"""Lab: type a date, an amount or a quantity, and watch it being translated word by word."""

from .lab import translator
