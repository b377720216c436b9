package org.silobridge.catalogue.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CsvTest {
    @Test
    void quotesWhatWouldEndACellOrALine() {
        var csv = new Csv("name", "count");
        csv.row("Health, \"the\" bureau\r\nof; all", 3);
        csv.row("卫生健康委员会", -1.5);

        assertThat(csv).hasToString("name,count\r\n\"Health, \"\"the\"\" bureau\r\nof; all\",3\r\n卫生健康委员会,-1.5\r\n");
        assertThatIllegalArgumentException().isThrownBy(() -> csv.row("one"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "=HYPERLINK(1)",
                "+1",
                "-1",
                "@SUM(A1)",
                "\t=1",
                "\r=1",
                "\n1",
                " =1",
                "\u00a0=1",
                "\uff1d1",
                "\u200b=1",
                "\uff0b1",
                "\uff0d1",
                "\uff201"
            })
    void noCellIsAFormula(String text) {
        assertThat(Csv.cell(text)).matches("(?s)\"?'.*");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a=b", "2026-03", "catalogue.request.not-shared=2", "'", ""})
    void whatIsNoneStaysAsItIs(String text) {
        assertThat(Csv.cell(text)).isEqualTo(text);
    }
}
