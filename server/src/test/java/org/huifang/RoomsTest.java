package org.huifang;

import static com.tngtech.archunit.core.domain.JavaCall.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.equivalentTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackage;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.name;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import io.vertx.core.Vertx;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The rooms of the house and the doors between them, as docs/architecture.md draws them. */
class RoomsTest {
    private static final JavaClasses PROGRAM = new ClassFileImporter().importPath(Path.of("target/classes"));
    /** What every room may use of the root: refusals to callers, refusals of settings, and the places of fault tests. */
    private static final List<Class<?>> OF_THE_ROOT =
            List.of(Niceness.class, Refusal.class, Remedy.class, ConfigException.class, CrashPoint.class);

    @ParameterizedTest(name = "{0} uses only {1}")
    @CsvSource(
            delimiter = '|',
            value = {
                "db          | ",
                "telephony   | ",
                "demo        | ",
                "audit       | db",
                "identity    | db audit",
                "customer    | db audit",
                "campaign    | db audit",
                "agent       | db audit telephony",
                "callback    | db audit customer campaign message",
                "planning    | db audit customer campaign callback",
                "intake      | db audit identity customer campaign callback planning",
                "dialing     | db audit customer campaign callback agent telephony message",
                "rehearsal   | db campaign callback",
                "recording   | db audit telephony",
                "retention   | db audit identity access recording",
                "access      | db audit identity recording",
                "quality     | db audit identity campaign recording access search",
                "evidence    | db audit identity customer access recording ledger",
                "message     | db audit customer campaign",
                "ledger      | db audit recording",
                "report      | db",
                "search      | db audit identity customer",
                "archive     | db audit identity access customer recording ledger",
            })
    void aRoomUsesOnlyItsNeighbours(String room, String neighbours) {
        var open = Stream.concat(
                        Stream.of(room), neighbours == null ? Stream.empty() : Stream.of(neighbours.split(" ")))
                .map(name -> "org.huifang." + name + "..")
                .toArray(String[]::new);
        classes()
                .that()
                .resideInAPackage("org.huifang." + room + "..")
                .should()
                .onlyDependOnClassesThat(resideOutsideOfPackage("org.huifang..")
                        .or(resideInAnyPackage(open))
                        .or(ofTheRoot()))
                .allowEmptyShould(true)
                .check(PROGRAM);
    }

    @ParameterizedTest(name = "only the root uses {0}")
    @ValueSource(strings = {"web", "demo"})
    void onlyTheRootUses(String room) {
        noClasses()
                .that(resideInAPackage("org.huifang.*..").and(resideOutsideOfPackage("org.huifang." + room + "..")))
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.huifang." + room + "..")
                .check(PROGRAM);
    }

    @Test
    void onlyOneRoomKnowsAsterisksLibrary() {
        noClasses()
                .that(resideOutsideOfPackage("org.huifang.telephony.ami"))
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.asteriskjava..")
                .check(PROGRAM);
    }

    @Test
    void noRoomIsAStoreroom() {
        classes()
                .should()
                .resideOutsideOfPackages(
                        "..util..", "..utils..", "..common..", "..impl..", "..helper..", "..service..", "..dto..")
                .check(PROGRAM);
    }

    /** Vert.x's own pool is anybody's: whoever fills it keeps everybody waiting. Only starting and stopping may use it. */
    @Test
    void whatBlocksHasItsOwnThreads() {
        noClasses()
                .that()
                .doNotBelongToAnyOf(Server.class)
                .and()
                .haveSimpleNameNotEndingWith("Room")
                .should()
                .callMethodWhere(target(name("executeBlocking")).and(target(owner(equivalentTo(Vertx.class)))))
                .check(PROGRAM);
    }

    @Test
    void everyRoomSaysWhatItIsFor() throws Exception {
        Path source = Path.of("src/main/java/org/huifang");
        try (Stream<Path> rooms = Files.walk(source).filter(Files::isDirectory)) {
            org.assertj.core.api.Assertions.assertThat(
                            rooms.filter(room -> !Files.exists(room.resolve("package-info.java"))))
                    .as("rooms without package-info.java")
                    .isEmpty();
        }
    }

    private static DescribedPredicate<JavaClass> ofTheRoot() {
        return DescribedPredicate.describe(
                "are open to every room",
                found -> OF_THE_ROOT.stream()
                        .map(Class::getName)
                        .anyMatch(open ->
                                found.getName().equals(open) || found.getName().startsWith(open + "$")));
    }
}
