package org.huifang.ledger;

import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * {@code huifang witness} on another host, or whatever else takes a head by POST. It answers 200 with a receipt (or
 * nothing), or 409 with the head that it holds.
 */
final class HttpWitness implements Witness {
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final String name;
    private final URI url;
    private final String bearer;
    private final byte @Nullable [] publicKey;
    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(5))
            .build();

    /** @param publicKey whose receipts count; null: none do, the heads are kept there all the same */
    HttpWitness(String name, URI url, String bearer, byte @Nullable [] publicKey) {
        this.name = name;
        this.url = url;
        this.bearer = bearer;
        this.publicKey = publicKey;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public @Nullable WitnessReceipt give(SignedHead head) throws IOException {
        var request = HttpRequest.newBuilder(url)
                .timeout(PATIENCE)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(head.toJson().encode()));
        if (!bearer.isEmpty()) {
            request.header("Authorization", "Bearer " + bearer);
        }
        HttpResponse<String> response;
        try {
            response = client.send(request.build(), HttpResponse.BodyHandlers.ofString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
        if (response.statusCode() == 409) {
            throw new HeadRefusedException(held(response.body()));
        }
        if (response.statusCode() / 100 != 2) {
            throw new IOException("it answers " + response.statusCode());
        }
        return publicKey == null ? null : receipt(response.body(), head, publicKey);
    }

    private static SignedHead held(String body) throws IOException {
        try {
            return SignedHead.read(new JsonObject(body).getJsonObject("held"));
        } catch (DecodeException | IllegalArgumentException | NullPointerException e) {
            throw new IOException("it answers 409 without the head that it holds", e);
        }
    }

    private static WitnessReceipt receipt(String body, SignedHead head, byte[] pinned) throws IOException {
        try {
            var receipt = WitnessReceipt.read(new JsonObject(body));
            if (!Arrays.equals(receipt.publicKey(), pinned)) {
                throw new IOException("it signs with another key than public_key of the settings");
            }
            if (!receipt.isFor(head)) {
                throw new IOException("its receipt is not for this head, or not signed");
            }
            return receipt;
        } catch (DecodeException | IllegalArgumentException e) {
            throw new IOException("its answer is no receipt; without public_key in the settings none is asked for", e);
        }
    }
}
