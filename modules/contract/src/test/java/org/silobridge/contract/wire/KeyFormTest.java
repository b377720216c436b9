package org.silobridge.contract.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.silobridge.contract.Contract;
import org.silobridge.contract.ContractReader;

class KeyFormTest {
    private static final Path SCHEMAS = Path.of(System.getProperty("silobridge.project.dir"), "schemas");

    @ParameterizedTest
    @CsvSource(
            delimiter = ' ',
            value = {
                "ecology-environment/air-quality-hourly 1001|2013-03-01T00:00:00Z true",
                "ecology-environment/air-quality-hourly 10%7C01|2013-03-01T00:00:00.120Z true",
                "ecology-environment/air-quality-hourly 10%7c01|2013-03-01T00:00:00Z false",
                "ecology-environment/air-quality-hourly 10%7|2013-03-01T00:00:00Z false",
                "ecology-environment/air-quality-hourly 1001|2013-03-01T00:00:00.000Z false",
                "ecology-environment/air-quality-hourly 1001|2013-03-01 false",
                "ecology-environment/air-quality-hourly 1001 false",
                "ecology-environment/air-quality-hourly 1001|2013-03-01T00:00:00Z|x false",
                "health-care/daily-case-counts 2020-01-21|110000 true",
                "health-care/daily-case-counts 2020-1-21|110000 false",
                "population/resident Zm9vYmFyYmF6cXV4MTIzNA true",
                "population/resident Zm9vYmFyYmF6cXV4MTIzNB false",
                "population/resident 11010519491231002X false",
            })
    void isThatOfThePublishedKeys(String contract, String key, boolean fits) {
        assertThat(KeyForm.fits(contract(contract), key)).isEqualTo(fits);
    }

    private static Contract contract(String name) {
        return ContractReader.read(SCHEMAS.resolve(name + ".yaml")).orThrow();
    }
}
