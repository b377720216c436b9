package org.silobridge.catalogue.delivery;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.silobridge.catalogue.notice.Notice;
import org.silobridge.model.Reason;

/** A notice in words: what the inbox shows of it, in both languages, and no more. */
record Letter(Notice notice, String exchange, String department) {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int SUBJECT_LENGTH = 120;
    private static final String RULE = "\n\n----\n\n";

    /** In one line that ends where an e-mail's subject should. */
    String subject(Locale language) {
        var text = oneLine(exchange + ": " + notice.reason().in(language));
        return text.codePointCount(0, text.length()) <= SUBJECT_LENGTH
                ? text
                : text.substring(0, text.offsetByCodePoints(0, SUBJECT_LENGTH - 1)) + "…";
    }

    /** Both languages, one after the other. */
    String text(Locale first) {
        var second = first.equals(Locale.CHINESE) ? Locale.ENGLISH : Locale.CHINESE;
        return said(first) + RULE + said(second) + "\n";
    }

    private String said(Locale language) {
        var text = new StringBuilder(oneLine(notice.reason().in(language))).append("\n");
        for (var detail : notice.details()) {
            text.append("\n- ")
                    .append(oneLine(detail.path() + ": " + detail.reason().in(language)));
        }
        return text.append("\n\n")
                .append(Reason.of(
                                "catalogue.delivery.signature",
                                "notice",
                                notice.id(),
                                "about",
                                notice.about(),
                                "department",
                                department,
                                "exchange",
                                exchange)
                        .in(language))
                .toString();
    }

    /** The same bytes each time, for receivers to compare. */
    byte[] json(String key) {
        var body = new LinkedHashMap<String, Object>();
        body.put("version", 1);
        body.put("key", key);
        body.put("id", notice.id().value());
        body.put("exchange", exchange);
        body.put("department", department);
        body.put("about", notice.about());
        body.putAll(said(notice.reason()));
        body.put(
                "details",
                notice.details().stream()
                        .map(detail -> {
                            var item = new LinkedHashMap<String, Object>();
                            item.put("path", detail.path());
                            item.putAll(said(detail.reason()));
                            return item;
                        })
                        .toList());
        body.put("writtenAt", notice.writtenAt().toString());
        try {
            return JSON.writeValueAsBytes(body);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("texts can be written as JSON", e);
        }
    }

    private static Map<String, Object> said(Reason reason) {
        var said = new LinkedHashMap<String, Object>();
        said.put("code", reason.code());
        said.put("parameters", reason.parameters());
        var texts = new LinkedHashMap<String, String>();
        for (var language : List.of(Locale.ENGLISH, Locale.CHINESE)) {
            texts.put(language.getLanguage(), reason.in(language));
        }
        said.put("text", texts);
        return said;
    }

    /** Whatever people wrote into it: no line of theirs becomes a line, or a header, of ours. */
    private static String oneLine(String text) {
        return text.replaceAll("[\\p{Cc}\\p{Zl}\\p{Zp}]+", " ").strip();
    }
}
