"""Lab: how learning rate and momentum decide where gradient descent goes."""

from .lab import descent
