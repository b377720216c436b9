package org.silobridge.catalogue.key;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.silobridge.catalogue.store.Columns;
import org.silobridge.model.DatasetId;
import org.silobridge.model.DeliveryTargetId;

/** Wrapped secrets in PostgreSQL. Every method runs in the transaction of the handle it is given. */
final class KeyStore {

    record Row(Label label, WrappedSecret wrapped) {}

    /** Inserts it. @return false where the label has a secret already */
    boolean insert(Handle db, SecretLabel label, WrappedSecret wrapped, Instant at) {
        return db.createUpdate("""
                INSERT INTO dataset_key (dataset, major, purpose, wrapping_key, wrapped, created_at)
                VALUES (:dataset, :major, :purpose, :wrappingKey, :wrapped, :at)
                ON CONFLICT (dataset, major, purpose) DO NOTHING""")
                        .bind("dataset", label.dataset().value())
                        .bind("major", label.major())
                        .bind("purpose", SecretLabel.PURPOSE)
                        .bind("wrappingKey", wrapped.keyVersion())
                        .bind("wrapped", wrapped.bytes())
                        .bind("at", Columns.utc(at))
                        .execute()
                == 1;
    }

    Optional<WrappedSecret> find(Handle db, SecretLabel label) {
        return db.createQuery("""
                SELECT dataset, major, wrapping_key, wrapped FROM dataset_key
                 WHERE dataset = :dataset AND major = :major AND purpose = :purpose""")
                .bind("dataset", label.dataset().value())
                .bind("major", label.major())
                .bind("purpose", SecretLabel.PURPOSE)
                .map((row, context) -> wrapped(row))
                .findOne();
    }

    void insert(Handle db, WebhookLabel label, WrappedSecret wrapped, Instant at) {
        db.createUpdate("""
                        INSERT INTO webhook_secret (target, wrapping_key, wrapped, created_at)
                        VALUES (:target, :wrappingKey, :wrapped, :at)""")
                .bind("target", label.target().value())
                .bind("wrappingKey", wrapped.keyVersion())
                .bind("wrapped", wrapped.bytes())
                .bind("at", Columns.utc(at))
                .execute();
    }

    Optional<WrappedSecret> find(Handle db, WebhookLabel label) {
        return db.createQuery("SELECT wrapping_key, wrapped FROM webhook_secret WHERE target = :target")
                .bind("target", label.target().value())
                .map((row, context) -> wrapped(row))
                .findOne();
    }

    void delete(Handle db, WebhookLabel label) {
        db.createUpdate("DELETE FROM webhook_secret WHERE target = :target")
                .bind("target", label.target().value())
                .execute();
    }

    /** Everything that is wrapped. */
    List<Row> all(Handle db) {
        var all = new ArrayList<Row>();
        db.createQuery("SELECT dataset, major, wrapping_key, wrapped FROM dataset_key ORDER BY dataset, major")
                .map((row, context) -> new Row(
                        new SecretLabel(new DatasetId(row.getString("dataset")), row.getInt("major")), wrapped(row)))
                .forEach(all::add);
        db.createQuery("SELECT target, wrapping_key, wrapped FROM webhook_secret ORDER BY target")
                .map((row, context) ->
                        new Row(new WebhookLabel(new DeliveryTargetId(row.getString("target"))), wrapped(row)))
                .forEach(all::add);
        return all;
    }

    private static WrappedSecret wrapped(ResultSet row) throws SQLException {
        return new WrappedSecret(row.getInt("wrapping_key"), row.getBytes("wrapped"));
    }
}
