package org.silobridge.connector.source.cdc;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class SegmentTest {
    private static Segment segment(String snapshot) {
        return new Segment(snapshot, 0, List.of());
    }

    @Test
    void seesWhatHadCommittedBeforeItBegan() {
        var segment = segment("100:105:101,103");

        assertThat(segment.sees(99)).isTrue();
        assertThat(segment.sees(100)).isTrue();
        assertThat(segment.sees(101)).isFalse();
        assertThat(segment.sees(102)).isTrue();
        assertThat(segment.sees(103)).isFalse();
        assertThat(segment.sees(105)).isFalse();
        assertThat(segment.sees(200)).isFalse();
    }

    @Test
    void knowsTransactionsByTheirLowerHalfOnEitherSideOfAnEpoch() {
        var segment = segment("8589934590:8589934595:8589934591");

        assertThat(segment.sees(4294967294L)).isTrue();
        assertThat(segment.sees(4294967295L)).isFalse();
        assertThat(segment.sees(0)).isTrue();
        assertThat(segment.sees(3)).isFalse();
    }

    @Test
    void readsPlacesInTheLog() {
        assertThat(Lsn.parse("16/B374D848")).isEqualTo(0x16B374D848L);
    }

    @Test
    void aPlaceIsThatOfItsPosition() {
        var place = new CdcPlace(
                7, 0x16B374D848L, 3, true, List.of(new Segment("1:2:", 9, List.of("a", "\"b")), segment("3:4:")));

        assertThat(CdcPlace.of(place.position("public.t", "silobridge_t"))).isEqualTo(place);
    }
}
