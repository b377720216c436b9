-- Who passes a request may say by when the law of its matter wants the answer, where that is not what the clock profile says.

ALTER TABLE request_act
    ADD COLUMN due_at timestamptz CHECK (due_at > done_at), -- null: as the profile says
    ADD CHECK (due_at IS NULL OR (kind = 'passed' AND said <> ''));
