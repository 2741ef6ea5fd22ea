"""What is timed against whom. `python -m benchmarks` prints every ratio, measured in one run."""
