"""Quiz: predict before you look. Practice, a class test, or ten questions before and after a lesson."""

import streamlit as st

from cnn.ui import controls, page, state
from cnn.ui.lessons import course
from cnn.ui.quiz import address, result, run, start

page.begin(course.resume)
address.follow()

quiz = state.session().quiz
with st.container(key="quiz_view"):
    if state.session().network.problem is None:  # there are no settings here
        controls.problem_notice()
    if not quiz.is_open:
        start.start_view()
    elif quiz.is_over:
        result.result_view()
    else:
        run.run_view()

address.write()
