package org.silobridge.sandbox;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Locale;

/**
 * Who vouches for the clients of Kafka that come with certificates: X.509 by hand, for the JDK reads certificates and makes
 * none, and its keytool is a process for each step.
 */
final class ClientAuthority {
    private static final byte[] ECDSA_WITH_SHA256 = der(0x30, hex("06082a8648ce3d040302"));
    private static final byte[] COMMON_NAME = hex("0603550403");
    /** basicConstraints, critical: an authority. */
    private static final byte[] IS_AUTHORITY =
            der(0xa3, der(0x30, der(0x30, hex("0603551d130101ff"), der(0x04, der(0x30, hex("0101ff"))))));

    private static final DateTimeFormatter UTC_TIME =
            DateTimeFormatter.ofPattern("yyMMddHHmmss'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);

    private final String name;
    private final Instant now;
    private final KeyPair keys = keys();
    private final byte[] certificate;
    private int serial = 1;

    ClientAuthority(String name, Instant now) {
        this.name = name;
        this.now = now;
        this.certificate = certificate(name, keys, IS_AUTHORITY);
    }

    /** A certificate and its key, in PEM. */
    record Issued(String certificate, String key) {}

    /** What a broker has to trust, in PEM. */
    String certificate() {
        return pem("CERTIFICATE", certificate);
    }

    Issued issue(String commonName) {
        var theirs = keys();
        return new Issued(
                pem("CERTIFICATE", certificate(commonName, theirs, new byte[0])),
                pem("PRIVATE KEY", theirs.getPrivate().getEncoded()));
    }

    private byte[] certificate(String subject, KeyPair of, byte[] extensions) {
        var signed = der(
                0x30,
                der(0xa0, hex("020102")),
                der(0x02, new byte[] {(byte) serial++}),
                ECDSA_WITH_SHA256,
                distinguished(name),
                der(0x30, time(now.minus(Duration.ofDays(1))), time(now.plus(Duration.ofDays(1)))),
                distinguished(subject),
                of.getPublic().getEncoded(),
                extensions);
        return der(0x30, signed, ECDSA_WITH_SHA256, der(0x03, new byte[1], sign(signed)));
    }

    private byte[] sign(byte[] text) {
        try {
            var ecdsa = Signature.getInstance("SHA256withECDSA");
            ecdsa.initSign(keys.getPrivate());
            ecdsa.update(text);
            return ecdsa.sign();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform signs with ECDSA", e);
        }
    }

    private static KeyPair keys() {
        try {
            var generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has secp256r1", e);
        }
    }

    private static byte[] distinguished(String name) {
        return der(0x30, der(0x31, der(0x30, COMMON_NAME, der(0x0c, name.getBytes(StandardCharsets.UTF_8)))));
    }

    private static byte[] time(Instant time) {
        return der(0x17, UTC_TIME.format(time).getBytes(StandardCharsets.US_ASCII));
    }

    /** Tag, length, contents. */
    private static byte[] der(int tag, byte[]... contents) {
        int length = Arrays.stream(contents).mapToInt(part -> part.length).sum();
        var out = new ByteArrayOutputStream();
        out.write(tag);
        if (length < 0x80) {
            out.write(length);
        } else if (length < 0x100) {
            out.write(0x81);
            out.write(length);
        } else {
            out.write(0x82);
            out.write(length >> 8);
            out.write(length);
        }
        Arrays.stream(contents).forEach(out::writeBytes);
        return out.toByteArray();
    }

    private static byte[] hex(String digits) {
        return HexFormat.of().parseHex(digits);
    }

    private static String pem(String what, byte[] bytes) {
        return "-----BEGIN " + what + "-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(bytes) + "\n-----END " + what
                + "-----\n";
    }
}
