package org.silobridge.client;

import java.util.List;
import org.silobridge.model.GrantId;
import org.silobridge.model.Reason;
import org.silobridge.model.Slug;

/**
 * One thing that changed between two versions of a contract.
 *
 * @param weight {@code note}, {@code info}, {@code needs-confirmation}, {@code needs-new-major}, {@code breaking} or
 *     {@code refused}
 * @param widens whether somebody would see more than was decided
 * @param subscribers who reads what changed, as far as the caller may know of them
 */
public record ContractFinding(String path, String weight, boolean widens, Reason reason, List<Subscriber> subscribers) {

    /** A department that reads by a grant. */
    public record Subscriber(Slug department, GrantId grant) {}
}
