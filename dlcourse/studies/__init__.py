"""What several notebooks share about a subject: its data, its models and their weights."""
