"""The verbs of casework: on signals, on cases and their people, on referrals."""
