package org.silobridge.catalogue.delivery;

/**
 * One notice for one target.
 *
 * @param secret what signs it; empty where nothing does
 */
@SuppressWarnings("ArrayRecordComponent") // handed to the channel, never compared
record Parcel(Letter letter, DeliveryTarget target, byte[] secret) {

    /** The name that the notice has at this target, each time that it is sent: by it a receiver knows it again. */
    String key() {
        return letter.notice().id() + "." + target.id();
    }
}
