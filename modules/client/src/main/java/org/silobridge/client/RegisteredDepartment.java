package org.silobridge.client;

import org.jspecify.annotations.Nullable;

/**
 * What registering a department answers.
 *
 * @param kafka its new log-in to Kafka; null if the department was there already, or if Kafka does not answer just
 *     now ({@link CatalogueClient#issueKafkaCredential} makes one later)
 */
public record RegisteredDepartment(
        Department department, @Nullable KafkaCredential kafka) {}
