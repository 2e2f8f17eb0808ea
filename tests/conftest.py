"""Every test, and whatever it starts, has the same day."""

import os

from settings.today import VARIABLE
from tests.stack_files import TODAY

os.environ[VARIABLE] = TODAY.isoformat()
