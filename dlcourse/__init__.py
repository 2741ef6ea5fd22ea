"""A course in deep learning: derive, build in NumPy, check against PyTorch, use on real data."""
