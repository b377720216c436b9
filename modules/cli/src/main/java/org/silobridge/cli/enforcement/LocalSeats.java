package org.silobridge.cli.enforcement;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import org.jspecify.annotations.Nullable;
import org.silobridge.bench.enforcement.MeasuredExchange;
import org.silobridge.bench.enforcement.Seat;
import org.silobridge.cli.local.CreditCodes;
import org.silobridge.cli.local.LocalExchange;
import org.silobridge.cli.local.Participant;
import org.silobridge.client.Dataset;
import org.silobridge.client.NewDepartment;
import org.silobridge.client.NewRequest;
import org.silobridge.model.ContractName;
import org.silobridge.model.GrantId;

/**
 * Seats on a local exchange: a dataset that is shared unconditionally, so that the request is approved when it is filed,
 * and whose steward revokes. For one thread at a time.
 */
public final class LocalSeats implements MeasuredExchange {
    private static final ContractName CONTRACT = ContractName.parse("ecology-environment/air-quality-hourly");

    private final LocalExchange exchange;
    private final Path schemas;
    private final List<Seat> seats = new ArrayList<>();

    /** @param schemas the project's directory of contracts */
    public LocalSeats(LocalExchange exchange, Path schemas) {
        this.exchange = exchange;
        this.schemas = schemas;
    }

    @Override
    public Map<String, String> superUser() {
        return exchange.sandbox().kafkaClientConfig(exchange.sandbox().kafkaAdmin());
    }

    @Override
    public Seat seat(int index) {
        while (seats.size() <= index) {
            int next = seats.size();
            var owner = join("bench-owner-" + next, 2 * next);
            boolean published = exchange.operator().contracts(null).orThrow().stream()
                    .anyMatch(contract -> contract.name().equals(CONTRACT));
            if (!published) {
                exchange.publishContract(owner, schemas, CONTRACT);
            }
            seats.add(new Granted(
                    owner, exchange.openDataset(owner, CONTRACT), join("bench-reader-" + next, 2 * next + 1)));
        }
        return seats.get(index);
    }

    private Participant join(String slug, int number) {
        return exchange.join(new NewDepartment(
                slug,
                new NewDepartment.NewName(slug, slug),
                CreditCodes.of(String.format(Locale.ROOT, "00BE%04d", number)),
                "national",
                "100000"));
    }

    private static final class Granted implements Seat {
        private final Participant owner;
        private final Dataset dataset;
        private final Participant reader;
        private @Nullable GrantId grant;

        private Granted(Participant owner, Dataset dataset, Participant reader) {
            this.owner = owner;
            this.dataset = dataset;
            this.reader = reader;
        }

        @Override
        public String topic() {
            return dataset.topic();
        }

        @Override
        public Properties client() {
            return reader.kafkaProperties();
        }

        @Override
        public Decided give() {
            var request = reader.applicant()
                    .fileRequest(
                            new NewRequest(
                                    dataset.name().toString(),
                                    reader.slug(),
                                    "ServiceAccessDetermination",
                                    "a statute",
                                    "benchmark",
                                    List.of("open"),
                                    30,
                                    null),
                            null)
                    .orThrow();
            grant = Objects.requireNonNull(request.grant(), "approved by its rule");
            return new Decided(Objects.requireNonNull(request.decision()).at(), grant.value());
        }

        @Override
        public Decided end() {
            var ended = owner.steward()
                    .revoke(Objects.requireNonNull(grant, "given before"), "the benchmark ends it")
                    .orThrow();
            return new Decided(
                    Objects.requireNonNull(ended.endedAt()), ended.id().value());
        }
    }
}
