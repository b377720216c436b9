package org.silobridge.catalogue.database;

import java.util.List;
import org.jdbi.v3.core.Handle;
import org.silobridge.model.LocalisedText;
import org.silobridge.model.Outcome;
import org.silobridge.model.Reason;
import org.silobridge.model.Refusal.Kind;
import org.silobridge.model.Slug;

/** The databases, as the migrations brought them. */
public final class Databases {

    /** The basic ones, then the thematic ones. */
    public List<Database> all(Handle db) {
        return db.createQuery("SELECT slug, kind, title_en, title_zh FROM database ORDER BY ordinal")
                .map((row, context) -> new Database(
                        new Slug(row.getString("slug")),
                        row.getString("kind"),
                        new LocalisedText(row.getString("title_en"), row.getString("title_zh"))))
                .list();
    }

    /** One database; NOT_FOUND where there is none. */
    public Outcome<Database> find(Handle db, String slug) {
        return all(db).stream()
                .filter(database -> database.slug().value().equals(slug))
                .findFirst()
                .map(Outcome::ok)
                .orElseGet(() ->
                        Outcome.refused(Kind.NOT_FOUND, Reason.of("catalogue.database.unknown", "database", slug)));
    }
}
