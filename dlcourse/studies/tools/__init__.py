"""Tools side by side: a function in another process, what importing costs, tables, coins."""

from .coins import CENTERS, inside
from .convolution import case, depth, fastest
from .keras_steps import keras_steps
from .pictures import draw_outlines
from .tables import relative_error, table
from .worker import Cost, Worker, lines
