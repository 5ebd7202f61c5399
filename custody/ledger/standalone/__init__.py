"""What an outsider runs without us: the packet verifier and the witness will live here.

Nothing in this folder imports anything but the standard library; an import contract says so.
"""
