package org.silobridge.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.silobridge.model.DepartmentId;
import org.silobridge.model.Slug;

/** Slugs and ids stand in names on Kafka and in queries: nothing but their form gets through. */
class FormsOfNamesTest {
    @ParameterizedTest
    @ValueSource(
            strings = {"ab", "a1", "air-quality-hourly", "a-1", "abcdefghijklmnopqrstuvwxyz0123456789abcdefghijkl"})
    void takesASlug(String slug) {
        assertThat(new Slug(slug).value()).isEqualTo(slug);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "a",
                "1a",
                "-a",
                "a-",
                "a--b",
                "aB",
                "a_b",
                "a.b",
                "aé",
                "a b",
                "ab\n",
                "abcdefghijklmnopqrstuvwxyz0123456789abcdefghijklm"
            })
    void refusesWhatIsNoSlug(String text) {
        assertThat(Slug.isValid(text)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "dep",
                "dep-",
                "dst-7k3m9q2x4v8w1z5t",
                "dep_7k3m9q2x4v8w1z5t",
                "dep-7k3m9q2x4v8w1z5",
                "dep-7k3m9q2x4v8w1z5t0",
                "dep-7k3m9q2x4v8w1z5i",
                "dep-7k3m9q2x4v8w1z5l",
                "dep-7k3m9q2x4v8w1z5o",
                "dep-7k3m9q2x4v8w1z5u",
                "dep-7K3m9q2x4v8w1z5t",
                "dep-7k3m9q2x4v8w1z5\n"
            })
    void refusesWhatIsNoIdOfItsKind(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> new DepartmentId(text));
    }

    @ParameterizedTest
    @ValueSource(strings = {"dep-7k3m9q2x4v8w1z5t", "dep-0000000000000000"})
    void takesAnId(String id) {
        assertThat(new DepartmentId(id).value()).isEqualTo(id);
    }
}
