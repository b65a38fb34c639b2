"""Lesson files read and checked, and when a step of one is done. Texts only: nothing is shown here."""
