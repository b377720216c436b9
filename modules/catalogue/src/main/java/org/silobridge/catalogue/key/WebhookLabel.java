package org.silobridge.catalogue.key;

import java.nio.charset.StandardCharsets;
import org.silobridge.model.DeliveryTargetId;

/** The secret that signs what a webhook is sent. */
record WebhookLabel(DeliveryTargetId target) implements Label {

    /** {@code target id|webhook}. */
    @Override
    public byte[] associatedData() {
        return (target + "|webhook").getBytes(StandardCharsets.US_ASCII);
    }
}
