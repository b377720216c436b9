package org.silobridge.sandbox;

/** A user and its password; prints without the password. */
public record Login(String user, String password) {
    @Override
    public String toString() {
        return "Login[user=" + user + ", password=***]";
    }
}
