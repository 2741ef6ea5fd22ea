"""What runs inside the jail: Python's standard library and NumPy, and nothing secret."""
