package org.silobridge.connector.publish;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.silobridge.model.Reason;
import org.silobridge.model.Violation;

class FlagsTest {
    @Test
    void namePathAndCodeAndShowNoValue() {
        var json = Flags.json(List.of(
                new Violation("amount", "120", Reason.of("contract.rule.range", "min", 0, "max", 100)),
                new Violation("checks.in-order", null, Reason.of("contract.rule.check", "check", "in-order"))));

        assertThat(json)
                .asString()
                .isEqualTo("[{\"path\":\"amount\",\"code\":\"contract.rule.range\"},"
                        + "{\"path\":\"checks.in-order\",\"code\":\"contract.rule.check\"}]");
    }
}
