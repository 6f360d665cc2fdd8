-- Mails and jobs for the worker.

-- name: outbox_insert  params: id uuid, person uuid, template text, sealed text  rows: none
INSERT INTO outbox (id, person, template, sealed)
VALUES (:id, :person, :template, :sealed)

-- name: job_insert  params: id uuid, person uuid, kind text, sealed text  rows: none
INSERT INTO job (id, person, kind, sealed)
VALUES (:id, :person, :kind, :sealed)
