"""Lab: three networks that learned to reach with the same arm."""

from .lab import robot_arm
