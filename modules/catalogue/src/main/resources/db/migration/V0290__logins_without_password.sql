-- A log-in that nobody comes by with a password, but with a certificate or a token that names it: Kafka has no user for it,
-- and it goes on beside the others until it is ended.

ALTER TABLE kafka_login ADD COLUMN has_password boolean NOT NULL DEFAULT true;
