package org.silobridge.catalogue.key;

/** What a secret is for. It is bound into the wrapping: a wrapped secret cannot be put in another's place. */
interface Label {

    /** No two labels have the same. */
    byte[] associatedData();
}
