package org.silobridge.model;

/**
 * The readable name of a dataset, written {@code population/resident/public-security}: the contract and its owner's
 * slug. For people and configuration files; grants and the ledger carry the {@link DatasetId}.
 */
public record DatasetName(ContractName contract, Slug owner) {

    /** Reads {@code database/contract/owner}. @throws IllegalArgumentException if it has another form */
    public static DatasetName parse(String text) {
        var parts = text.split("/", -1);
        if (parts.length != 3) {
            throw new IllegalArgumentException(
                    "not a dataset name of the form database/contract/owner: \"" + text + "\"");
        }
        return new DatasetName(new ContractName(new Slug(parts[0]), new Slug(parts[1])), new Slug(parts[2]));
    }

    @Override
    public String toString() {
        return contract + "/" + owner;
    }
}
