"""Django's PostgreSQL backend, which tells the session for whom it is asked."""
