package org.silobridge.client;

/** A department to register, as a person wrote it: the catalogue judges all of it at once. */
public record NewDepartment(String slug, NewName name, String socialCreditCode, String level, String divisionCode) {

    /** Its name in both languages. */
    public record NewName(String en, String zh) {}
}
