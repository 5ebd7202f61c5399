from hypothesis import settings

# A busy machine is not a failure, and a failing example is printed: nothing is kept between runs.
settings.register_profile("house", deadline=None, database=None)
settings.load_profile("house")
