package org.silobridge.model;

/** The name of a contract inside its database, written {@code population/resident}. */
public record ContractName(Slug database, Slug name) {

    /** Reads {@code database/name}. @throws IllegalArgumentException if it has another form */
    public static ContractName parse(String text) {
        var parts = text.split("/", -1);
        if (parts.length != 2) {
            throw new IllegalArgumentException("not a contract name of the form database/name: \"" + text + "\"");
        }
        return new ContractName(new Slug(parts[0]), new Slug(parts[1]));
    }

    @Override
    public String toString() {
        return database + "/" + name;
    }
}
