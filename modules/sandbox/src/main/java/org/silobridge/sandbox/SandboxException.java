package org.silobridge.sandbox;

/** The sandbox cannot start or go on; the message says what is wrong, where, and the way out. */
public final class SandboxException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** What went wrong, for programs. */
    public enum Code {
        /** A port that the user chose. */
        PORT_TAKEN,
        NO_PORT_FREE,
        DISK_FULL,
        /** The directory that the user chose, or the system's for temporary files. */
        DIRECTORY_UNUSABLE,
        DIRECTORY_IN_USE,
        NOT_WRITTEN,
        ARTIFACT_MISSING,
        PLATFORM_UNSUPPORTED,
        ROOT_REFUSED,
        SERVICE_DIED,
        TIMED_OUT,
        INTERRUPTED
    }

    private final Code code;

    SandboxException(Code code, String message) {
        super(message);
        this.code = code;
    }

    SandboxException(Code code, String message, Throwable cause) {
        super(message, cause);
        this.code = code;
    }

    public Code code() {
        return code;
    }
}
