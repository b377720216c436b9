package org.silobridge.catalogue.contract;

import java.util.Set;
import org.silobridge.contract.evolution.Subscriber;
import org.silobridge.model.DatasetName;
import org.silobridge.model.DepartmentId;
import org.silobridge.model.GrantId;
import org.silobridge.model.Slug;

/**
 * A grant that is in force, or will be, on a dataset under a contract.
 *
 * @param owner of the dataset
 */
public record Subscription(
        DepartmentId department, Slug slug, GrantId grant, DatasetName dataset, DepartmentId owner, Set<Slug> groups) {

    Subscriber subscriber() {
        return new Subscriber(slug, grant, groups);
    }
}
