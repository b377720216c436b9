package org.silobridge.client;

/** Data that the catalogue does not have and a department needs; departments by id or slug. */
public record NewDemand(
        String department, String holder, String subject, String description, String purpose, String legalBasis) {}
