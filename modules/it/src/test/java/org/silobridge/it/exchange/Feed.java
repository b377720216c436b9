package org.silobridge.it.exchange;

import org.silobridge.cli.local.Participant;
import org.silobridge.client.Dataset;

/**
 * A dataset whose source has been published to its end.
 *
 * @param read rows of the source file
 * @param published of those, good ones: records of the topic
 * @param quarantined of those, bad ones
 */
public record Feed(Dataset dataset, Participant owner, long read, long published, long quarantined) {}
