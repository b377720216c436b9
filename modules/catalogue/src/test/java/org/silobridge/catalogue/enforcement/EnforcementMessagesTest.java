package org.silobridge.catalogue.enforcement;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Locale;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.silobridge.model.Messages;

class EnforcementMessagesTest {

    @ParameterizedTest
    @EnumSource(StopCause.class)
    void saysWhyItStoppedInBothLanguages(StopCause cause) {
        assertHas("enforcement.stopped." + cause.word());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "kafka-unavailable",
                "registry-unavailable",
                "postgres-unavailable",
                "failed",
                "objects-failed",
                "login-overlap",
                "no-such-login",
                "no-such-plan",
                "survey-under-way",
                "right-never-found",
                "right-left-anyway",
                "right-not-kept",
                "keep-days",
                "standby"
            })
    void saysWhatIsWrongInBothLanguages(String code) {
        assertHas("enforcement." + code);
    }

    private static void assertHas(String code) {
        assertThat(Messages.has(code, Locale.ENGLISH)).isTrue();
        assertThat(Messages.has(code, Locale.SIMPLIFIED_CHINESE)).isTrue();
    }
}
