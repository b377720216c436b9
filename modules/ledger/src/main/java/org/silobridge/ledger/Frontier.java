package org.silobridge.ledger;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * What must be kept of a Merkle tree to go on appending to it: its size and the roots of its perfect subtrees, the
 * largest (and oldest) first, one for each bit that is set in the size. At most 63 hashes, whatever the size. Not safe
 * for use by several threads.
 */
public final class Frontier {
    private long size;
    private final ArrayList<Hash> subtrees;

    /** Of the empty tree. */
    public Frontier() {
        this(0, List.of());
    }

    private Frontier(long size, List<Hash> subtrees) {
        this.size = size;
        this.subtrees = new ArrayList<>(subtrees);
    }

    /**
     * Of a tree known by its size and subtrees.
     *
     * @throws MalformedException unless there is one hash for each bit set in the size
     */
    public static Frontier of(long size, List<Hash> subtrees) throws MalformedException {
        if (size < 0 || subtrees.size() != Long.bitCount(size)) {
            throw new MalformedException("a tree of size " + size + " has " + Long.bitCount(size)
                    + " perfect subtrees, not " + subtrees.size());
        }
        return new Frontier(size, subtrees);
    }

    /** The inverse of {@link #toBytes}. */
    public static Frontier of(long size, byte[] bytes) throws MalformedException {
        if (bytes.length % Hash.LENGTH != 0) {
            throw new MalformedException("no row of hashes: " + bytes.length + " bytes");
        }
        var in = ByteBuffer.wrap(bytes);
        var subtrees = new ArrayList<Hash>();
        while (in.hasRemaining()) {
            var hash = new byte[Hash.LENGTH];
            in.get(hash);
            subtrees.add(Hash.of(hash));
        }
        return of(size, subtrees);
    }

    public Frontier copy() {
        return new Frontier(size, subtrees);
    }

    public void append(Hash leaf) {
        var node = leaf;
        for (long bits = size; (bits & 1) == 1; bits >>= 1) {
            node = MerkleTree.nodeHash(subtrees.remove(subtrees.size() - 1), node);
        }
        subtrees.add(node);
        size++;
    }

    public long size() {
        return size;
    }

    public List<Hash> subtrees() {
        return List.copyOf(subtrees);
    }

    /** The root of the whole tree. */
    public Hash root() {
        if (subtrees.isEmpty()) {
            return Hash.sha256();
        }
        var root = subtrees.get(subtrees.size() - 1);
        for (int i = subtrees.size() - 2; i >= 0; i--) {
            root = MerkleTree.nodeHash(subtrees.get(i), root);
        }
        return root;
    }

    /** The subtrees' hashes one after the other, as they are stored. */
    public byte[] toBytes() {
        var out = ByteBuffer.allocate(subtrees.size() * Hash.LENGTH);
        subtrees.forEach(hash -> out.put(hash.raw()));
        return out.array();
    }
}
