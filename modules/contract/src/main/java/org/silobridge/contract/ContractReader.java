package org.silobridge.contract;

import java.nio.file.Path;
import org.silobridge.contract.yaml.Document;
import org.silobridge.contract.yaml.TextFile;
import org.silobridge.model.Outcome;

/** Reads contracts. What it answers is valid in every respect; a refusal lists everything that is wrong. */
public final class ContractReader {
    private ContractReader() {}

    /** Reads a contract's YAML file and the schema beside it. The expressions of its checks are taken as they are. */
    public static Outcome<Contract> read(Path file) {
        return read(file, ExpressionLanguage.UNREAD);
    }

    /** As {@link #read(Path)}, with expressions that must be right too. */
    public static Outcome<Contract> read(Path file, ExpressionLanguage language) {
        return Document.read(file, "Contract", root -> ContractShape.read(root, root.fileText("schema"), language));
    }

    /**
     * Reads a contract from its two texts, as the catalogue keeps them. The expressions of its checks are taken as they
     * are.
     *
     * @param name what violations call the YAML; the schema they call what the YAML calls it
     */
    public static Outcome<Contract> read(String name, String yaml, String schema) {
        return read(name, yaml, schema, ExpressionLanguage.UNREAD);
    }

    /** As {@link #read(String, String, String)}, with expressions that must be right too. */
    public static Outcome<Contract> read(String name, String yaml, String schema, ExpressionLanguage language) {
        return Document.read(name, yaml, "Contract", root -> ContractShape.read(root, schema, language));
    }

    /** The two texts of a contract that is valid, for publishing it. The expressions of its checks are taken as they are. */
    public static Outcome<ContractTexts> texts(Path file) {
        return texts(file, ExpressionLanguage.UNREAD);
    }

    /** As {@link #texts(Path)}, with expressions that must be right too. */
    public static Outcome<ContractTexts> texts(Path file, ExpressionLanguage language) {
        return Document.read(file, "Contract", root -> {
                    var schema = root.fileText("schema");
                    ContractShape.read(root, schema, language);
                    return schema;
                })
                .flatMap(schema -> TextFile.read(file, String.valueOf(file.getFileName()))
                        .map(yaml -> new ContractTexts(yaml, schema)));
    }
}
