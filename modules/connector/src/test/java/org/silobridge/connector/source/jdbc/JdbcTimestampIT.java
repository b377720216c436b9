package org.silobridge.connector.source.jdbc;

import java.util.List;

class JdbcTimestampIT extends JdbcContract {
    @Override
    JdbcMode mode() {
        return JdbcMode.TIMESTAMP;
    }

    @Override
    List<String> order() {
        return List.of("changed", "no");
    }
}
