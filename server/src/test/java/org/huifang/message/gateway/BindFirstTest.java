package org.huifang.message.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What a centre sends behind its answer to the bind is read once the session is bound, and not before. */
class BindFirstTest {
    private static final byte[] ANSWER_AND_MORE = {0, 0, 0, 6, 1, 2, 0, 0, 0, 5, 9};

    @Test
    void onlyTheAnswerIsReadBeforeTheSessionIsBound() throws Exception {
        var bound = new CountDownLatch(1);
        var in = new DataInputStream(new BindFirst(new ByteArrayInputStream(ANSWER_AND_MORE), bound, 10_000));
        assertThat(in.readInt()).isEqualTo(6);
        assertThat(in.readNBytes(2)).containsExactly(1, 2);
        var more = CompletableFuture.supplyAsync(() -> {
            try {
                return in.readAllBytes();
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        });
        assertThatThrownBy(() -> more.get(200, TimeUnit.MILLISECONDS))
                .isInstanceOf(java.util.concurrent.TimeoutException.class);
        bound.countDown();
        assertThat(more.get(5, TimeUnit.SECONDS)).containsExactly(0, 0, 0, 5, 9);
    }

    @Test
    void oneReadOfEverythingStopsAtTheEndOfTheAnswer() throws Exception {
        var in = new BindFirst(new ByteArrayInputStream(ANSWER_AND_MORE), new CountDownLatch(1), 50);
        assertThat(in.readNBytes(6)).hasSize(6);
        assertThatThrownBy(in::read).isInstanceOf(IOException.class).hasMessageContaining("not bound within");
    }
}
