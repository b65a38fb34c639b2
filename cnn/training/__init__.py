"""Training: the loop, the process that runs it, and the queue for it."""
