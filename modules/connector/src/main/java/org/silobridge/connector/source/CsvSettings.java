package org.silobridge.connector.source;

import java.nio.charset.Charset;
import java.nio.file.Path;

/**
 * What a configuration says about CSV files.
 *
 * @param base the directory that {@code path} is relative to, and that file names are told relative to
 * @param path a file, or several by {@code *} and {@code ?} in the last segment; {@code .gz} is read as gzip
 * @param header whether the first row of each file names its columns; without, they are called 1, 2, 3…
 * @param maxRowBytes what has more is quarantined without its bytes
 */
public record CsvSettings(Path base, String path, Charset encoding, char delimiter, boolean header, int maxRowBytes) {}
