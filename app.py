"""SimpleCNN Explorer: the server, and what it runs for every visit: the menu over `pages/`.

Every page also runs alone; nothing here is needed by one.
"""

import streamlit as st

from cnn.ui.menu import menu
from cnn.ui.server import script_errors
from cnn.ui.server import start as server

if server.is_running_a_page():
    server.wait_until_loaded()
    menu().run()
else:
    app = st.App(
        __file__,
        lifespan=server.lifespan,
        middleware=server.middleware(),
        routes=server.routes(),
        on_script_error=script_errors.show,
    )
