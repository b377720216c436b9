package org.silobridge.sandbox.sink;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.UnaryOperator;

/**
 * A mail server on the loopback address that keeps what it is sent (RFC 5321, as much as a client needs: no TLS, no
 * log-in). It can be killed at any moment and started again on its port; what it has said that it has, it still has.
 */
public final class MailSink implements AutoCloseable {
    private final UnaryOperator<String> answer;
    private final List<Mail> mails = new CopyOnWriteArrayList<>();
    private final LoopbackListener listener;

    /** An e-mail: to whom, and its lines as they came, headers first. */
    public record Mail(String recipient, List<String> lines) {
        public Mail {
            lines = List.copyOf(lines);
        }

        /** A header, unfolded; empty where it is not there. */
        public String header(String name) {
            var value = new StringBuilder();
            boolean in = false;
            for (var line : lines.subList(0, Math.max(0, lines.indexOf("")))) {
                if (in && (line.startsWith(" ") || line.startsWith("\t"))) {
                    value.append(line);
                } else {
                    in = line.toLowerCase(Locale.ROOT).startsWith(name.toLowerCase(Locale.ROOT) + ":");
                    if (in) {
                        value.append(line.substring(name.length() + 1).strip());
                    }
                }
            }
            return value.toString();
        }
    }

    /** On a free port; takes everything. */
    public static MailSink start() {
        return start(0, recipient -> "250 taken");
    }

    /**
     * On a port; 0: any free one.
     *
     * @param answer what it says to a recipient: {@code 250 …} takes the e-mail
     */
    public static MailSink start(int port, UnaryOperator<String> answer) {
        return new MailSink(port, answer);
    }

    private MailSink(int port, UnaryOperator<String> answer) {
        this.answer = answer;
        this.listener = new LoopbackListener("mail-sink", port, this::converse);
    }

    public int port() {
        return listener.port();
    }

    /** What it has taken, in the order of arrival; what came twice, twice. */
    public List<Mail> mails() {
        return List.copyOf(mails);
    }

    /** Is gone at once, with every connection. */
    public void kill() {
        listener.kill();
    }

    /** Is there again. */
    public void restart() {
        listener.restart();
    }

    @Override
    public void close() {
        kill();
    }

    private void converse(Socket socket) throws IOException {
        var in = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
        say(socket, "220 sink");
        var recipient = "";
        for (var line = in.readLine(); line != null; line = in.readLine()) {
            var command = line.toUpperCase(Locale.ROOT);
            if (command.startsWith("RCPT TO:")) {
                recipient = line.replaceFirst(".*<(.*)>.*", "$1");
                say(socket, answer.apply(recipient));
            } else if (command.equals("DATA")) {
                say(socket, "354 go on");
                mails.add(new Mail(recipient, body(in)));
                say(socket, "250 taken");
            } else if (command.equals("QUIT")) {
                say(socket, "221 bye");
                return;
            } else {
                say(socket, "250 sink");
            }
        }
    }

    private static List<String> body(BufferedReader in) throws IOException {
        var lines = new ArrayList<String>();
        for (var line = in.readLine(); !".".equals(line); line = in.readLine()) {
            if (line == null) {
                throw new IOException("the e-mail broke off");
            }
            lines.add(line.startsWith(".") ? line.substring(1) : line);
        }
        return lines;
    }

    private static void say(Socket socket, String line) throws IOException {
        socket.getOutputStream().write((line + "\r\n").getBytes(StandardCharsets.US_ASCII));
    }
}
