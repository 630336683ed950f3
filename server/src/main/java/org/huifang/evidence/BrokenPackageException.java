package org.huifang.evidence;

/** A package is not as it was made; said in words. */
final class BrokenPackageException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    BrokenPackageException(String words) {
        super(words, null, false, false);
    }

    String words() {
        return String.valueOf(getMessage());
    }
}
