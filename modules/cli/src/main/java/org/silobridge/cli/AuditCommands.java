package org.silobridge.cli;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.silobridge.client.CatalogueClient;
import org.silobridge.contract.yaml.TextFile;
import org.silobridge.ledger.LedgerVerifier;
import org.silobridge.ledger.MalformedException;
import org.silobridge.ledger.NoteVerifier;
import org.silobridge.ledger.VerificationReport;
import org.silobridge.model.Reason;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code silobridge audit …}. */
final class AuditCommands {
    private AuditCommands() {}

    @Command(
            name = "export",
            description = "Writes the whole ledger to a file. For auditors.",
            footer = {"", "Example:", "  silobridge audit export 2026-11.silobridge-ledger"})
    static final class Export extends ClientCommand {
        @Parameters(paramLabel = "FILE", description = "Where it goes.")
        Path file;

        Export(Console console) {
            super(console);
        }

        @Override
        void run(CatalogueClient catalogue) throws IOException {
            long size = catalogue.exportLedger(file).orThrow();
            console.say(Reason.of("cli.audit.exported", "file", file, "bytes", size));
        }
    }

    @Command(
            name = "checkpoint",
            description = "Shows the newest signed checkpoint: keep it, to hold an export against it.")
    static final class Checkpoint extends ClientCommand {
        Checkpoint(Console console) {
            super(console);
        }

        @Override
        void run(CatalogueClient catalogue) {
            console.out().print(catalogue.checkpoint().orThrow());
        }
    }

    @Command(
            name = "key",
            description = {
                "Shows the public key that the ledger's signatures verify with.",
                "Take it once, from a place that you trust, and keep it: what verifies, verifies against this key."
            },
            footer = {"", "Example:", "  silobridge audit key > ledger.vkey"})
    static final class Key extends ClientCommand {
        Key(Console console) {
            super(console);
        }

        @Override
        void run(CatalogueClient catalogue) {
            console.out().println(catalogue.exchange().orThrow().ledger().verifierKey());
        }
    }

    @Command(
            name = "verify",
            description = {
                "Verifies an exported ledger, offline: finds what was changed, is missing, was added or stands in",
                "another order, and says which. Status 6 if it does not verify.",
                "",
                "It proves that the file is what the key signed. For now the operator holds that key."
            },
            footer = {
                "",
                "Example:",
                "  silobridge audit verify 2026-11.silobridge-ledger --key ledger.vkey --kept last-month.checkpoint"
            })
    static final class Verify implements Callable<Integer> {
        private final Console console;

        @Parameters(paramLabel = "FILE", description = "The export.")
        Path file;

        @Option(
                names = "--key",
                required = true,
                paramLabel = "VKEY",
                description = "The ledger's verifier key (name+hash+key), or a file that holds it.")
        String key;

        @Option(
                names = "--kept",
                paramLabel = "FILE",
                description = "A checkpoint kept from before: the ledger must extend it.")
        @Nullable
        Path kept;

        @Option(
                names = "--signing-keys",
                paramLabel = "FILE",
                description = {
                    "Ids of the keys (sgk-…, one a line) that people gave you themselves: then no other one counts,",
                    "whatever the ledger says. Without: those that the ledger has confirmed."
                })
        @Nullable
        Path signingKeys;

        Verify(Console console) {
            this.console = console;
        }

        @Override
        public Integer call() throws IOException {
            var verifier = verifier();
            if (!Files.isReadable(file) || Files.isDirectory(file)) {
                throw ClientOptions.invalid(
                        "FILE",
                        file.toString(),
                        Reason.of(
                                "cli.file.unreadable",
                                "why",
                                Files.exists(file) ? "not a readable file" : "no such file"));
            }
            try (var in = new BufferedInputStream(Files.newInputStream(file))) {
                var report = verifier.verify(in);
                var out = console.out();
                report.findings()
                        .forEach(finding -> out.println(Console.safe(
                                "line " + finding.line() + ": " + finding.kind() + ": " + finding.text())));
                if (report.more() > 0) {
                    out.println("… and " + report.more() + " more");
                }
                tellSignatures(report.signatures());
                out.println(Reason.of(
                                report.verified() ? "cli.audit.verified" : "cli.audit.not-verified",
                                "file",
                                file,
                                "entries",
                                report.entries(),
                                "checkpoints",
                                report.checkpoints(),
                                "origin",
                                Console.safe(report.origin()),
                                "findings",
                                report.findings().size() + report.more())
                        .in(console.locale()));
                return report.verified() ? ExitStatus.DONE : ExitStatus.NOT_VERIFIED;
            }
        }

        /** What people signed, and with which keys: whose they are, only those people can say. */
        private void tellSignatures(VerificationReport.Signatures signatures) {
            if (signatures.keys().isEmpty()) {
                return;
            }
            signatures.keys().forEach(key -> console.out()
                    .println(Console.safe(Reason.of(
                                    "cli.audit.signing-key",
                                    "key",
                                    key.id(),
                                    "actor",
                                    key.actor(),
                                    "department",
                                    key.department().orElse("*"),
                                    "confirmedBy",
                                    key.confirmedBy().isEmpty() ? "-" : key.confirmedBy(),
                                    "state",
                                    key.revoked()
                                            ? "revoked"
                                            : key.confirmedBy().isEmpty() ? "offered" : "confirmed",
                                    "signed",
                                    key.signed())
                            .in(console.locale()))));
            console.out()
                    .println(Reason.of(
                                    "cli.audit.signatures",
                                    "signed",
                                    signatures.signed(),
                                    "datasets",
                                    signatures.demanding().size(),
                                    "byRule",
                                    signatures.byRule())
                            .in(console.locale()));
        }

        private LedgerVerifier verifier() throws IOException {
            LedgerVerifier verifier;
            try {
                verifier = new LedgerVerifier(NoteVerifier.parse(keyText()));
            } catch (MalformedException e) {
                throw ClientOptions.invalid(
                        "--key", key, Reason.of("cli.value.form", "why", String.valueOf(e.getMessage())));
            }
            if (signingKeys != null) {
                verifier = verifier.trusting(TextFile.read(signingKeys, signingKeys.toString())
                        .orThrow()
                        .lines()
                        .map(String::strip)
                        .filter(line -> !line.isEmpty())
                        .collect(Collectors.toSet()));
            }
            if (kept == null) {
                return verifier;
            }
            var note = TextFile.read(kept, kept.toString()).orThrow();
            try {
                return verifier.withKept(note);
            } catch (MalformedException e) {
                throw ClientOptions.invalid(
                        "--kept", kept.toString(), Reason.of("cli.value.form", "why", String.valueOf(e.getMessage())));
            }
        }

        /** A key holds plus signs and base64: no file is likely to have such a name. */
        private String keyText() {
            var path = Path.of(key);
            return Files.isRegularFile(path)
                    ? TextFile.read(path, key).orThrow().strip()
                    : key.strip();
        }
    }
}
