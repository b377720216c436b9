package org.silobridge.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** No reason can be added to any module without a text in both languages, and the parameters that these speak of. */
class ReasonTextsTest {
    private static final Path MODULES =
            Path.of(System.getProperty("silobridge.project.dir", "../..")).resolve("modules");
    private static final String SOUND = """
            return Outcome.refused(Kind.CONFLICT, Reason.of("shop.sale.sold-out", "item", name(item, "x"), // why
                    "until", until));
            """;

    @TempDir
    Path modules;

    @Test
    void everyReasonOfEveryModuleHasItsTextsAndParameters() throws IOException {
        var read = ReasonTexts.of(MODULES);

        assertThat(read.faults()).isEmpty();
        assertThat(read.size()).isGreaterThan(400);
    }

    @Test
    void aSoundModuleHasNoFaults() throws IOException {
        assertThat(faults(SOUND, "{item} is gone until {until}.", "{item} 售罄，直到 {until}。"))
                .isEmpty();
    }

    @Test
    void aReasonWithoutATextIsOne() throws IOException {
        assertThat(faults(SOUND + "Reason.of(\"shop.sale.closed\");", "{item}", "{item}"))
                .containsExactly("shop.sale.closed has no Chinese text", "shop.sale.closed has no English text");
    }

    @Test
    void aTextInOneLanguageIsOne() throws IOException {
        assertThat(faults(SOUND, "{item} is gone.", null))
                .containsExactly(
                        "shop.sale.sold-out has a text in one language only", "shop.sale.sold-out has no Chinese text");
    }

    @Test
    void aParameterThatOneLanguageLacksIsOne() throws IOException {
        assertThat(faults(SOUND, "{item} is gone until {until}.", "{item} 售罄。"))
                .containsExactly("shop.sale.sold-out speaks of [item, until] in English and of [item] in Chinese");
    }

    @Test
    void aParameterThatIsNotGivenIsOne() throws IOException {
        assertThat(faults(SOUND, "{item} at {place}", "{item} {place}"))
                .containsExactly("shop/src/main/java/shop/Sale.java gives shop.sale.sold-out without {place}");
        assertThat(faults(
                        "refused(SOLD_OUT = \"shop.sale.sold-out\", \"item\");", "{item} at {place}", "{item} {place}"))
                .as("also where the code goes through something first")
                .containsExactly("shop/src/main/java/shop gives shop.sale.sold-out without {place}");
    }

    @Test
    void aTextThatNobodyGivesIsOne() throws IOException {
        assertThat(faults("return null;", "Gone.", "售罄。"))
                .containsExactly("shop.sale.sold-out has a text and nobody gives it");
    }

    private List<String> faults(String code, String english, @Nullable String chinese) throws IOException {
        write("java/shop/Sale.java", "class Sale { Object sell() {\n" + code + "} }\n");
        write("resources/silobridge/messages/shop.properties", "shop.sale.sold-out = " + english + "\n");
        write(
                "resources/silobridge/messages/shop_zh.properties",
                chinese == null ? "" : "shop.sale.sold-out = " + chinese + "\n");
        return ReasonTexts.of(modules).faults();
    }

    private void write(String file, String text) throws IOException {
        var path = modules.resolve("shop/src/main").resolve(file);
        Files.createDirectories(path.getParent());
        Files.writeString(path, text);
    }
}
