package org.huifang.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MerkleTreeTest {
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 7, 8, 9, 31, 100})
    void everyLeafIsProvenAndNoOther(int size) {
        var leaves = IntStream.range(0, size)
                .mapToObj(i -> Ed25519.sha256(new byte[] {(byte) i}))
                .toList();
        byte[] root = MerkleTree.root(leaves);
        for (int i = 0; i < size; i++) {
            var path = MerkleTree.path(leaves, i);
            assertThat(MerkleTree.climb(leaves.get(i), path)).isEqualTo(root);
            assertThat(MerkleTree.climb(Ed25519.sha256(new byte[] {99, 1}), path))
                    .isNotEqualTo(root);
        }
    }
}
