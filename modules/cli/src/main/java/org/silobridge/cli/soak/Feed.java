package org.silobridge.cli.soak;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.silobridge.cli.local.Participant;
import org.silobridge.client.Dataset;

/** A dataset with the connector that publishes it, and the files it has been given so far. */
final class Feed {

    /** Makes source files. */
    interface Files {
        /** Writes the file of this number, whose keys no other file has. */
        SourceFile write(Path directory, int number) throws IOException;
    }

    private final Participant owner;
    private final Dataset dataset;
    private final Path connectorFile;
    private final Path data;
    private final Files files;
    private final List<SourceFile> written = new ArrayList<>();

    /** @param connectorFile reads all of {@code data/*.csv} beside it */
    Feed(Participant owner, Dataset dataset, Path connectorFile, Files files) throws IOException {
        this.owner = owner;
        this.dataset = dataset;
        this.connectorFile = connectorFile;
        this.data = java.nio.file.Files.createDirectories(connectorFile.resolveSibling("data"));
        this.files = files;
    }

    Participant owner() {
        return owner;
    }

    Dataset dataset() {
        return dataset;
    }

    Path connectorFile() {
        return connectorFile;
    }

    /** Files in the order in which the connector reads them. */
    List<SourceFile> files() {
        return List.copyOf(written);
    }

    /** Gives the connector one more file. */
    void grow() throws IOException {
        written.add(files.write(data, written.size() + 1));
    }
}
