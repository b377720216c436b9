package org.silobridge.connector.source;

/**
 * How far one part of a source (a file) is published. It stands for everything before it: the digest covers those
 * bytes, so that a change to what was already published is noticed, while an appended file simply goes on.
 *
 * @param file the part's name, as the configuration reaches it
 * @param bytes how many bytes are done, after decompression
 * @param digest SHA-256 of those bytes, in hexadecimal
 * @param line the line on which the last row done starts
 */
public record SourcePosition(String file, long bytes, String digest, long line) {
    public SourcePosition {
        if (bytes < 0 || line < 0) {
            throw new IllegalArgumentException("a position before the beginning of " + file);
        }
    }
}
