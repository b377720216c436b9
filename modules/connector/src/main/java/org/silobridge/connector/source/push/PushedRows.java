package org.silobridge.connector.source.push;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.silobridge.connector.source.file.FileTrouble;
import org.silobridge.connector.source.file.Spool;
import org.silobridge.connector.source.jsonl.JsonLines;

/** The rows of one request. */
final class PushedRows extends JsonLines {
    private final Push push;
    private final Spool spool;
    private final Optional<PushSettings.Deletion> deletes;
    private final int deletesColumn;
    private int row;

    private PushedRows(Push push, PushSettings settings, List<String> columns, int deletesColumn, Spool spool) {
        super(
                new ByteArrayInputStream(push.bytes()),
                push.key(),
                columns,
                StandardCharsets.UTF_8,
                settings.maxRowBytes());
        this.push = push;
        this.spool = spool;
        this.deletes = settings.deletes();
        this.deletesColumn = deletesColumn;
    }

    static PushedRows of(Push push, PushSettings settings, List<String> columns, Spool spool) {
        var read = new ArrayList<>(columns);
        var deletes = settings.deletes().map(PushSettings.Deletion::column).orElse("");
        if (!deletes.isEmpty() && !read.contains(deletes)) {
            read.add(deletes);
        }
        return new PushedRows(push, settings, read, read.indexOf(deletes), spool);
    }

    Push push() {
        return push;
    }

    /** Goes to the next row. @return false at the end */
    boolean next() {
        if (row == push.before()) {
            spool(spool); // those before it have been kept, if they had to be
        }
        try {
            if (!advance()) {
                return false;
            }
        } catch (IOException e) {
            throw FileTrouble.refused("workDirectory", e);
        }
        row++;
        push.gives(line());
        return true;
    }

    @Override
    public boolean done() {
        return row <= push.before();
    }

    @Override
    public boolean deletes() {
        return deletes.isPresent()
                && fault().isEmpty()
                && text(deletesColumn).equals(deletes.get().value());
    }
}
