package org.silobridge.catalogue.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import org.jdbi.v3.core.transaction.UnableToManipulateTransactionIsolationLevelException;
import org.junit.jupiter.api.Test;

/** What counts as a PostgreSQL that does not answer now, so that who asked may ask again. */
class CatalogueDatabaseTest {

    private static boolean isGone(SQLException cause) {
        return CatalogueDatabase.isGone(
                new UnableToManipulateTransactionIsolationLevelException("unable to access current setting", cause));
    }

    @Test
    void aConnectionThatBrokeInTheMiddle() {
        assertThat(isGone(new SQLException("An I/O error occurred while sending to the backend.", "08006")))
                .isTrue();
        assertThat(isGone(new SQLException("terminating connection due to administrator command", "57P01")))
                .isTrue();
    }

    /** The pool closes what it saw break, and has no SQL state for whoever goes on with it. */
    @Test
    void aConnectionThatThePoolHasGivenUp() {
        assertThat(isGone(new SQLException("Connection is closed"))).isTrue();
    }

    @Test
    void noFaultOfAStatement() {
        assertThat(isGone(new SQLException("syntax error", "42601"))).isFalse();
    }
}
