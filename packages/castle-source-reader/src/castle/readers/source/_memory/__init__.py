"""What is known of files that were checked before, and need not be read as a whole again."""
