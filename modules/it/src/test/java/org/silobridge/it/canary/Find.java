package org.silobridge.it.canary;

/** A text that was looked for, how it was written there, and where. */
record Find(String what, String encoding, String place) {}
