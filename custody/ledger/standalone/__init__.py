"""What an outsider runs without us: the verifier of court packets lives here.

Nothing in this folder imports anything but the standard library; an import contract says so.
"""
