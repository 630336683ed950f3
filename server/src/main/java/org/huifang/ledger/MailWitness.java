package org.huifang.ledger;

import io.vertx.ext.mail.MailClient;
import io.vertx.ext.mail.MailMessage;
import java.io.IOException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** A mailbox of somebody else: the head as a mail that a person or a program keeps. It tells nothing back. */
final class MailWitness implements Witness {
    private static final int PATIENCE_SECONDS = 30;

    private final String name;
    private final MailClient client;
    private final String from;
    private final String to;

    MailWitness(String name, MailClient client, String from, String to) {
        this.name = name;
        this.client = client;
        this.from = from;
        this.to = to;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public @Nullable WitnessReceipt give(SignedHead head) throws IOException {
        var mail = new MailMessage()
                .setFrom(from)
                .setTo(to)
                .setSubject("Huifang ledger " + head.chain().substring(0, 8) + " entry " + head.seq())
                .setText("Keep this mail. It proves what the log held at its time.\n\n"
                        + head.toJson().encode() + "\n");
        try {
            client.sendMail(mail).toCompletionStage().toCompletableFuture().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
            return null;
        } catch (ExecutionException e) {
            throw new IOException("the mail server does not take it: " + e.getCause(), e);
        } catch (TimeoutException e) {
            throw new IOException("the mail server did not answer within " + PATIENCE_SECONDS + " s", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }
}
