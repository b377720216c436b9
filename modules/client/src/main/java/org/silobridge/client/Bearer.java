package org.silobridge.client;

/** What a call shows of who makes it. */
public sealed interface Bearer permits ApiToken, SessionId {
    String secret();
}
