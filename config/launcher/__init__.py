"""The launcher behind `dev.py`: standard library only, because it runs before anything is installed.

main          reads the command line
paths         where things lie
words         how we speak to the person at the terminal
system        what the operating system must do for us (parent-death signal, ports, locks)
environment   .venv from hashed requirements
vendor        front-end files from npm, checked against pinned hashes
browser       Chromium for the tests, unpacked from an npm package
postgres      PostgreSQL from a wheel
broker        Valkey or Redis from a wheel
keys          passwords and keys of this checkout
processes     which processes Custody is made of (one list, also for docker-compose.yml)
supervisor    keeps them alive and stops them in order
guardian      ends what a killed supervisor leaves behind
run, status, manage, testing, checks, bench   one command each
"""
