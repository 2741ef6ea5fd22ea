"""Answers to 3.1's size of the output as students could write them, each in a way of its own."""

OUTPUT_SIZE = {
    "formula": """
def output_size(n, k, stride=1, padding=0, dilation=1):
    return (n + 2 * padding - dilation * (k - 1) - 1) // stride + 1
""",
    "steps": """
def output_size(n, k, stride=1, padding=0, dilation=1):
    effective = dilation * (k - 1) + 1
    padded = n + 2 * padding
    return (padded - effective) // stride + 1
""",
    "floor": """
import math
def output_size(n, k, stride=1, padding=0, dilation=1):
    span = (k - 1) * dilation + 1
    total = n + padding + padding
    return math.floor((total - span) / stride) + 1
""",
    "npfloor": """
import numpy as np
def output_size(n, k, stride=1, padding=0, dilation=1):
    size = np.floor((n + 2*padding - dilation*(k-1) - 1)/stride + 1)
    return int(size)
""",
    "range": """
def output_size(n, k, stride=1, padding=0, dilation=1):
    last = n + 2 * padding - dilation * (k - 1)
    return len(range(0, last, stride))
""",
    "while": """
def output_size(n, k, stride=1, padding=0, dilation=1):
    count = 0
    start = -padding
    while start + dilation * (k - 1) < n + padding:
        count += 1
        start += stride
    return count
""",
    "divmod": """
def output_size(n, k, stride=1, padding=0, dilation=1):
    room = n + 2 * padding - (dilation * k - dilation + 1)
    steps, _ = divmod(room, stride)
    return steps + 1
""",
    "sum": """
def output_size(n, k, stride=1, padding=0, dilation=1):
    width = n + 2 * padding
    kernel = 1 + dilation * (k - 1)
    return sum(1 for start in range(0, width, stride) if start + kernel <= width)
""",
}
