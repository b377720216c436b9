package org.silobridge.catalogue.actor;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.silobridge.model.Outcome;

class TokenScopeTest {

    @Test
    void nothingAskedForIsAll() {
        var scope = TokenScope.parse(List.of()).orThrow();

        assertThat(Permission.values()).allMatch(scope::admits);
    }

    @Test
    void wordsAddUp() {
        var scope = scope("read", "leaseKey");

        assertThat(Arrays.stream(Permission.values()).filter(scope::admits))
                .contains(Permission.LEASE_KEY, Permission.GET_PUBLICATION, Permission.LIST_GRANTS)
                .doesNotContain(Permission.PUBLISH_CONTRACT, Permission.REVOKE_GRANT, Permission.ISSUE_TOKEN);
    }

    @Test
    void saysOfEachWordThatIsNone() {
        var parsed = TokenScope.parse(List.of("read", "everything", "health"));

        assertThat(parsed).isInstanceOfSatisfying(Outcome.Refused.class, refused -> assertThat(
                        refused.refusal().violations())
                .extracting("path")
                .containsExactly("scope[1]", "scope[2]"));
    }

    @Test
    void aWordThatIsNoneAnyMoreOpensNothing() {
        var scope = new TokenScope(Set.of("abolished"));

        assertThat(Permission.values()).noneMatch(scope::admits);
    }

    @Test
    void coversWhatIsNoWiderToday_AndWillBeNoWider() {
        assertThat(TokenScope.ALL.covers(TokenScope.ALL)).isTrue();
        assertThat(TokenScope.ALL.covers(new TokenScope(Set.of("abolished")))).isTrue();
        assertThat(scope("read", "leaseKey").covers(scope("leaseKey"))).isTrue();
        assertThat(scope("read").covers(scope("getGrant", "listGrants"))).isTrue();
        assertThat(scope("read").covers(scope("getGrant", "leaseKey"))).isFalse();
        assertThat(scope("getGrant").covers(scope("read"))).isFalse();
        assertThat(scope(operations()).covers(TokenScope.ALL)).isFalse();
    }

    private static String[] operations() {
        return Arrays.stream(Permission.values())
                .filter(Permission::needsActor)
                .map(Permission::operation)
                .toArray(String[]::new);
    }

    private static TokenScope scope(String... words) {
        return TokenScope.parse(List.of(words)).orThrow();
    }
}
