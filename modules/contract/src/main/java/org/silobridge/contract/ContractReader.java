package org.silobridge.contract;

import java.nio.file.Path;
import org.silobridge.contract.yaml.Document;
import org.silobridge.contract.yaml.TextFile;
import org.silobridge.model.Outcome;

/** Reads contracts. What it answers is valid in every respect; a refusal lists everything that is wrong. */
public final class ContractReader {
    private ContractReader() {}

    /** Reads a contract's YAML file and the schema beside it. */
    public static Outcome<Contract> read(Path file) {
        return Document.read(file, "Contract", root -> ContractShape.read(root, root.fileText("schema")));
    }

    /**
     * Reads a contract from its two texts, as the catalogue keeps them.
     *
     * @param name what violations call the YAML; the schema they call what the YAML calls it
     */
    public static Outcome<Contract> read(String name, String yaml, String schema) {
        return Document.read(name, yaml, "Contract", root -> ContractShape.read(root, schema));
    }

    /** The two texts of a contract that is valid, for publishing it. */
    public static Outcome<ContractTexts> texts(Path file) {
        return Document.read(file, "Contract", root -> {
                    var schema = root.fileText("schema");
                    ContractShape.read(root, schema);
                    return schema;
                })
                .flatMap(schema -> TextFile.read(file, String.valueOf(file.getFileName()))
                        .map(yaml -> new ContractTexts(yaml, schema)));
    }
}
