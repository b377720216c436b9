package org.silobridge.catalogue.key;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.silobridge.catalogue.store.Columns;
import org.silobridge.model.DatasetId;

/** Wrapped secrets in PostgreSQL. Every method runs in the transaction of the handle it is given. */
final class KeyStore {

    record Row(SecretLabel label, WrappedSecret wrapped) {}

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
                .map((row, context) -> read(row).wrapped())
                .findOne();
    }

    List<Row> all(Handle db) {
        return db.createQuery("SELECT dataset, major, wrapping_key, wrapped FROM dataset_key ORDER BY dataset, major")
                .map((row, context) -> read(row))
                .list();
    }

    private static Row read(ResultSet row) throws SQLException {
        return new Row(
                new SecretLabel(new DatasetId(row.getString("dataset")), row.getInt("major")),
                new WrappedSecret(row.getInt("wrapping_key"), row.getBytes("wrapped")));
    }
}
