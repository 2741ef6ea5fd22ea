"""Grading: students' code runs in a jail, and is judged outside of it."""
