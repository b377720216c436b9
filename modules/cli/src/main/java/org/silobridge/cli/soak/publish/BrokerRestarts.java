package org.silobridge.cli.soak.publish;

import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.silobridge.cli.soak.Moment;
import org.silobridge.sandbox.ExchangeInfrastructure;
import org.silobridge.sandbox.Service;

/** Kills Kafka now and then, while connectors run, start and are killed, and starts it again a moment later. */
final class BrokerRestarts {
    private static final int FEWEST_KILLS_BETWEEN = 6;
    private static final int MORE_KILLS_BETWEEN = 24;
    private static final int LONGEST_DOWN_MILLIS = 2000;
    private static final int LOOK_MILLIS = 20;

    private final ExchangeInfrastructure infrastructure;
    private final Random chance;
    private final Consumer<String> progress;
    private int times;

    BrokerRestarts(ExchangeInfrastructure infrastructure, Random chance, Consumer<String> progress) {
        this.infrastructure = infrastructure;
        this.chance = chance;
        this.progress = progress;
    }

    /** Goes on until connectors are killed no more. Kafka answers when this returns. */
    void go(AtomicInteger killed, BooleanSupplier over) throws InterruptedException {
        int next = FEWEST_KILLS_BETWEEN + chance.nextInt(FEWEST_KILLS_BETWEEN);
        while (!over.getAsBoolean()) {
            if (killed.get() < next) {
                Moment.pass(LOOK_MILLIS);
                continue;
            }
            Moment.pass(chance.nextInt(LONGEST_DOWN_MILLIS));
            progress.accept("killing Kafka");
            infrastructure.kill(Service.KAFKA);
            Moment.pass(chance.nextInt(LONGEST_DOWN_MILLIS));
            infrastructure.restart(Service.KAFKA);
            times++;
            next = killed.get() + FEWEST_KILLS_BETWEEN + chance.nextInt(MORE_KILLS_BETWEEN);
        }
    }

    int times() {
        return times;
    }
}
