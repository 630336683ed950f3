package org.huifang.evidence;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.huifang.audit.ChainedEntry;

/**
 * Scores, steps of findings and copies as the manifest has them, held against the log's entries of when they were made: who
 * changed a row before the package was made is found by it.
 */
final class LoggedFacts {
    private final JsonObject manifest;
    private final Collection<ChainedEntry> entries;

    LoggedFacts(JsonObject manifest, Collection<ChainedEntry> entries) {
        this.manifest = manifest;
        this.entries = entries;
    }

    /** What is proven of them, and a warning for each that is otherwise in the log; none where the package has none. */
    List<String> said() {
        return Stream.of(
                        said("score(s)", rows("scores"), this::score),
                        said("step(s) of findings", steps(), this::step),
                        said("cop(ies) taken", rows("copies"), this::copy),
                        said("cop(ies) in archives", rows("archiveCopies"), this::archiveCopy))
                .flatMap(List::stream)
                .toList();
    }

    private interface Held {
        /** Empty: the log has no entry of it. */
        Optional<Boolean> asInTheLog(JsonObject fact);
    }

    private static List<String> said(String what, List<JsonObject> facts, Held held) {
        if (facts.isEmpty()) {
            return List.of();
        }
        var found = facts.stream().map(held::asInTheLog).toList();
        long same = found.stream().filter(one -> one.orElse(false)).count();
        long others = found.stream().filter(one -> !one.orElse(true)).count();
        String proven = "proven: " + same + " of " + facts.size() + " " + what
                + " are as the log held them when they were made";
        return others == 0
                ? List.of(proven)
                : List.of(
                        proven,
                        "WARNING: " + others + " " + what
                                + " are not what the log held when they were made: somebody changed them in the"
                                + " database");
    }

    private Optional<Boolean> score(JsonObject score) {
        String calibration = score.getString("calibrationId");
        if (calibration != null) {
            return entry("calibration.complete", calibration, detail -> true)
                    .map(FactsCheck::detail)
                    .map(both -> List.of(both.getValue("first"), both.getValue("second"))
                            .contains(score.getValue("score")));
        }
        return entry("score.submit", score.getString("recordingId"), detail -> is(detail, "score", score, "id"))
                .map(entry -> {
                    JsonObject detail = FactsCheck.detail(entry);
                    var fatal = detail.getJsonArray("fatal", new JsonArray()).stream()
                            .map(String::valueOf)
                            .collect(Collectors.toSet());
                    var failed = rows(score, "marks").stream()
                            .filter(mark -> mark.getBoolean("fatal") && "NOT_MET".equals(mark.getString("mark")))
                            .map(mark -> mark.getString("code"))
                            .collect(Collectors.toSet());
                    return is(detail, "figure", score, "score")
                            && is(detail, "scorecard", score, "scorecardId")
                            && is(detail, "version", score, "scorecardVersion")
                            && entry.actor().equals("user:" + score.getString("auditorId"))
                            && fatal.equals(failed);
                });
    }

    private List<JsonObject> steps() {
        return rows("qualityFindings").stream()
                .flatMap(finding -> rows(finding, "steps").stream()
                        .map(step -> step.copy().put("finding", finding.getString("id"))))
                .toList();
    }

    private Optional<Boolean> step(JsonObject step) {
        return entries.stream()
                .filter(entry -> entry.subjectKind().equals("quality_finding")
                        && entry.subjectId().equals(step.getString("finding"))
                        && is(FactsCheck.detail(entry), "step", step, "seq"))
                .findFirst()
                .map(entry -> {
                    JsonObject detail = FactsCheck.detail(entry);
                    return is(detail, "text", step, "body")
                            && is(detail, "confirmed", step, "confirmed")
                            && is(detail, "dueAt", step, "dueAt")
                            && entry.actor().equals("user:" + step.getString("byUser"));
                });
    }

    private Optional<Boolean> copy(JsonObject copy) {
        return entry(PackageFiles.TAKEN, copy.getString("recordingId"), detail -> is(detail, "copy", copy, "id"))
                .map(entry -> is(FactsCheck.detail(entry), "sha256", copy, "sha256"));
    }

    private Optional<Boolean> archiveCopy(JsonObject copy) {
        return entries.stream()
                .filter(entry -> entry.id().toString().equals(copy.getString("entry")))
                .findFirst()
                .map(entry -> entry.action().equals("archive.copy")
                        && entry.subjectId().equals(copy.getString("recordingId"))
                        && is(FactsCheck.detail(entry), "volume", copy, "volume")
                        && is(FactsCheck.detail(entry), "archive", copy, "archive"));
    }

    private Optional<ChainedEntry> entry(String action, String subject, Predicate<JsonObject> which) {
        return entries.stream()
                .filter(entry -> entry.action().equals(action)
                        && entry.subjectId().equals(subject)
                        && which.test(FactsCheck.detail(entry)))
                .findFirst();
    }

    private static boolean is(JsonObject detail, String name, JsonObject fact, String as) {
        return Objects.equals(detail.getValue(name), fact.getValue(as));
    }

    private List<JsonObject> rows(String name) {
        return rows(manifest, name);
    }

    private static List<JsonObject> rows(JsonObject in, String name) {
        return in.getJsonArray(name, new JsonArray()).stream()
                .map(JsonObject.class::cast)
                .toList();
    }
}
