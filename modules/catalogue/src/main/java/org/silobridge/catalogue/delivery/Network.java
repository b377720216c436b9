package org.silobridge.catalogue.delivery;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.regex.Pattern;

/** A block of addresses, such as {@code 10.20.0.0/16} or {@code fd00::/8}. */
public record Network(InetAddress first, int bits) {
    private static final Pattern FORM =
            Pattern.compile("([0-9]+(?:\\.[0-9]+){3}|[0-9a-fA-F:.]*:[0-9a-fA-F:.]*)/(\\d{1,3})");

    public Network {
        int length = first.getAddress().length * Byte.SIZE;
        if (bits < 0 || bits > length) {
            throw new IllegalArgumentException("of " + length + " bits, not " + bits);
        }
    }

    /**
     * Reads one.
     *
     * @throws IllegalArgumentException if it is none; names are not looked up
     */
    public static Network parse(String text) {
        var found = FORM.matcher(text);
        if (!found.matches()) {
            throw new IllegalArgumentException("not a block of addresses: " + text);
        }
        try {
            return new Network(InetAddress.getByName(found.group(1)), Integer.parseInt(found.group(2)));
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException("not a block of addresses: " + text, e);
        }
    }

    /** Whether an address is in it. */
    boolean has(InetAddress address) {
        var one = first.getAddress();
        var other = address.getAddress();
        if (one.length != other.length) {
            return false;
        }
        for (int bit = 0; bit < bits; bit++) {
            int mask = 0x80 >> (bit % Byte.SIZE);
            if ((one[bit / Byte.SIZE] & mask) != (other[bit / Byte.SIZE] & mask)) {
                return false;
            }
        }
        return true;
    }

    @Override
    public String toString() {
        return (first instanceof Inet6Address ? first.getHostAddress().replaceFirst("%.*", "") : first.getHostAddress())
                + "/" + bits;
    }
}
