"""The questions of the course: one package for each assignment, one file for each question."""
