"""The reads of casework; every one takes the actor and sees only their organisation."""
