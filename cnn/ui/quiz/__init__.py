"""Questions on a page: one question with its answer, and the views of the Quiz page."""
