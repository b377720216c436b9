package org.silobridge.client;

import org.silobridge.model.DatasetId;
import org.silobridge.model.DatasetName;

/** A dataset as a person writes it: by its id or by its name. */
public sealed interface DatasetRef {

    /** {@code dst-…}. */
    record ById(DatasetId id) implements DatasetRef {
        @Override
        public String toString() {
            return id.value();
        }
    }

    /** {@code database/contract/owner}. */
    record ByName(DatasetName name) implements DatasetRef {
        @Override
        public String toString() {
            return name.toString();
        }
    }

    /** Reads either form. @throws IllegalArgumentException with a sentence for the user if it is neither */
    static DatasetRef parse(String text) {
        return text.startsWith(DatasetId.KIND + "-") && text.indexOf('/') < 0
                ? new ById(new DatasetId(text))
                : new ByName(DatasetName.parse(text));
    }

    static DatasetRef of(DatasetId id) {
        return new ById(id);
    }

    static DatasetRef of(DatasetName name) {
        return new ByName(name);
    }

    /** As it stands in a path of the API: the id, or the name with {@code ~} for {@code /}. */
    default String pathSegment() {
        return toString().replace('/', '~');
    }
}
