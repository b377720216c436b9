package org.silobridge.catalogue.store;

/** What a registration came to: the value, and whether this call made it or found it as it is. */
public record Registered<T>(T value, boolean isNew) {}
