// Named by the first page, so that it runs before Streamlit writes the settings of a link into the address.

import { joinBareAddresses } from "./address.js";

joinBareAddresses();
