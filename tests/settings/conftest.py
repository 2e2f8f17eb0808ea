"""Properties are tried on the same examples each time, and for as long as they take."""

import hypothesis

hypothesis.settings.register_profile("steady", derandomize=True, deadline=None, database=None)
hypothesis.settings.load_profile("steady")
