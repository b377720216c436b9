package org.silobridge.cli.soak.notices;

import static java.util.stream.Collectors.toMap;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.silobridge.cli.local.CreditCodes;
import org.silobridge.cli.local.LocalExchange;
import org.silobridge.cli.local.Participant;
import org.silobridge.cli.soak.Findings;
import org.silobridge.cli.soak.Moment;
import org.silobridge.cli.soak.SoakReport;
import org.silobridge.client.CatalogueClient;
import org.silobridge.client.CatalogueUnavailableException;
import org.silobridge.client.Dataset;
import org.silobridge.client.NewDepartment;
import org.silobridge.client.NewRequest;
import org.silobridge.client.Notice;
import org.silobridge.client.NoticeDelivery;
import org.silobridge.client.Request;
import org.silobridge.model.ContractName;
import org.silobridge.model.Outcome;
import org.silobridge.model.RequestId;
import org.silobridge.sandbox.sink.MailSink;
import org.silobridge.sandbox.sink.WebhookSink;

/**
 * Kills the catalogue with SIGKILL, and the mail server and the webhook that its notices go to, at random moments, while
 * an applicant files requests and takes them back, of which the owner is told each time. Afterwards each of these
 * notices must have arrived by mail and at the webhook, and each event under one Message-ID and one key alone.
 */
public final class SoakNotices {
    private static final ContractName CONTRACT = ContractName.parse("health-care/daily-case-counts");
    private static final String TOLD = "catalogue.notice.request-withdrawn";
    private static final String MAILBOX = "duty@localhost.localdomain";
    private static final Pattern NAME = Pattern.compile("(ntc-\\w+)\\.tgt-\\w+");
    private static final int LONGEST_UP_MILLIS = 1200;
    private static final int LONGEST_DOWN_MILLIS = 600;
    private static final int AGAIN_MILLIS = 40;
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final LocalExchange exchange;
    private final Path schemas;
    private final Consumer<String> progress;
    private final Findings findings = new Findings();
    private final Set<String> withdrawn = new ConcurrentSkipListSet<>();

    /** @param schemas the project's directory of contracts */
    public SoakNotices(LocalExchange exchange, Path schemas, Consumer<String> progress) {
        this.exchange = exchange;
        this.schemas = schemas;
        this.progress = progress;
    }

    /**
     * Runs it once on this exchange.
     *
     * @param times how often to kill
     */
    public SoakReport run(long seed, int times) throws IOException, InterruptedException {
        var owner = join("soak-told", "0000B001");
        var applicant = join("soak-asking", "0000B002");
        exchange.publishContract(owner, schemas, CONTRACT);
        var dataset = exchange.openDataset(owner, CONTRACT);
        var coordinator = exchange.coordinator();
        var chance = new Random(seed);
        var end = new CountDownLatch(1);
        try (var mail = MailSink.start(exchange.mailPort(), recipient -> "250 taken");
                var hook = WebhookSink.start()) {
            owner.steward().addDelivery(owner.slug(), "email", MAILBOX, "zh").orThrow();
            owner.steward()
                    .addDelivery(owner.slug(), "webhook", hook.url("/notices"), null)
                    .orThrow();
            var asking = new Thread(() -> ask(applicant, coordinator, dataset, end), "soak-applicant");
            asking.setDaemon(true);
            asking.start();
            Map<String, Integer> killed;
            try {
                killed = kill(chance, times, mail, hook);
            } finally {
                end.countDown();
                asking.join();
            }
            return judge(seed, killed, arrived(owner), mail, hook);
        }
    }

    private Participant join(String slug, String code) {
        return exchange.join(new NewDepartment(
                slug,
                new NewDepartment.NewName("Department " + slug, "部门"),
                CreditCodes.of(code),
                "national",
                "100000"));
    }

