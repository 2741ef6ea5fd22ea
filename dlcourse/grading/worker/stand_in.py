"""Stands for `dlcourse.exercises` in the jail, where no question of the course is."""


def check(id, function):
    """Do nothing: the grader asks its own questions."""
