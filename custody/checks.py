"""Deploy checks: ``manage.py check --deploy`` and ``manage.py doctor`` run them."""
