package org.silobridge.catalogue.delivery;

import jakarta.mail.AuthenticationFailedException;
import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Date;
import java.util.Locale;
import java.util.Optional;
import java.util.Properties;
import javax.net.ssl.SSLException;
import org.eclipse.angus.mail.smtp.SMTPAddressFailedException;
import org.eclipse.angus.mail.smtp.SMTPSendFailedException;
import org.eclipse.angus.mail.smtp.SMTPSenderFailedException;
import org.jspecify.annotations.Nullable;
import org.silobridge.catalogue.delivery.DeliverySettings.Login;
import org.silobridge.catalogue.delivery.DeliverySettings.Mail;
import org.silobridge.catalogue.delivery.DeliverySettings.Security;
import org.silobridge.contract.yaml.Secret;
import org.silobridge.model.Outcome;

/** Hands e-mails to the operator's mail server. One connection for each, which only its certificate's name is told. */
final class MailChannel implements Channel {
    private final Mail mail;
    private final Destinations destinations;
    private final String host;
    private final Session session;

    /** @param host what stands behind the {@code @} of a Message-ID: it stays while the exchange does */
    MailChannel(Mail mail, Destinations destinations, Duration timeout, Optional<Trust> trust, String host) {
        this.mail = mail;
        this.destinations = destinations;
        this.host = host;
        var properties = properties(mail, timeout, host);
        trust.ifPresent(known -> properties.put("mail.smtp.ssl.socketFactory", known.sockets()));
        this.session = Session.getInstance(properties);
    }

    private static Properties properties(Mail mail, Duration timeout, String host) {
        var properties = new Properties();
        var millis = String.valueOf(timeout.toMillis());
        properties.put("mail.transport.protocol", "smtp");
        properties.put("mail.smtp.host", mail.host());
        properties.put("mail.smtp.port", String.valueOf(mail.port()));
        properties.put("mail.smtp.connectiontimeout", millis);
        properties.put("mail.smtp.timeout", millis);
        properties.put("mail.smtp.writetimeout", millis);
        properties.put("mail.smtp.localhost", host);
        properties.put("mail.smtp.from", mail.from());
        properties.put("mail.smtp.auth", String.valueOf(mail.login().isPresent()));
        properties.put("mail.smtp.ssl.enable", String.valueOf(mail.security() == Security.TLS));
        properties.put("mail.smtp.starttls.enable", String.valueOf(mail.security() == Security.STARTTLS));
        properties.put("mail.smtp.starttls.required", String.valueOf(mail.security() == Security.STARTTLS));
        properties.put("mail.smtp.ssl.checkserveridentity", "true");
        // Whom we do not trust is not asked again by other means.
        properties.put("mail.smtp.socketFactory.fallback", "false");
        // What it has accepted it has, whatever it says to our good-bye.
        properties.put("mail.smtp.quitwait", "false");
        return properties;
    }

    @Override
    public Sent send(Parcel parcel) {
        var address = destinations.email(parcel.target().address());
        if (!(address instanceof Outcome.Ok<String> ok)) {
            return new Sent.Failed(((Outcome.Refused<String>) address).refusal().reason());
        }
        boolean accepted = false;
        try (var transport = session.getTransport()) {
            connect(transport);
            var message = message(parcel, ok.value());
            transport.sendMessage(message, message.getAllRecipients());
            accepted = true;
        } catch (MessagingException e) {
            return accepted ? new Sent.Delivered() : failure(e);
        }
        return new Sent.Delivered();
    }

    private void connect(Transport transport) throws MessagingException {
        transport.connect(
                mail.host(),
                mail.port(),
                mail.login().map(Login::user).orElse(null),
                mail.login()
                        .map(Login::password)
                        .map(Secret::reveal)
                        .map(String::strip)
                        .orElse(null));
    }

    private MimeMessage message(Parcel parcel, String address) throws MessagingException {
        var letter = parcel.letter();
        var language = parcel.target().language() == null
                ? Locale.ENGLISH
                : parcel.target().language();
        var message = new Named(session, "<" + parcel.key() + "@" + host + ">");
        message.setFrom(new InternetAddress(mail.from()));
        message.setRecipient(Message.RecipientType.TO, new InternetAddress(address));
        message.setSubject(letter.subject(language), StandardCharsets.UTF_8.name());
        message.setSentDate(Date.from(letter.notice().writtenAt()));
        message.setHeader("Auto-Submitted", "auto-generated");
        message.setText(letter.text(language), StandardCharsets.UTF_8.name());
        message.saveChanges();
        return message;
    }

    /** A message whose id is ours, not one that the library makes up each time. */
    private static final class Named extends MimeMessage {
        private final String id;

        Named(Session session, String id) {
            super(session);
            this.id = id;
        }

        @Override
        protected void updateMessageID() throws MessagingException {
            setHeader("Message-ID", id);
        }
    }

    /** In our words: a mail server's own may name people. */
    private static Sent failure(MessagingException thrown) {
        for (Exception e = thrown;
                e != null;
                e = e instanceof MessagingException more ? more.getNextException() : cause(e)) {
            if (e instanceof AuthenticationFailedException) {
                return Sent.failed("catalogue.delivery.mail-login");
            }
            int status = status(e);
            if (status > 0) {
                return Sent.failed("catalogue.delivery.mail-refused", "status", status);
            }
            if (e instanceof SSLException) {
                return Sent.failed("catalogue.delivery.no-trust");
            }
            if (e instanceof SocketTimeoutException) {
                return Sent.failed("catalogue.delivery.mail-too-slow");
            }
        }
        return Sent.failed("catalogue.delivery.no-answer");
    }

    private static int status(Exception e) {
        if (e instanceof SMTPAddressFailedException address) {
            return address.getReturnCode();
        }
        if (e instanceof SMTPSenderFailedException sender) {
            return sender.getReturnCode();
        }
        return e instanceof SMTPSendFailedException send ? send.getReturnCode() : 0;
    }

    private static @Nullable Exception cause(Exception e) {
        return e.getCause() instanceof Exception cause ? cause : null;
    }
}
