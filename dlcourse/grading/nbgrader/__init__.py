"""Where the grader meets nbgrader: its preprocessors and its gradebook."""
