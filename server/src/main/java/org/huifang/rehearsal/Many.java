package org.huifang.rehearsal;

/** Indices of callbacks, as many as come. */
final class Many {
    private int[] items = new int[16];
    private int size;

    void add(int callback) {
        if (size == items.length) {
            items = java.util.Arrays.copyOf(items, size * 2);
        }
        items[size++] = callback;
    }

    int[] items() {
        return items;
    }

    int size() {
        return size;
    }
}
