package org.silobridge.contract.sample;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.LongStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;

class ScatterProperties {

    @Property(tries = 200)
    void everyNumberBelowTheBoundComesOnce(@ForAll @LongRange(min = 1, max = 3_000) long bound, @ForAll long seed) {
        var scatter = new Scatter(bound, seed);

        var numbers = LongStream.range(0, bound).map(scatter::at).sorted().toArray();

        assertThat(numbers).isEqualTo(LongStream.range(0, bound).toArray());
    }

    @Property(tries = 200)
    void largeBoundsAreKept(@ForAll @LongRange(min = 1 << 20, max = Values.MANY) long bound, @ForAll long seed) {
        var scatter = new Scatter(bound, seed);

        assertThat(LongStream.range(0, 100).map(scatter::at).distinct())
                .hasSize(100)
                .allMatch(number -> number >= 0 && number < bound);
    }
}
