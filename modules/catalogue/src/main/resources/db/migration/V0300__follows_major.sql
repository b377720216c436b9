-- Whether a grant goes on to the next major of its contract, when its owner registers that: asked for, decided, and what came of it.

ALTER TABLE access_request ADD COLUMN follows_major boolean NOT NULL DEFAULT false; -- as it was asked for

ALTER TABLE request_act
    ADD COLUMN follows_major boolean, -- of a proposed approval
    ADD CHECK (follows_major IS NULL OR kind = 'proposed');

ALTER TABLE access_grant
    ADD COLUMN follows_major boolean NOT NULL DEFAULT false, -- as it was decided
    ADD COLUMN follows       text REFERENCES access_grant;   -- the grant on the major before; null: it was asked for itself
