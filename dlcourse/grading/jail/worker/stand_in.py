"""Stands for `dlcourse.exercises` in the jail, where no question of the course is."""


def check(id, function):
    """Do nothing: the grader asks its own questions."""


def __getattr__(name):
    """Whatever else a notebook imports from here does nothing either."""
    if name.startswith(("__", "pytest")):
        raise AttributeError(name)
    return lambda *_, **__: None
