"""Where a student's code runs: a jail, the fork server in it, and a way without one."""
