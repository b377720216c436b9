package org.silobridge.connector.snapshot;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import org.jspecify.annotations.Nullable;
import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.BloomFilter;
import org.rocksdb.CompressionType;
import org.rocksdb.IndexType;
import org.rocksdb.InfoLogLevel;
import org.rocksdb.LRUCache;
import org.rocksdb.NativeLibraryLoader;
import org.rocksdb.Options;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.WriteBufferManager;
import org.silobridge.model.Reason;
import org.silobridge.model.Refusal;
import org.silobridge.model.RefusedException;

/**
 * Tables in a directory that one process has for itself. Their memory is bounded, all together, whatever they hold: {@link
 * #CACHE_BYTES} for what was read and written last, and what RocksDB needs for its open files. Everything in them can be made
 * again: where the disk fails, they are noted as broken and empty when they are opened next.
 */
final class DiskTables implements AutoCloseable {
    private static final long CACHE_BYTES = 64L << 20;
    private static final long WRITE_BYTES = 24L << 20;
    private static final int OPEN_FILES = 256;
    private static final String BROKEN = "broken";

    private final Path directory;
    private final FileChannel lockFile;
    private final LRUCache cache;
    private final WriteBufferManager buffers;
    private final BloomFilter filter;
    private final Options options;

    private DiskTables(Path directory, FileChannel lockFile) {
        this.directory = directory;
        this.lockFile = lockFile;
        this.cache = new LRUCache(CACHE_BYTES);
        this.buffers = new WriteBufferManager(WRITE_BYTES, cache);
        this.filter = new BloomFilter(10);
        this.options = new Options()
                .setCreateIfMissing(true)
                .setWriteBufferManager(buffers)
                .setWriteBufferSize(WRITE_BYTES / 3)
                .setMaxOpenFiles(OPEN_FILES)
                .setMaxBackgroundJobs(2)
                .setCompressionType(CompressionType.LZ4_COMPRESSION)
                .setInfoLogLevel(InfoLogLevel.WARN_LEVEL)
                .setKeepLogFileNum(2)
                .setTableFormatConfig(new BlockBasedTableConfig()
                        .setBlockCache(cache)
                        .setFilterPolicy(filter)
                        .setCacheIndexAndFilterBlocks(true)
                        .setIndexType(IndexType.kTwoLevelIndexSearch)
                        .setPartitionFilters(true));
    }

    /**
     * Takes a directory, which is made if it is not there.
     *
     * @throws RefusedException of the kind {@code UNAVAILABLE} while another process has it, or it cannot be written
     */
    static DiskTables open(Path directory) {
        try {
            Files.createDirectories(directory);
            if (Files.getFileStore(directory).supportsFileAttributeView("posix")) {
                Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwx------"));
            }
            var lockFile =
                    FileChannel.open(directory.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            try {
                if (lock(lockFile) == null) {
                    throw refused(Reason.of("connector.snapshot.in-use", "directory", directory));
                }
                loadLibrary(directory.resolve("native"));
                if (Files.exists(directory.resolve(BROKEN))) {
                    deleteAll(directory.resolve("tables"));
                    Files.delete(directory.resolve(BROKEN));
                }
                return new DiskTables(directory, lockFile);
            } catch (IOException | RuntimeException e) {
                lockFile.close();
                throw e;
            }
        } catch (IOException e) {
            throw refused(Reason.of("connector.snapshot.cache", "directory", directory, "error", String.valueOf(e)));
        }
    }

    private static @Nullable FileLock lock(FileChannel file) throws IOException {
        try {
            return file.tryLock();
        } catch (OverlappingFileLockException e) {
            return null; // another connector in this process
        }
    }

    /** The library is unpacked here, since a general directory for temporary files may not hold what is executed. */
    private static void loadLibrary(Path directory) throws IOException {
        Files.createDirectories(directory);
        NativeLibraryLoader.getInstance().loadLibrary(directory.toString());
        RocksDB.loadLibrary();
    }

    /** A table; empty if it is not there or cannot be read. */
    DiskTable table(String name) {
        var path = directory.resolve("tables").resolve(name);
        try {
            Files.createDirectories(path);
            try {
                return new DiskTable(this, options, path.toString());
            } catch (RocksDBException e) {
                deleteAll(path);
                Files.createDirectories(path);
                return new DiskTable(this, options, path.toString());
            }
        } catch (RocksDBException e) {
            throw trouble(e);
        } catch (IOException e) {
            throw refused(Reason.of("connector.snapshot.cache", "directory", directory, "error", String.valueOf(e)));
        }
    }

    /** A table that is empty, whatever it was. It may not be open. */
    DiskTable emptyTable(String name) {
        try {
            deleteAll(directory.resolve("tables").resolve(name));
        } catch (IOException e) {
            throw refused(Reason.of("connector.snapshot.cache", "directory", directory, "error", String.valueOf(e)));
        }
        return table(name);
    }

    /** The tables do not do what they are for: all of them are made again from the topic. */
    RefusedException trouble(RocksDBException e) {
        try {
            Files.write(directory.resolve(BROKEN), new byte[0]);
        } catch (IOException alsoBroken) {
            e.addSuppressed(alsoBroken);
        }
        return refused(
                Reason.of("connector.snapshot.cache", "directory", directory, "error", String.valueOf(e.getMessage())));
    }

    private static RefusedException refused(Reason reason) {
        return new RefusedException(Refusal.of(Refusal.Kind.UNAVAILABLE, reason));
    }

    private static void deleteAll(Path directory) throws IOException {
        if (!Files.exists(directory)) {
            return;
        }
        try (var found = Files.walk(directory)) {
            for (var path : found.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }

    /** All tables have to be closed before. */
    @Override
    public void close() {
        options.close();
        buffers.close();
        filter.close();
        cache.close();
        try {
            lockFile.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