    /** Of what is taken back the owner is told if it was with the owner: so it passes the check before. */
    private void ask(Participant applicant, CatalogueClient coordinator, Dataset dataset, CountDownLatch end) {
        try {
            for (int i = 0; !end.await(10, TimeUnit.MILLISECONDS); i++) {
                var key = "soak-" + i;
                var filed = answered(() -> applicant.applicant().fileRequest(wanted(applicant, dataset), key))
                        .id();
                answered(() -> checked(coordinator, filed));
                answered(() -> applicant.applicant().withdraw(filed));
                withdrawn.add(filed.value());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            findings.add("the applicant had to stop: " + e);
        }
    }

    /** A check that was made and not answered is found made. */
    private static Outcome<Request> checked(CatalogueClient coordinator, RequestId filed) {
        var outcome = coordinator.passCheck(filed);
        boolean made = outcome instanceof Outcome.Refused<Request> refused
                && refused.refusal().reason().code().equals("catalogue.request.waits-for-steward");
        return made ? coordinator.request(filed) : outcome;
    }

    private static NewRequest wanted(Participant applicant, Dataset dataset) {
        return new NewRequest(
                dataset.name().toString(),
                applicant.slug(),
                "ServiceAccessDetermination",
                "a soak run",
                "soak",
                List.of("open"),
                30,
                null);
    }

    /** Calls until there is an answer; at the end the catalogue is up. */
    private static <T> T answered(Supplier<Outcome<T>> call) throws InterruptedException {
        while (true) {
            try {
                return call.get().orThrow();
            } catch (CatalogueUnavailableException e) {
                Moment.pass(AGAIN_MILLIS);
            }
        }
    }

    private Map<String, Integer> kill(Random chance, int times, MailSink mail, WebhookSink hook)
            throws InterruptedException {
        var killed = new LinkedHashMap<String, Integer>();
        for (int i = 1; i <= times; i++) {
            awaitWithdrawals(i);
            Moment.pass(chance.nextInt(LONGEST_UP_MILLIS));
            int down = chance.nextInt(LONGEST_DOWN_MILLIS);
            switch (chance.nextInt(4)) {
                case 0 -> {
                    mail.kill();
                    Moment.pass(down);
                    mail.restart();
                    killed.merge("mail server killed", 1, Integer::sum);
                }
                case 1 -> {
                    hook.kill();
                    Moment.pass(down);
                    hook.restart();
                    killed.merge("webhook killed", 1, Integer::sum);
                }
                default -> {
                    exchange.killCatalogue();
                    exchange.startCatalogue();
                    killed.merge("catalogue killed", 1, Integer::sum);
                }
            }
            progress.accept("killed " + i + " of " + times);
        }
        return killed;
    }

    /** What is killed is killed at work, however slow this machine is. */
    private void awaitWithdrawals(int count) throws InterruptedException {
        long begun = System.nanoTime();
        while (withdrawn.size() < count && System.nanoTime() - begun < PATIENCE.toNanos()) {
            Moment.pass(10);
        }
        findings.check(withdrawn.size() >= count, "no request was withdrawn in " + PATIENCE.toSeconds() + " s");
    }

    /** The notices of withdrawals, once all of them are on record as delivered, or as they are when that takes too long. */
    private List<Notice> arrived(Participant owner) throws InterruptedException {
        long begun = System.nanoTime();
        while (true) {
            var notices = answered(() -> owner.steward().notices(owner.slug(), null)).stream()
                    .filter(notice -> notice.reason().code().equals(TOLD))
                    .toList();
            boolean all = notices.stream()
                    .flatMap(notice -> notice.delivery().stream())
                    .map(NoticeDelivery::state)
                    .allMatch("delivered"::equals);
            if (all || System.nanoTime() - begun > PATIENCE.toNanos()) {
                findings.check(all, "not all notices were delivered after " + PATIENCE.toSeconds() + " s");
                return notices;
            }
            Moment.pass(100);
        }
    }

    private SoakReport judge(
            long seed, Map<String, Integer> killed, List<Notice> notices, MailSink mail, WebhookSink hook) {
        var events = notices.stream().collect(toMap(notice -> notice.id().value(), Notice::about, (one, other) -> one));
        findings.same("notices of acknowledged withdrawals", withdrawn, Set.copyOf(events.values()));
        findings.check(
                notices.size() == Set.copyOf(events.values()).size(),
                "an event has more than one notice: " + notices.size());
        var mailed = mail.mails().stream().map(one -> one.header("Message-ID")).toList();
        var posted = hook.messages().stream()
                .map(message -> message.header("Idempotency-Key"))
                .toList();
        arrivedOnce("Message-ID", events, mailed);
        arrivedOnce("key", events, posted);
        hook.messages()
                .forEach(message -> findings.check(
                        message.header("webhook-id").equals(message.header("Idempotency-Key")),
                        "two names in one message: " + message.header("webhook-id")));
        var facts = new LinkedHashMap<String, Object>();
        facts.put("seed", seed);
        facts.putAll(killed);
        facts.put("notices", notices.size());
        facts.put("e-mails", mailed.size());
        facts.put("e-mails that came again", mailed.size() - Set.copyOf(mailed).size());
        facts.put("webhook messages", posted.size());
        facts.put(
                "webhook messages that came again",
                posted.size() - Set.copyOf(posted).size());
        return new SoakReport(facts, findings.all());
    }

    /** Each event came, and whatever came again came under its first name. */
    private void arrivedOnce(String what, Map<String, String> events, List<String> names) {
        var byEvent = new HashMap<String, Set<String>>();
        for (var name : Set.copyOf(names)) {
            var notice = NAME.matcher(name);
            Optional<String> event =
                    notice.find() ? Optional.ofNullable(events.get(notice.group(1))) : Optional.empty();
            // Of other things the owner may be told too.
            event.ifPresent(known ->
                    byEvent.computeIfAbsent(known, first -> new TreeSet<>()).add(name));
        }
        findings.same("events that arrived under a " + what, Set.copyOf(events.values()), byEvent.keySet());
        byEvent.forEach((event, known) ->
                findings.check(known.size() == 1, event + " has more than one " + what + ": " + known));
    }
}
