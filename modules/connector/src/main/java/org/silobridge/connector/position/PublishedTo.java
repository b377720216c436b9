package org.silobridge.connector.position;

import org.silobridge.client.Publication;
import org.silobridge.model.DatasetId;

/** Where rows went: a position says nothing about what is published anywhere else. */
public record PublishedTo(DatasetId dataset, int major, String topic) {
    public PublishedTo {
        if (major < 1 || topic.isEmpty()) {
            throw new IllegalArgumentException("nothing can be published to major " + major + ", topic " + topic);
        }
    }

    public static PublishedTo of(Publication publication) {
        return new PublishedTo(
                publication.dataset().id(), publication.contractVersion().major(), publication.topic());
    }
}
