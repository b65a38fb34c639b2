"""Why a network answers as it does, how far its answer can be trusted, and two networks side by side. Draws nothing."""
