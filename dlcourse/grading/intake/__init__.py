"""What is handed in: find each student's notebook, and when it came."""
