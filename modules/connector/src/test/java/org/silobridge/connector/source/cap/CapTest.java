package org.silobridge.connector.source.cap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.silobridge.connector.TestSources;
import org.silobridge.connector.source.Source;
import org.silobridge.connector.source.cap.CapSettings.RowPer;
import org.silobridge.connector.source.file.FilesSettings;
import org.silobridge.model.RefusedException;

class CapTest {
    private static final String ALERT = """
            <?xml version="1.0" encoding="UTF-8"?>
            <?xml-stylesheet href='http://example.org/a.xsl' type='text/xsl'?>
            <alert xmlns="urn:oasis:names:tc:emergency:cap:1.2">
              <identifier>1</identifier><sender>a@example.org</sender><restriction/>
              <!-- a comment -->
              <info><language>zh</language><category>Met</category><category>Env</category><event>暴雨 &amp; 大风</event>
                <eventCode><valueName>SAME</valueName><value>SVA</value></eventCode>
                <parameter><valueName>depth</valueName><value>5 km</value></parameter>
                <area><areaDesc>East</areaDesc><geocode><valueName>GB</valueName><value>110105</value></geocode></area>
                <area><areaDesc>West</areaDesc><geocode><valueName>GB</valueName><value>110102</value></geocode>
                  <geocode><valueName>GB</valueName><value>110101</value></geocode></area>
              </info>
              <info><language>en</language><event>Storm</event></info>
              <Signature xmlns="http://www.w3.org/2000/09/xmldsig#"><identifier>not CAP's</identifier></Signature>
            </alert>
            """;
    private static final String[] COLUMNS = {
        "identifier",
        "info.number",
        "info.category",
        "info.event",
        "info.eventCode.SAME",
        "info.parameter.depth",
        "area.number",
        "area.areaDesc",
        "area.geocode.GB"
    };

    @TempDir
    private Path directory;

    private Source source(RowPer per) {
        return new CapSettings(FilesSettings.of(directory, "a.cap"), per, 5_000).source(TestSources.context(directory));
    }

    private void write(String alert) throws IOException {
        Files.writeString(directory.resolve("a.cap"), alert);
    }

    private List<String> read(RowPer per, String... columns) {
        var told = new ArrayList<String>();
        try (var rows = source(per).open(List.of(columns), Map.of())) {
            for (var row = rows.next(); row != null; row = rows.next()) {
                var texts = new ArrayList<String>();
                for (int i = 0; i < columns.length; i++) {
                    texts.add(row.text(i));
                }
                told.add(String.join("|", texts));
            }
        }
        return told;
    }

    @Test
    void givesARowForEachInfo() throws IOException {
        write(ALERT);

        assertThat(read(RowPer.INFO, COLUMNS))
                .containsExactly("1|1|Met Env|暴雨 & 大风|SVA|5 km|0|East; West|110105 110102 110101", "1|2||Storm|||0||");
    }

    @Test
    void givesARowForEachArea() throws IOException {
        write(ALERT);

        assertThat(read(RowPer.AREA, COLUMNS))
                .containsExactly(
                        "1|1|Met Env|暴雨 & 大风|SVA|5 km|1|East|110105",
                        "1|1|Met Env|暴雨 & 大风|SVA|5 km|2|West|110102 110101",
                        "1|2||Storm|||0||");
    }

    @Test
    void givesARowForTheWholeAlertAndForOneWithoutInfos() throws IOException {
        write(ALERT);
        assertThat(read(RowPer.ALERT, "identifier", "info.number", "info.event"))
                .containsExactly("1|0|暴雨 & 大风; Storm");
        write("<alert xmlns='urn:oasis:names:tc:emergency:cap:1.2'><identifier>2</identifier></alert>");
        assertThat(read(RowPer.INFO, "identifier", "info.number", "info.event")).containsExactly("2|0|");
    }

    @Test
    void namesTheNearestOfTheColumnsOfCap() throws IOException {
        write(ALERT);

        assertThat(source(RowPer.INFO).check(List.of("info.evnt")))
                .singleElement()
                .satisfies(v -> assertThat(v.reason().parameters()).containsEntry("near", "info.event"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            quoteCharacter = '`',
            value = {
                "connector.source.no-cap ~ <alert xmlns='urn:oasis:names:tc:emergency:cap:1.1'/>",
                "connector.source.no-cap ~ <other/>",
                "connector.source.xml-malformed ~ <alert xmlns='urn:oasis:names:tc:emergency:cap:1.2'><a></alert>",
                "connector.source.xml-malformed ~ <alert xmlns='urn:oasis:names:tc:emergency:cap:1.2'/><b/>",
                "connector.source.xml-doctype ~ <alert xmlns='urn:oasis:names:tc:emergency:cap:1.2'>&unknown;</alert>",
                "connector.source.xml-malformed ~ no XML",
                "connector.source.xml-doctype ~ <!DOCTYPE a><alert xmlns='urn:oasis:names:tc:emergency:cap:1.2'/>",
                "connector.source.xml-doctype ~ <!DOCTYPE a SYSTEM \"file:///etc/passwd\"><a/>",
                "connector.source.xml-doctype ~ <!DOCTYPE a [<!ENTITY b \"b\"><!ENTITY c \"&b;&b;&b;\">]><a>&c;</a>",
            })
    void refusesWhatIsNoAlertOfCap12(String code, String document) throws IOException {
        write(document);

        assertThatThrownBy(() -> read(RowPer.INFO, "identifier"))
                .isInstanceOfSatisfying(
                        RefusedException.class,
                        refused -> assertThat(refused.refusal().reason().code()).isEqualTo(code));
    }

    @Test
    void refusesAnAlertOfMoreBytesThanAllowed() throws IOException {
        write("<alert xmlns='urn:oasis:names:tc:emergency:cap:1.2'><note>" + "x".repeat(20_000) + "</note></alert>");

        assertThat(source(RowPer.INFO).check(List.of()))
                .singleElement()
                .satisfies(v -> assertThat(v.reason().code()).isEqualTo("connector.source.xml-too-large"));
    }

    @Test
    void refusesElementsNestedWithoutEnd() throws IOException {
        write("<alert xmlns='urn:oasis:names:tc:emergency:cap:1.2'>" + "<a>".repeat(1_000));

        assertThat(source(RowPer.INFO).check(List.of()))
                .singleElement()
                .satisfies(v -> assertThat(v.reason().code()).isEqualTo("connector.source.xml-malformed"));
    }
}
