"""The lessons on the pages: the card beside what a step is about, what it sets and waits for, and the list of all."""
