package org.silobridge.connector.source.cdc;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.silobridge.model.DatasetId;
import org.silobridge.model.Slug;

class SlotNameTest {
    private static final DatasetId DATASET = new DatasetId("dst-0123456789abcdef");

    @Test
    void saysWhatItIsOf() {
        assertThat(SlotName.of(new Slug("licences-of-shops"), DATASET))
                .isEqualTo("silobridge_licences_of_shops_0123456789abcdef");
    }

    @Test
    void isThatOfNoOtherConnectorAlsoWhereItsNameIsLong() {
        var longest = "l".repeat(40);
        var one = SlotName.of(new Slug(longest + "1"), DATASET);

        assertThat(one).hasSize(63).matches("[a-z0-9_]+").endsWith("_0123456789abcdef");
        assertThat(SlotName.of(new Slug(longest + "2"), DATASET)).isNotEqualTo(one);
        assertThat(SlotName.of(new Slug("l".repeat(35)), DATASET)).hasSize(63).contains("_" + "l".repeat(35) + "_");
    }
}
