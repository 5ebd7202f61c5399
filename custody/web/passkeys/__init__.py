"""The passkeys of an officer, and the sign-in with one."""
