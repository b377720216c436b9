package org.silobridge.connector.source.jdbc;

import java.util.List;

class JdbcFullIT extends JdbcContract {
    @Override
    JdbcMode mode() {
        return JdbcMode.FULL;
    }

    @Override
    List<String> order() {
        return List.of("no");
    }
}
