-- More may happen to a request on its way: a second person confirms or objects, and a refusal is appealed against. A
-- request that is appealed against is pending again; the refusal stays among its acts.

ALTER TABLE request_act
    DROP CONSTRAINT request_act_kind_check,
    DROP CONSTRAINT request_act_check, -- only what was extended gave days
    ADD COLUMN groups text[] CHECK (cardinality(groups) > 0), -- that a proposed approval gives
    ADD CONSTRAINT request_act_kind_check
        CHECK (kind IN ('passed', 'supplement-asked', 'supplied', 'extended', 'proposed', 'confirmed', 'objected',
                        'refused', 'appealed', 'talks-ended')),
    ADD CHECK ((kind IN ('extended', 'proposed')) = (days IS NOT NULL)),
    ADD CHECK ((kind = 'proposed') = (groups IS NOT NULL));
