package org.silobridge.catalogue.key;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.SecureRandom;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.silobridge.model.DatasetId;

class KeysetTest {
    private static final SecretLabel LABEL = new SecretLabel(new DatasetId("dst-0123456789abcdef"), 1);

    private final SecureRandom random = new SecureRandom();
    private final Keyset keyset = new Keyset(1, Map.of(1, random.generateSeed(32)));
    private final byte[] secret = random.generateSeed(32);

    @Test
    void unwrapsWhatItWrapped() {
        var wrapped = keyset.wrap(secret, LABEL, random);

        assertThat(wrapped.bytes()).hasSize(60);
        assertThat(keyset.unwrap(wrapped, LABEL)).hasValue(secret);
    }

    @Test
    void wrapsTheSameSecretDifferentlyEachTime() {
        assertThat(keyset.wrap(secret, LABEL, random).bytes())
                .isNotEqualTo(keyset.wrap(secret, LABEL, random).bytes());
    }

    @Test
    void doesNotUnwrapUnderAnotherLabel() {
        var wrapped = keyset.wrap(secret, LABEL, random);

        assertThat(keyset.unwrap(wrapped, new SecretLabel(LABEL.dataset(), 2))).isEmpty();
        assertThat(keyset.unwrap(wrapped, new SecretLabel(new DatasetId("dst-1123456789abcdef"), 1)))
                .isEmpty();
    }

    @Test
    void doesNotUnwrapWithAnotherKey() {
        var wrapped = keyset.wrap(secret, LABEL, random);

        assertThat(new Keyset(1, Map.of(1, random.generateSeed(32))).unwrap(wrapped, LABEL))
                .isEmpty();
        assertThat(keyset.unwrap(new WrappedSecret(2, wrapped.bytes()), LABEL)).isEmpty();
    }

    @Test
    void findsEveryByteThatWasChanged() {
        var wrapped = keyset.wrap(secret, LABEL, random).bytes();
        for (int i = 0; i < wrapped.length; i++) {
            var changed = wrapped.clone();
            changed[i] ^= 1;

            assertThat(keyset.unwrap(new WrappedSecret(1, changed), LABEL))
                    .as("byte " + i)
                    .isEmpty();
        }
    }

    @Test
    void saysWhichVersionsItHasAndNoKey() {
        assertThat(keyset).hasToString("Keyset[current=1, versions=[1]]");
    }
}
