package org.silobridge.model;

import java.util.Locale;

/** A text in both languages of the exchange. Neither may be blank. */
public record LocalisedText(String en, String zh) {

    public LocalisedText {
        if (en.isBlank() || zh.isBlank()) {
            throw new IllegalArgumentException("a text needs both languages, en and zh");
        }
    }

    /** Chinese for Chinese locales, else English. */
    public String in(Locale locale) {
        return locale.getLanguage().equals("zh") ? zh : en;
    }
}
