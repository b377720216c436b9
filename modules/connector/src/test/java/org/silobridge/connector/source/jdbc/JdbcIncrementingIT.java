package org.silobridge.connector.source.jdbc;

import java.util.List;

class JdbcIncrementingIT extends JdbcContract {
    @Override
    JdbcMode mode() {
        return JdbcMode.INCREMENTING;
    }

    @Override
    List<String> order() {
        return List.of("no");
    }
}
