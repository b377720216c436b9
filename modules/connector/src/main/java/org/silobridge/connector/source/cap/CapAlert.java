package org.silobridge.connector.source.cap;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.xml.stream.XMLStreamConstants;
import org.jspecify.annotations.Nullable;
import org.silobridge.connector.source.file.BrokenFileException;
import org.silobridge.connector.source.xml.Allowance;
import org.silobridge.connector.source.xml.XmlReading;
import org.silobridge.model.Reason;

/** One element of an alert with what is in it, as read: whether it has all that CAP demands is for the contract to say. */
record CapAlert(String name, String text, List<CapAlert> parts) {
    private static final String CAP_1_2 = "urn:oasis:names:tc:emergency:cap:1.2";

    /** Reads an alert. @throws BrokenFileException if it is none of CAP 1.2, or has more bytes than allowed */
    static CapAlert read(InputStream in, long maxBytes) throws IOException {
        // The document is read to its end: nothing may follow the alert.
        try (var xml = new XmlReading(new Allowance(in, maxBytes))) {
            CapAlert alert = null;
            for (int event = xml.next(); event != XMLStreamConstants.END_DOCUMENT; event = xml.next()) {
                if (event == XMLStreamConstants.START_ELEMENT) {
                    if (!xml.name().equals("alert") || !xml.namespace().equals(CAP_1_2)) {
                        throw new BrokenFileException(Reason.of(
                                "connector.source.no-cap", "element", xml.name(), "namespace", xml.namespace()));
                    }
                    alert = element(xml);
                }
            }
            if (alert == null) {
                throw new BrokenFileException(Reason.of("connector.source.no-cap", "element", "", "namespace", ""));
            }
            return alert;
        }
    }

    private static CapAlert element(XmlReading xml) throws IOException {
        var name = xml.name();
        var text = new StringBuilder();
        var parts = new ArrayList<CapAlert>();
        while (true) {
            switch (xml.next()) {
                case XMLStreamConstants.START_ELEMENT -> {
                    // Extensions such as signatures are not CAP's own.
                    boolean own = xml.namespace().equals(CAP_1_2);
                    var part = element(xml);
                    if (own) {
                        parts.add(part);
                    }
                }
                case XMLStreamConstants.END_ELEMENT -> {
                    return new CapAlert(name, parts.isEmpty() ? text.toString().strip() : "", List.copyOf(parts));
                }
                case XMLStreamConstants.END_DOCUMENT ->
                    throw new IllegalStateException("a document ended within an element");
                default -> xml.text(text);
            }
        }
    }

    private List<CapAlert> all(String of) {
        return parts.stream().filter(part -> part.name.equals(of)).toList();
    }

    private @Nullable String only(String of) {
        var found = all(of);
        return found.isEmpty() ? null : found.get(0).text;
    }

    /** The texts of its rows, by column. */
    List<Map<String, String>> rows(CapSettings.RowPer per) {
        var infos = all("info");
        var rows = new ArrayList<Map<String, String>>();
        if (per == CapSettings.RowPer.ALERT || infos.isEmpty()) {
            var row = new LinkedHashMap<String, String>();
            add(row, "", this);
            row.put("info.number", "0");
            for (var info : infos) {
                add(row, "info.", info);
                info.all("area").forEach(area -> add(row, "area.", area));
            }
            rows.add(row);
            return rows;
        }
        for (int i = 0; i < infos.size(); i++) {
            var info = infos.get(i);
            var areas = info.all("area");
            boolean each = per == CapSettings.RowPer.AREA && !areas.isEmpty();
            for (int j = 0; j < (each ? areas.size() : 1); j++) {
                var row = new LinkedHashMap<String, String>();
                add(row, "", this);
                add(row, "info.", info);
                row.put("info.number", String.valueOf(i + 1));
                if (each) {
                    add(row, "area.", areas.get(j));
                    row.put("area.number", String.valueOf(j + 1));
                } else {
                    areas.forEach(area -> add(row, "area.", area));
                    row.put("area.number", "0");
                }
                rows.add(row);
            }
        }
        return rows;
    }

    private static void add(Map<String, String> row, String prefix, CapAlert of) {
        for (var part : of.parts) {
            if (part.parts.isEmpty()) {
                put(row, prefix + part.name, part.text, CapColumns.separator(part.name));
            } else if (!part.name.equals("info") && !part.name.equals("area")) {
                var name = part.only("valueName");
                var value = part.only("value");
                if (name != null && value != null) {
                    put(row, prefix + part.name + "." + name, value, CapColumns.separator(part.name));
                }
            }
        }
    }

    private static void put(Map<String, String> row, String column, String text, String separator) {
        if (!text.isEmpty()) {
            row.merge(column, text, (one, next) -> one + separator + next);
        }
    }
}
