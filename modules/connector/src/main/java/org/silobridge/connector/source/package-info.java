/**
 * Where a department's rows come from: one interface for files, queries, captured changes and pushes.
 *
 * <p>A connector's configuration gives {@link org.silobridge.connector.source.SourceSettings}, which make a {@link
 * org.silobridge.connector.source.Source}. Opened at the committed {@linkplain
 * org.silobridge.connector.source.SourcePosition positions}, it gives {@link org.silobridge.connector.source.Rows}:
 *
 * <ol>
 *   <li>{@code next()} gives a row, or null: then {@code ended()} says whether that was the end or there is nothing now.
 *   <li>{@code judged(faults)} tells it what will become of that row, once committed.
 *   <li>{@code advance()} gives the positions that the rows given so far reach. They are committed to Kafka in the
 *       transaction of these rows, or neither is.
 *   <li>{@code committed(positions)} tells it so: only now may it let go of anything at its origin, such as a
 *       replication slot's log or a client that waits for an answer.
 * </ol>
 *
 * <p>What makes publishing exactly once is that a position goes to Kafka with its rows, and that a source opened at a
 * position gives all rows behind it and none before (or gives those before marked {@code done()}). So the position in
 * Kafka is the truth: what the origin keeps about a reader, such as a slot's confirmed position, may lag behind it and
 * never be ahead.
 *
 * <p>A new kind of source is a package beside this one's others with its settings (implementing {@code SourceSettings},
 * with a static {@code read(Section, …)} for its part of the connector file), its {@code Source}, and a test that extends
 * {@code SourceContractTest}; and a line in {@code SourceKind} and in the connector file's reader.
 */
@NullMarked
package org.silobridge.connector.source;

import org.jspecify.annotations.NullMarked;
