"""What the translators are asked: found in the source, merged, judged. Never part of a running house.

`python3 dev.py messages` runs it; the tests ask it whether the catalogues are what the source says.
"""
