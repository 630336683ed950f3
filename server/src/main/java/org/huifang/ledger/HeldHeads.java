package org.huifang.ledger;

import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Some signed heads of a log, held against a witness's book. Blocks. */
public final class HeldHeads {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final List<SignedHead> heads;
    /** The book's head of the same entries, or the one that begins behind; by the {@code seq} of ours. */
    private final TreeMap<Long, SignedHead> same = new TreeMap<>();

    private final TreeMap<Long, SignedHead> next = new TreeMap<>();
    private @Nullable String otherwise;
    private long last;
    private long read;

    private HeldHeads(List<SignedHead> heads) {
        this.heads = heads;
    }

    /**
     * @param held {@code seq} of those that the witness holds, or that one it holds names as the one before
     * @param last {@code seq} of the last head that it holds
     * @param otherwise what is otherwise in its book, in words; null: nothing
     */
    public record Asked(Set<Long> held, long last, @Nullable String otherwise) {}

    /**
     * @param given a file, or the address of {@code huifang witness}, such as {@code http://host:8090/heads}
     * @param heads of one log, one behind the other, each with a signature that fits
     * @throws IOException when there is no such file, nobody answers, or it is no book
     */
    public static Asked ask(String given, List<SignedHead> heads) throws IOException {
        var asked = new HeldHeads(heads);
        String chain = heads.get(0).chain();
        try (Stream<String> lines = given.matches("https?://.*") ? fetched(given, chain) : lines(Path.of(given))) {
            lines.filter(line -> line.startsWith("{")).forEach(line -> asked.line(given, chain, line));
        } catch (UncheckedIOException e) {
            throw new IOException(given + ": " + e.getMessage(), e);
        }
        return asked.result();
    }

    private static Stream<String> lines(Path book) throws IOException {
        if (!Files.isRegularFile(book)) {
            throw new IOException("--witness " + book + " is neither a file nor the address of a witness");
        }
        return Files.lines(book);
    }

    private static Stream<String> fetched(String url, String chain) throws IOException {
        try {
            var request = HttpRequest.newBuilder(URI.create(url.replaceAll("/+$", "") + "/" + chain))
                    .timeout(PATIENCE)
                    .build();
            var client = HttpClient.newBuilder()
                    .connectTimeout(Duration.ofSeconds(10))
                    .build();
            HttpResponse<Stream<String>> response = client.send(request, HttpResponse.BodyHandlers.ofLines());
            if (response.statusCode() == 404) {
                return Stream.empty();
            }
            if (response.statusCode() != 200) {
                throw new IOException("the witness " + url + " answers " + response.statusCode());
            }
            return response.body();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        } catch (IllegalArgumentException e) {
            throw new IOException("--witness " + url + " is no address: " + e.getMessage(), e);
        }
    }

    private void line(String book, String chain, String line) {
        SignedHead head;
        try {
            var json = new JsonObject(line);
            head = SignedHead.read(json.containsKey("head") ? json.getJsonObject("head") : json);
        } catch (DecodeException | IllegalArgumentException | ClassCastException e) {
            throw new UncheckedIOException(
                    new IOException("line " + (read + 1) + " is no head: is it a witness's book?"));
        }
        read++;
        if (!head.chain().equals(chain)) {
            return;
        }
        last = Math.max(last, head.seq());
        for (SignedHead ours : heads) {
            if (head.seq() == ours.seq()) {
                same.put(ours.seq(), head);
            } else if (head.from() == ours.seq() + 1) {
                next.put(ours.seq(), head);
            } else if (head.from() <= ours.seq() && ours.seq() < head.seq()) {
                contradicts(head, ours);
            }
        }
    }

    private Asked result() {
        if (last == 0) {
            return new Asked(
                    Set.of(),
                    0,
                    "the witness holds no head of this log: it is another log's witness, or the log was written anew"
                            + " from its first entry");
        }
        var held = new TreeSet<Long>();
        SignedHead after = null;
        for (int i = heads.size() - 1; i >= 0; i--) {
            SignedHead ours = heads.get(i);
            boolean named = after != null
                    && held.contains(after.seq())
                    && after.from() == ours.seq() + 1
                    && after.previous().equals(ours.digest());
            if (holds(ours) || named) {
                held.add(ours.seq());
            }
            after = ours;
        }
        return new Asked(held, last, otherwise);
    }

    private boolean holds(SignedHead ours) {
        SignedHead there = same.get(ours.seq());
        if (there != null) {
            if (!there.digest().equals(ours.digest()) || !Arrays.equals(there.publicKey(), ours.publicKey())) {
                contradicts(there, ours);
            }
            return true;
        }
        SignedHead behind = next.get(ours.seq());
        if (behind != null && (!behind.previous().equals(ours.digest()) || !behind.isSigned())) {
            contradicts(behind, ours);
        }
        return behind != null;
    }

    private void contradicts(SignedHead theirs, SignedHead ours) {
        otherwise = "head " + ours.seq() + " is not the one that the witness holds (its head of the entries "
                + theirs.from() + " to " + theirs.seq() + " was signed on " + theirs.at()
                + "): the log was written anew, or the package was made of another one";
    }
}
