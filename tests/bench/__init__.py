"""What `dev.py bench` runs: one file, one benchmark, one function ``bench()`` that returns rows.

A file that begins with an underscore is no benchmark. Each file gets PostgreSQL and brokers of its own, with full
durability; ``_house`` gives it a house in them. What each measures is written in docs/reference/figures.md.
"""

import django

from tests import environment as environment  # sets the environment that Django reads

django.setup()
