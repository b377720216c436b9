package org.silobridge.cli.soak.publish;

import java.util.List;
import java.util.Random;
import org.silobridge.connector.quarantine.QuarantineRecord;

/** A feed of what happens in a {@link Register}: what must come of it is the register's to say, however it is published. */
abstract class RegisterFeed implements Feed {
    final Publisher publisher;
    final Random chance;
    final Penalties penalties;
    final Register register;
    private final Judge.Order order;

    RegisterFeed(Publisher publisher, Random chance, Judge.Order order) {
        this.publisher = publisher;
        this.chance = chance;
        this.order = order;
        this.penalties = new Penalties(publisher);
        this.register = new Register(penalties, chance);
    }

    @Override
    public final Publisher publisher() {
        return publisher;
    }

    @Override
    public final List<Row> rows() {
        return register.rows();
    }

    @Override
    public final Judge.Order order() {
        return order;
    }

    @Override
    public final String idOf(String key, byte[] value) {
        return penalties.idOf(value);
    }

    @Override
    public final String idOf(QuarantineRecord bad) {
        return Penalties.idOf(bad);
    }
}
