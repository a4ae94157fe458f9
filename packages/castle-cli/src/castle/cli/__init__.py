"""The castle command: reads, checks, transforms, writes and runs Castle programs."""
