"""The mathematics of the course: each operation a forward and a backward, in NumPy alone."""
