package org.silobridge.ledger;

import java.util.ArrayList;
import java.util.List;

/**
 * The Merkle tree of RFC 6962 section 2.1 over SHA-256, its proofs, and their verification by the algorithms of RFC
 * 9162 sections 2.1.3.2 and 2.1.4.2. For the root of a growing tree see {@link Frontier}.
 */
public final class MerkleTree {
    private static final byte[] LEAF = {0};
    private static final byte[] NODE = {1};

    private MerkleTree() {}

    public static Hash leafHash(byte[] entry) {
        return Hash.sha256(LEAF, entry);
    }

    static Hash nodeHash(Hash left, Hash right) {
        return Hash.sha256(NODE, left.raw(), right.raw());
    }

    /** The root over {@code leaves}; of none, the hash of nothing. */
    public static Hash root(List<Hash> leaves) {
        var frontier = new Frontier();
        leaves.forEach(frontier::append);
        return frontier.root();
    }

    /**
     * The hashes that lead from leaf {@code index} to the root, nearest the leaf first.
     *
     * @throws IndexOutOfBoundsException if there is no such leaf
     */
    public static List<Hash> inclusionProof(List<Hash> leaves, int index) {
        if (index < 0 || index >= leaves.size()) {
            throw new IndexOutOfBoundsException("leaf " + index + " of " + leaves.size());
        }
        var path = new ArrayList<Hash>();
        inclusion(leaves, index, path);
        return path;
    }

    private static void inclusion(List<Hash> leaves, int index, List<Hash> path) {
        if (leaves.size() == 1) {
            return;
        }
        int split = Integer.highestOneBit(leaves.size() - 1);
        var left = leaves.subList(0, split);
        var right = leaves.subList(split, leaves.size());
        if (index < split) {
            inclusion(left, index, path);
            path.add(root(right));
        } else {
            inclusion(right, index - split, path);
            path.add(root(left));
        }
    }

    /**
     * The hashes that show that the tree over {@code leaves} extends the one over its first {@code size}.
     *
     * @throws IndexOutOfBoundsException unless {@code 0 < size <= leaves.size()}
     */
    public static List<Hash> consistencyProof(List<Hash> leaves, int size) {
        if (size < 1 || size > leaves.size()) {
            throw new IndexOutOfBoundsException("size " + size + " of " + leaves.size());
        }
        var path = new ArrayList<Hash>();
        consistency(leaves, size, true, path);
        return path;
    }

    private static void consistency(List<Hash> leaves, int size, boolean known, List<Hash> path) {
        if (size == leaves.size()) {
            if (!known) {
                path.add(root(leaves));
            }
            return;
        }
        int split = Integer.highestOneBit(leaves.size() - 1);
        var left = leaves.subList(0, split);
        var right = leaves.subList(split, leaves.size());
        if (size <= split) {
            consistency(left, size, known, path);
            path.add(root(right));
        } else {
            consistency(right, size - split, false, path);
            path.add(root(left));
        }
    }

    /** Whether {@code path} shows that {@code leaf} stands at {@code index} of the tree of that size and root. */
    public static boolean verifyInclusion(Hash leaf, long index, long size, List<Hash> path, Hash root) {
        if (index < 0 || index >= size) {
            return false;
        }
        long node = index;
        long last = size - 1;
        var hash = leaf;
        for (var next : path) {
            if (last == 0) {
                return false;
            }
            if ((node & 1) == 1 || node == last) {
                hash = nodeHash(next, hash);
                while ((node & 1) == 0 && node != 0) {
                    node >>= 1;
                    last >>= 1;
                }
            } else {
                hash = nodeHash(hash, next);
            }
            node >>= 1;
            last >>= 1;
        }
        return last == 0 && hash.equals(root);
    }

    /** Whether {@code path} shows that the tree of {@code size} and {@code root} extends the older one. */
    public static boolean verifyConsistency(long oldSize, Hash oldRoot, long size, Hash root, List<Hash> path) {
        if (oldSize < 1 || oldSize > size) {
            return false;
        }
        if (oldSize == size) {
            return path.isEmpty() && oldRoot.equals(root);
        }
        var hashes = new ArrayList<>(path);
        if (Long.bitCount(oldSize) == 1) {
            hashes.add(0, oldRoot);
        }
        if (hashes.isEmpty()) {
            return false;
        }
        long node = oldSize - 1;
        long last = size - 1;
        while ((node & 1) == 1) {
            node >>= 1;
            last >>= 1;
        }
        var old = hashes.get(0);
        var now = hashes.get(0);
        for (var next : hashes.subList(1, hashes.size())) {
            if (last == 0) {
                return false;
            }
            if ((node & 1) == 1 || node == last) {
                old = nodeHash(next, old);
                now = nodeHash(next, now);
                while ((node & 1) == 0 && node != 0) {
                    node >>= 1;
                    last >>= 1;
                }
            } else {
                now = nodeHash(now, next);
            }
            node >>= 1;
            last >>= 1;
        }
        return last == 0 && old.equals(oldRoot) && now.equals(root);
    }
}
