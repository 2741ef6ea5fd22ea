"""What watches people and walls: detection, verification, odd behavior, and their false alarms."""

from .anomaly import autoencoder_error, nearest_distance, pca_error, threshold, wall
from .behavior import KINDS, paths, summary_numbers, train_watcher, tuned_reader, watcher
from .detection import FOLDS, MINED_FROM, detector, fold, mine, train_detector
from .distortion import (
    TRAIN_FACES,
    correlation,
    distort,
    eigenfaces,
    moved_correlation,
    pairs,
    views,
)
from .embedding import contrast_step, embed, embedder, train_embedder
from .measures import (
    best_threshold,
    blur,
    contrast,
    false_match_spread,
    fold_accuracies,
    mean_step,
    template_match,
    tuned_logistic,
)
from .packaged import detectors, embedders, watchers
from .pictures import best_windows, draw_boxes, draw_counts, draw_paths, draw_roc
from .sliding import overlap, score_map, shrink, windows

__all__ = [
    "FOLDS",
    "KINDS",
    "MINED_FROM",
    "TRAIN_FACES",
    "autoencoder_error",
    "best_threshold",
    "best_windows",
    "blur",
    "contrast",
    "contrast_step",
    "correlation",
    "detector",
    "detectors",
    "distort",
    "draw_boxes",
    "draw_counts",
    "draw_paths",
    "draw_roc",
    "eigenfaces",
    "embed",
    "embedder",
    "embedders",
    "false_match_spread",
    "fold",
    "fold_accuracies",
    "mean_step",
    "mine",
    "moved_correlation",
    "nearest_distance",
    "overlap",
    "pairs",
    "paths",
    "pca_error",
    "score_map",
    "shrink",
    "summary_numbers",
    "template_match",
    "threshold",
    "train_detector",
    "train_embedder",
    "train_watcher",
    "tuned_logistic",
    "tuned_reader",
    "views",
    "wall",
    "watcher",
    "watchers",
    "windows",
]
