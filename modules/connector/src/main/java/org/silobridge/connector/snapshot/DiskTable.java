package org.silobridge.connector.snapshot;

import org.jspecify.annotations.Nullable;
import org.rocksdb.Options;
import org.rocksdb.ReadOptions;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.rocksdb.WriteBatch;
import org.rocksdb.WriteOptions;

/**
 * Bytes by bytes, in their order, on the disk. Nothing is promised to be there after a crash but what was there at some
 * moment before, whole: what is written together is there together or not at all. For one thread at a time.
 */
final class DiskTable implements AutoCloseable {
    private final DiskTables of;
    private final RocksDB table;
    private final WriteOptions writing = new WriteOptions().setDisableWAL(true);
    private final ReadOptions scanning = new ReadOptions().setFillCache(false);
    private boolean closed;

    DiskTable(DiskTables of, Options options, String path) throws RocksDBException {
        this.of = of;
        this.table = RocksDB.open(options, path);
    }

    byte @Nullable [] get(byte[] key) {
        try {
            return table.get(key);
        } catch (RocksDBException e) {
            throw of.trouble(e);
        }
    }

    void put(byte[] key, byte[] value) {
        try {
            table.put(writing, key, value);
        } catch (RocksDBException e) {
            throw of.trouble(e);
        }
    }

    /** What is written together. */
    final class Together implements AutoCloseable {
        private final WriteBatch batch = new WriteBatch();

        void put(byte[] key, byte[] value) {
            try {
                batch.put(key, value);
            } catch (RocksDBException e) {
                throw of.trouble(e);
            }
        }

        void delete(byte[] key) {
            try {
                batch.delete(key);
            } catch (RocksDBException e) {
                throw of.trouble(e);
            }
        }

        void write() {
            try {
                table.write(writing, batch);
            } catch (RocksDBException e) {
                throw of.trouble(e);
            }
        }

        @Override
        public void close() {
            batch.close();
        }
    }

    Together together() {
        return new Together();
    }

    /** Goes through the table as it is now, in the order of unsigned bytes. */
    final class Cursor implements AutoCloseable {
        private final RocksIterator at = table.newIterator(scanning);

        /** The first key that is not before {@code from}; null at the end. */
        byte @Nullable [] seek(byte[] from) {
            at.seek(from);
            return key();
        }

        /** The next key; null at the end. */
        byte @Nullable [] next() {
            at.next();
            return key();
        }

        private byte @Nullable [] key() {
            if (at.isValid()) {
                return at.key();
            }
            try {
                at.status();
                return null;
            } catch (RocksDBException e) {
                throw of.trouble(e);
            }
        }

        @Override
        public void close() {
            at.close();
        }
    }

    Cursor cursor() {
        return new Cursor();
    }

    /** Brings to the disk what is there now; of a table that is closed, nothing. */
    void flush() {
        if (closed) {
            return; // RocksDB would take the process down
        }
        try (var options = new org.rocksdb.FlushOptions().setWaitForFlush(true)) {
            table.flush(options);
        } catch (RocksDBException e) {
            throw of.trouble(e);
        }
    }

    /** Nothing may be open on it any more. */
    @Override
    public void close() {
        closed = true;
        table.close();
        writing.close();
        scanning.close();
    }
}
