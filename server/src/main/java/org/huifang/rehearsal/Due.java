package org.huifang.rehearsal;

import java.util.Arrays;
import java.util.function.IntConsumer;

/** Those that are due, in the order of the claim: appointments, then what fell due first, then the earlier deadline. */
final class Due {
    private final Lives lives;
    private int[] heap = new int[1024];
    private int size;
    /** No slot in it ends before. */
    private long earliestEnd = Long.MAX_VALUE;

    Due(Lives lives) {
        this.lives = lives;
    }

    boolean isEmpty() {
        return size == 0;
    }

    /** Adds many at once. */
    void add(Many many) {
        if (many.size() > size / 4) {
            room(many.size());
            System.arraycopy(many.items(), 0, heap, size, many.size());
            size += many.size();
            for (int i = 0; i < many.size(); i++) {
                earliestEnd = Math.min(earliestEnd, lives.until[many.items()[i]]);
            }
            order();
        } else {
            for (int i = 0; i < many.size(); i++) {
                add(many.items()[i]);
            }
        }
    }

    private void add(int callback) {
        room(1);
        heap[size] = callback;
        earliestEnd = Math.min(earliestEnd, lives.until[callback]);
        up(size++);
    }

    int poll() {
        int first = heap[0];
        heap[0] = heap[--size];
        if (size > 0) {
            down(0);
        }
        return first;
    }

    /** Hands over all whose slot has ended, and forgets them. */
    void ended(long moment, IntConsumer taker) {
        if (moment < earliestEnd) {
            return;
        }
        earliestEnd = Long.MAX_VALUE;
        int before = size;
        size = 0;
        for (int i = 0; i < before; i++) {
            if (lives.until[heap[i]] <= moment) {
                taker.accept(heap[i]);
            } else {
                earliestEnd = Math.min(earliestEnd, lives.until[heap[i]]);
                heap[size++] = heap[i];
            }
        }
        order();
    }

    private void order() {
        for (int i = size / 2 - 1; i >= 0; i--) {
            down(i);
        }
    }

    private void room(int more) {
        if (size + more > heap.length) {
            heap = Arrays.copyOf(heap, Math.max(size + more, heap.length * 2));
        }
    }

    private void up(int from) {
        int at = from;
        int moved = heap[at];
        while (at > 0 && lives.before(moved, heap[(at - 1) / 2])) {
            heap[at] = heap[(at - 1) / 2];
            at = (at - 1) / 2;
        }
        heap[at] = moved;
    }

    private void down(int from) {
        int at = from;
        int moved = heap[at];
        for (int child = 2 * at + 1; child < size; child = 2 * at + 1) {
            if (child + 1 < size && lives.before(heap[child + 1], heap[child])) {
                child++;
            }
            if (!lives.before(heap[child], moved)) {
                break;
            }
            heap[at] = heap[child];
            at = child;
        }
        heap[at] = moved;
    }
}
