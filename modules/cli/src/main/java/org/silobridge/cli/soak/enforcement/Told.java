package org.silobridge.cli.soak.enforcement;

import java.util.List;

/**
 * What people were told about a request or a grant: each act that the catalogue acknowledged, in order, as the ledger calls
 * it.
 */
record Told(String object, List<String> acts) {
    Told {
        acts = List.copyOf(acts);
    }
}
