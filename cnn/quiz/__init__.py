"""Questions whose right answer is computed from a network, the course that asks them, and the result sheet."""
