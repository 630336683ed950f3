package org.huifang.recording.store;

import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.DeleteMarkerEntry;
import software.amazon.awssdk.services.s3.model.ListObjectVersionsResponse;
import software.amazon.awssdk.services.s3.model.ObjectVersion;

/** Lists what a bucket really has: every version of every name, and the markers that plain deletions left. By pages. */
public final class ObjectVersions {
    private static final int PAGE = 1_000;

    private final S3Client client;
    private final S3Settings settings;

    ObjectVersions(S3Client client, S3Settings settings) {
        this.client = client;
        this.settings = settings;
    }

    /**
     * One version of a name below the prefix.
     *
     * @param name as the bucket has it: not every name there is one of ours
     * @param marker no bytes, but what a deletion without a version left
     * @param changedAt by the service's clock
     */
    public record Version(String name, String version, boolean marker, Instant changedAt) {
        /** @throws IllegalArgumentException for a name that no recording has */
        Stored stored() {
            return new Stored(S3Store.STORE, name, version);
        }
    }

    /** Where a listing goes on; both null: at its beginning. */
    public record Place(@Nullable String name, @Nullable String version) {
        public static final Place BEGINNING = new Place(null, null);
    }

    /** @param next null: this was the last one */
    public record Page(List<Version> versions, @Nullable Place next) {}

    /** What is done with each version. */
    interface Visitor {
        void visit(Version version) throws IOException;
    }

    /** @param most versions of the page */
    public Page page(Place from, int most) throws IOException {
        return page("", from, most);
    }

    /** Every version and marker of exactly this name. */
    void ofName(String name, Visitor visitor) throws IOException {
        Place place = Place.BEGINNING;
        while (place != null) {
            Page page = page(name, place, PAGE);
            for (Version version : page.versions()) {
                if (version.name().equals(name)) {
                    visitor.visit(version);
                }
            }
            place = page.next();
        }
    }

    private Page page(String beginning, Place from, int most) throws IOException {
        String prefix = settings.prefix();
        ListObjectVersionsResponse listed = S3Calls.answer(
                "versions of " + prefix + beginning,
                () -> client.listObjectVersions(b -> b.bucket(settings.bucket())
                        .prefix(prefix + beginning)
                        .keyMarker(from.name() == null ? null : prefix + from.name())
                        .versionIdMarker(from.version())
                        .maxKeys(most)));
        var versions = new ArrayList<Version>();
        for (ObjectVersion one : listed.versions()) {
            versions.add(new Version(one.key().substring(prefix.length()), one.versionId(), false, one.lastModified()));
        }
        for (DeleteMarkerEntry one : listed.deleteMarkers()) {
            versions.add(new Version(one.key().substring(prefix.length()), one.versionId(), true, one.lastModified()));
        }
        String key = listed.nextKeyMarker();
        Place next = Boolean.TRUE.equals(listed.isTruncated()) && key != null
                ? new Place(key.substring(Math.min(key.length(), prefix.length())), listed.nextVersionIdMarker())
                : null;
        return new Page(versions, next);
    }
}
