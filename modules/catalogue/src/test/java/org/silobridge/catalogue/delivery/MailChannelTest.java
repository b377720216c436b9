package org.silobridge.catalogue.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.mail.Session;
import jakarta.mail.internet.MimeMessage;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Properties;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.silobridge.catalogue.delivery.DeliverySettings.Mail;
import org.silobridge.catalogue.delivery.DeliverySettings.Security;
import org.silobridge.catalogue.notice.Notice;
import org.silobridge.model.ActorId;
import org.silobridge.model.DeliveryTargetId;
import org.silobridge.model.DepartmentId;
import org.silobridge.model.NoticeId;
import org.silobridge.model.Reason;
import org.silobridge.model.Violation;
import org.silobridge.sandbox.sink.MailSink;

class MailChannelTest {
    private static final Random RANDOM = new Random(1);
    private static final String EVIL = "x\r\nBcc: all@a.gov.cn\r\n\r\n.\r\nMAIL FROM:<a@b.c>";

    @Test
    void noWordsOfPeopleBecomeHeadersOrCommands() throws Exception {
        try (var sink = MailSink.start()) {
            var parcel = parcel("zh", Reason.of("catalogue.notice.said", "text", EVIL), "交换平台\r\nBcc: b@a.gov.cn");

            assertThat(channel(sink, Security.NONE).send(parcel)).isInstanceOf(Sent.Delivered.class);

            assertThat(sink.mails()).hasSize(1);
            var mail = sink.mails().get(0);
            assertThat(mail.recipient()).isEqualTo("duty@a.gov.cn");
            assertThat(mail.header("Bcc")).isEmpty();
            assertThat(mail.header("Message-ID")).isEqualTo("<" + parcel.key() + "@exchange.example.org>");
            assertThat(mail.header("Auto-Submitted")).isEqualTo("auto-generated");
            var read = read(mail);
            assertThat(read.getSubject()).startsWith("交换平台 Bcc: b@a.gov.cn: x Bcc: all@a.gov.cn . MAIL");
            assertThat(read.getAllRecipients()).hasSize(1);
            assertThat(read.getSentDate()).isEqualTo(parcel.letter().notice().writtenAt());
        }
    }

    @Test
    void bothLanguagesAreInItTheChosenOneFirst() throws Exception {
        try (var sink = MailSink.start()) {
            var due = Reason.of(
                    "catalogue.notice.request-withdrawn", "request", "req-1", "department", "a", "dataset", "d");
            channel(sink, Security.NONE).send(parcel("zh", due, "交换平台"));
            channel(sink, Security.NONE).send(parcel("en", due, "交换平台"));

            var zh = due.in(Locale.CHINESE);
            var en = due.in(Locale.ENGLISH);
            assertThat(read(sink.mails().get(0)).getSubject()).isEqualTo("交换平台: " + zh);
            assertThat(text(sink.mails().get(0))).startsWith(zh).contains(en);
            assertThat(text(sink.mails().get(1))).startsWith(en).contains(zh).contains("- durationDays: ");
            assertThat(sink.mails().get(1).lines())
                    .allSatisfy(line -> assertThat(line).hasSizeLessThan(999));
        }
    }

    @Test
    void tellsWhyInItsOwnWords() {
        try (var refusing = MailSink.start(0, recipient -> "550 5.1.1 " + recipient + " is not known here")) {
            assertThat(failure(channel(refusing, Security.NONE)))
                    .isEqualTo(Reason.of("catalogue.delivery.mail-refused", "status", 550));
        }
        try (var open = MailSink.start()) {
            assertThat(failure(channel(open, Security.STARTTLS)).code()).startsWith("catalogue.delivery.");
            assertThat(failure(channel(open, Security.TLS)).code()).startsWith("catalogue.delivery.");
            assertThat(open.mails()).as("nothing goes unencrypted").isEmpty();
            open.kill();
            assertThat(failure(channel(open, Security.NONE))).isEqualTo(Reason.of("catalogue.delivery.no-answer"));
        }
    }

    private static Reason failure(Channel channel) {
        return channel.send(parcel("en", Reason.of("catalogue.notice.said", "text", "x"), "e"))
                        instanceof Sent.Failed failed
                ? failed.why()
                : Reason.of("it.was.sent");
    }

    private static Channel channel(MailSink sink, Security security) {
        var mail = new Mail(
                "127.0.0.1", sink.port(), security, Optional.empty(), "exchange@example.org", List.of("*.gov.cn"));
        var settings = new DeliverySettings(
                Duration.ofSeconds(1),
                Duration.ofSeconds(20),
                Duration.ofDays(1),
                Optional.empty(),
                Optional.of(mail),
                Optional.empty());
        return new MailChannel(
                mail, new Destinations(settings), settings.timeout(), settings.trust(), "exchange.example.org");
    }

    private static Parcel parcel(String language, Reason reason, String exchange) {
        var at = Instant.parse("2026-03-01T08:00:00Z");
        var notice = new Notice(
                NoticeId.random(RANDOM),
                DepartmentId.random(RANDOM),
                "req-1",
                reason,
                List.of(new Violation("durationDays", null, Reason.of("catalogue.notice.said", "text", EVIL))),
                at,
                null,
                null);
        return new Parcel(
                new Letter(notice, exchange, "emergency"),
                new DeliveryTarget(
                        DeliveryTargetId.random(RANDOM),
                        DepartmentId.random(RANDOM),
                        DeliveryTarget.Kind.EMAIL,
                        "duty@a.gov.cn",
                        Locale.forLanguageTag(language),
                        at,
                        ActorId.random(RANDOM)),
                new byte[0]);
    }

    private static MimeMessage read(MailSink.Mail mail) throws Exception {
        return new MimeMessage(
                Session.getInstance(new Properties()),
                new ByteArrayInputStream(String.join("\r\n", mail.lines()).getBytes(StandardCharsets.UTF_8)));
    }

    private static @Nullable String text(MailSink.Mail mail) throws Exception {
        return (String) read(mail).getContent();
    }
}
