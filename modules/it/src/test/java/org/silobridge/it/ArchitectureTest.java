package org.silobridge.it;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.library.dependencies.SlicesRuleDefinition;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Holds the code against the module table of docs/architecture.md: the table is the rule. */
class ArchitectureTest {
    private static final Path PROJECT = Path.of(System.getProperty("silobridge.project.dir", "../.."));
    private static final String ROOT = "org.silobridge.";
    private static final Pattern ROW = Pattern.compile("\\| `([a-z]+)` \\|[^|]*\\| ([a-z, -]+) \\|");

    /** Libraries, and the packages that they stay behind. */
    private static final Map<String, Set<String>> CONFINED = Map.ofEntries(
            entry("io.vertx..", Set.of("catalogue")),
            entry("javax.sql..", Set.of("catalogue")),
            entry("org.jdbi..", Set.of("catalogue")),
            entry("de.siegmar..", Set.of("connector.replay", "bench")),
            entry("dev.cel..", Set.of("checks")),
            entry("org.rocksdb..", Set.of("connector.snapshot")),
            entry("picocli..", Set.of("cli")),
            entry("jakarta.mail..", Set.of("catalogue.delivery")),
            entry("org.eclipse.angus..", Set.of("catalogue.delivery")),
            entry("io.debezium..", Set.of("connector.source.cdc")),
            entry("org.apache.kafka.connect..", Set.of("connector.source.cdc")),
            // The OpenAPI document is ours, not somebody's configuration: it is read without the strict reader.
            entry("org.yaml..", Set.of("contract", "catalogue.http")));

    private static JavaClasses classes;

    @BeforeAll
    static void readTheClasses() {
        classes = new ClassFileImporter()
                .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                .withImportOption(location -> !location.contains("-tests.jar"))
                .importPackages("org.silobridge");
    }

    @Test
    void theTableNamesEveryModuleOfTheBuild() throws IOException {
        try (var directories = Files.list(PROJECT.resolve("modules"))) {
            var built = directories
                    .filter(d -> Files.exists(d.resolve("pom.xml")))
                    .map(d -> d.getFileName().toString())
                    .toList();
            assertThat(allowed().keySet()).containsExactlyInAnyOrderElementsOf(built);
        }
    }

    @TestFactory
    Stream<DynamicTest> eachModuleUsesOnlyWhatTheTableAllows() throws IOException {
        var allowed = allowed();
        return allowed.keySet().stream().filter(module -> !module.equals("it")).map(module -> {
            Set<String> forbidden = new TreeSet<>(allowed.keySet());
            forbidden.removeAll(allowed.get(module));
            forbidden.remove(module);
            var packages = forbidden.stream().map(other -> ROOT + other + "..").toArray(String[]::new);
            return DynamicTest.dynamicTest(module, () -> noClasses()
                    .that()
                    .resideInAPackage(ROOT + module + "..")
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage(packages)
                    .check(classes));
        });
    }

    @TestFactory
    Stream<DynamicTest> heavyLibrariesStayWhereTheyBelong() {
        return CONFINED.entrySet().stream()
                .map(rule -> DynamicTest.dynamicTest(rule.getKey() + " only in " + rule.getValue(), () -> noClasses()
                        .that()
                        .resideOutsideOfPackages(rule.getValue().stream()
                                .map(place -> ROOT + place + "..")
                                .toArray(String[]::new))
                        .should()
                        .dependOnClassesThat()
                        .resideInAPackage(rule.getKey())
                        .check(classes)));
    }

    @Test
    void databasesAreReadOnlyByTheCataloguesStoresAndTheSourcesMadeForThem() {
        // The soak plays a department, whose applications write to its database, and the days that pass; a measurement
        // fills a
        // catalogue's.
        noClasses()
                .that()
                .resideOutsideOfPackages(
                        ROOT + "catalogue..",
                        ROOT + "connector.source.jdbc..",
                        ROOT + "connector.source.cdc..",
                        ROOT + "cli.soak.publish..",
                        ROOT + "cli.enforcement..",
                        ROOT + "cli.soak.enforcement..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("java.sql..")
                .check(classes);
    }

    @Test
    void modelLedgerAndSandboxNeedAlmostNothingButTheJdk() {
        noClasses()
                .that()
                .resideInAnyPackage(ROOT + "model..", ROOT + "sandbox..", ROOT + "ledger..")
                .should()
                .dependOnClassesThat(new DescribedPredicate<>("come from other libraries") {
                    @Override
                    public boolean test(JavaClass used) {
                        return Stream.of("", "java.", "javax.", "org.silobridge.", "org.jspecify.", "org.erdtman.jcs")
                                .noneMatch(own -> own.isEmpty()
                                        ? used.getPackageName().isEmpty()
                                        : (used.getPackageName() + ".").startsWith(own));
                    }
                })
                .check(classes);
    }

    @TestFactory
    Stream<DynamicTest> packagesOfAModuleFormNoCircle() throws IOException {
        return allowed().keySet().stream()
                .filter(module -> !module.equals("it"))
                .map(module -> DynamicTest.dynamicTest(module, () -> SlicesRuleDefinition.slices()
                        .matching(ROOT + module + ".(*)..")
                        .should()
                        .beFreeOfCycles()
                        .allowEmptyShould(true)
                        .check(classes)));
    }

    @Test
    void everyPackageSaysWhatItIsAndIsNullMarked() throws IOException {
        try (var sources = Files.walk(PROJECT.resolve("modules"))) {
            var missing = sources.filter(Files::isDirectory)
                    .filter(d -> d.toString().contains("src/main/java"))
                    .filter(ArchitectureTest::holdsJava)
                    .filter(d -> !saysWhatItIs(d.resolve("package-info.java")))
                    .map(PROJECT::relativize)
                    .toList();
            assertThat(missing)
                    .as("packages without a package-info.java that has a sentence and @NullMarked")
                    .isEmpty();
        }
    }

    @Test
    void everyIntegrationTestOfAModuleRunsHere() throws IOException {
        try (var sources = Files.walk(PROJECT.resolve("modules"))) {
            var missing = sources.map(file -> PROJECT.relativize(file).toString())
                    .filter(file -> file.contains("src/test/java") && file.endsWith("IT.java"))
                    .filter(file -> !isOnTheClassPath(file.replaceFirst(".*src/test/java/", "")
                            .replaceFirst("\\.java$", "")
                            .replace('/', '.')))
                    .toList();
            assertThat(missing)
                    .as("integration tests of modules whose test-jar is no dependency of modules/it")
                    .isEmpty();
        }
    }

    private static boolean isOnTheClassPath(String name) {
        try {
            Class.forName(name, false, ArchitectureTest.class.getClassLoader());
            return true;
        } catch (ClassNotFoundException e) {
            return false;
        }
    }

    private static boolean holdsJava(Path directory) {
        try (var files = Files.list(directory)) {
            return files.anyMatch(f -> f.toString().endsWith(".java"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean saysWhatItIs(Path packageInfo) {
        try {
            if (!Files.exists(packageInfo)) {
                return false;
            }
            var text = Files.readString(packageInfo);
            return text.contains("/**") && text.contains("@NullMarked");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Map<String, Set<String>> allowed() throws IOException {
        var table = new LinkedHashMap<String, Set<String>>();
        var rows = ROW.matcher(Files.readString(PROJECT.resolve("docs/architecture.md")));
        while (rows.find()) {
            var uses = new TreeSet<>(Arrays.asList(rows.group(2).split(", ")));
            uses.remove("-");
            table.put(rows.group(1), uses);
        }
        return table;
    }
}
