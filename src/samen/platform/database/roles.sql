-- The roles of Samen, for a superuser to run once in its database: it may be run again.
--
-- samen_owner owns the database, migrates, and runs the commands; samen_web serves. Neither is a
-- superuser and neither escapes row-level security. Give both a way to log in (\password, peer, …).
-- The others log in nowhere: each is what one zone may touch, and the web is in one at a time.
DO $$
DECLARE wanted text;
BEGIN
  FOREACH wanted IN ARRAY ARRAY['samen_owner', 'samen_web'] LOOP
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = wanted) THEN
      EXECUTE format('CREATE ROLE %I LOGIN NOINHERIT NOSUPERUSER NOBYPASSRLS', wanted);
    END IF;
  END LOOP;
  FOREACH wanted IN ARRAY ARRAY[
    'samen_public', 'samen_reporter', 'samen_account', 'samen_staff', 'samen_logbook',
    'samen_outbox', 'samen_system'
  ] LOOP
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = wanted) THEN
      EXECUTE format('CREATE ROLE %I NOLOGIN NOSUPERUSER NOBYPASSRLS', wanted);
    END IF;
  END LOOP;
END $$;

-- samen_system sees every row: not for who serves.
GRANT samen_public, samen_reporter, samen_account, samen_staff, samen_logbook, samen_outbox
  TO samen_web;
-- The commands use the verbs of every zone.
GRANT samen_public, samen_reporter, samen_account, samen_staff, samen_logbook, samen_outbox,
  samen_system TO samen_owner;

-- In the database of Samen itself: its owner inherits nothing, so the schema is given by name.
ALTER SCHEMA public OWNER TO samen_owner;
REVOKE CREATE ON SCHEMA public FROM PUBLIC;
