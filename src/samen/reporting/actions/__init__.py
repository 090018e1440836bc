"""The verbs of reporting: the reporter's, which are logged nowhere, and the intake's, which are."""
