package org.silobridge.connector.source;

/** What a connector file says under {@code source:}, read and checked as far as that needs nothing but the file. */
public interface SourceSettings {

    /** The source of these settings. Nothing is opened yet. */
    Source source(SourceContext context);
}
