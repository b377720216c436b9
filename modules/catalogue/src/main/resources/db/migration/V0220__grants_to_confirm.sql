-- Of grants that need a look because of the time, those that have to be confirmed are found without looking at all.

CREATE INDEX access_grant_to_confirm ON access_grant (id)
    WHERE recertify_every IS NOT NULL AND state IN ('approved', 'active', 'suspended');
