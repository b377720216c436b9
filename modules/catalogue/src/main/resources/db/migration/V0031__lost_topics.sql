-- A topic of a ready dataset that is gone is not made again before an operator has looked.

ALTER TABLE enforcement_plan DROP CONSTRAINT enforcement_plan_cause_check;
ALTER TABLE enforcement_plan ADD CONSTRAINT enforcement_plan_cause_check
    CHECK (cause IN ('other-cluster', 'empty-database', 'older-database', 'too-many-changes', 'lost-topics'));
