"""No tables. Django tells only applications with a module of models that a migration has run."""
