package org.silobridge.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

/** The tree against the published vectors, and against its own laws. */
class MerkleTreeTest {

    @Test
    void givesTheRootsOfTheVectors() throws IOException {
        var vectors = vectors();
        var leaves = leaves(vectors);
        var frontier = new Frontier();
        assertThat(frontier.root().toHex())
                .isEqualTo(vectors.get("roots").get("0").asText());
        for (int size = 1; size <= leaves.size(); size++) {
            frontier.append(leaves.get(size - 1));
            assertThat(frontier.root().toHex())
                    .isEqualTo(vectors.get("roots").get(String.valueOf(size)).asText());
        }
    }

    @Test
    void givesAndVerifiesTheInclusionProofsOfTheVectors() throws IOException {
        var vectors = vectors();
        assertThat(vectors.get("inclusion")).hasSize(36);
        for (var vector : vectors.get("inclusion")) {
            int size = vector.get("size").asInt();
            int index = vector.get("index").asInt();
            var leaves = leaves(vectors).subList(0, size);
            var path = MerkleTree.inclusionProof(leaves, index);
            assertThat(path.stream().map(Hash::toHex).toList()).isEqualTo(texts(vector.get("path")));
            assertThat(MerkleTree.verifyInclusion(leaves.get(index), index, size, path, MerkleTree.root(leaves)))
                    .isTrue();
        }
    }

    @Test
    void givesAndVerifiesTheConsistencyProofsOfTheVectors() throws IOException {
        var vectors = vectors();
        assertThat(vectors.get("consistency")).hasSize(28);
        for (var vector : vectors.get("consistency")) {
            int from = vector.get("from").asInt();
            int to = vector.get("to").asInt();
            var leaves = leaves(vectors).subList(0, to);
            var path = MerkleTree.consistencyProof(leaves, from);
            assertThat(path.stream().map(Hash::toHex).toList()).isEqualTo(texts(vector.get("path")));
            assertThat(MerkleTree.verifyConsistency(
                            from, MerkleTree.root(leaves.subList(0, from)), to, MerkleTree.root(leaves), path))
                    .isTrue();
        }
    }

    @Property(tries = 200)
    void provesEachLeafAtItsPlaceAndNowhereElse(
            @ForAll @IntRange(min = 1, max = 70) int size, @ForAll @IntRange int at) {
        var leaves = leaves(size);
        int index = Math.floorMod(at, size);
        var root = MerkleTree.root(leaves);
        var path = MerkleTree.inclusionProof(leaves, index);
        for (int other = 0; other < size; other++) {
            assertThat(MerkleTree.verifyInclusion(leaves.get(index), other, size, path, root))
                    .isEqualTo(other == index);
        }
        assertThat(MerkleTree.verifyInclusion(leaves.get(index), index, size, path, MerkleTree.leafHash(new byte[0])))
                .isFalse();
        assertThat(MerkleTree.verifyInclusion(leaves.get(index), index, size, plus(path, root), root))
                .isFalse();
        if (!path.isEmpty()) {
            assertThat(MerkleTree.verifyInclusion(
                            leaves.get(index), index, size, path.subList(0, path.size() - 1), root))
                    .isFalse();
        }
    }

    @Property(tries = 200)
    void provesThatATreeExtendsAnotherAndNothingElse(
            @ForAll @IntRange(min = 1, max = 70) int size, @ForAll @IntRange int at) {
        var leaves = leaves(size);
        int from = 1 + Math.floorMod(at, size);
        var old = MerkleTree.root(leaves.subList(0, from));
        var root = MerkleTree.root(leaves);
        var path = MerkleTree.consistencyProof(leaves, from);
        assertThat(MerkleTree.verifyConsistency(from, old, size, root, path)).isTrue();
        var forged = new ArrayList<>(leaves.subList(0, from));
        forged.set(from - 1, MerkleTree.leafHash(new byte[] {1, 2, 3}));
        assertThat(MerkleTree.verifyConsistency(from, MerkleTree.root(forged), size, root, path))
                .isFalse();
        assertThat(MerkleTree.verifyConsistency(from, old, size, root, plus(path, root)))
                .isFalse();
        if (!path.isEmpty()) {
            assertThat(MerkleTree.verifyConsistency(from, old, size, root, path.subList(0, path.size() - 1)))
                    .isFalse();
        }
    }

    @Property(tries = 100)
    void aStoredFrontierGoesOnWhereItStood(
            @ForAll @IntRange(min = 0, max = 200) int size, @ForAll @IntRange(min = 0, max = 50) int more)
            throws MalformedException {
        var leaves = leaves(size + more);
        var frontier = new Frontier();
        leaves.subList(0, size).forEach(frontier::append);
        var restored = Frontier.of(size, frontier.toBytes());
        leaves.subList(size, size + more).forEach(restored::append);
        assertThat(restored.root()).isEqualTo(MerkleTree.root(leaves));
        assertThat(restored.size()).isEqualTo(size + more);
    }

    private static List<Hash> plus(List<Hash> path, Hash one) {
        var more = new ArrayList<>(path);
        more.add(one);
        return more;
    }

    private static List<Hash> leaves(int size) {
        var leaves = new ArrayList<Hash>();
        for (int i = 0; i < size; i++) {
            leaves.add(MerkleTree.leafHash(("leaf " + i).getBytes(StandardCharsets.UTF_8)));
        }
        return leaves;
    }

    private static List<Hash> leaves(JsonNode vectors) {
        return texts(vectors.get("leavesHex")).stream()
                .map(hex -> MerkleTree.leafHash(HexFormat.of().parseHex(hex)))
                .toList();
    }

    private static List<String> texts(JsonNode array) {
        var texts = new ArrayList<String>();
        array.forEach(node -> texts.add(node.asText()));
        return texts;
    }

    static JsonNode vectors() throws IOException {
        return new ObjectMapper().readTree(MerkleTreeTest.class.getResource("/vectors/merkle.json"));
    }
}
