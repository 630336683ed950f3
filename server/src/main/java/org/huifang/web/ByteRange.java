package org.huifang.web;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What part of a body is asked for (RFC 9110, section 14). Several ranges in one request, and what is no range, get the
 * whole body.
 *
 * @param from first byte, @param to after the last byte
 * @param partial answer 206
 * @param satisfiable false: answer 416
 */
record ByteRange(long from, long to, boolean partial, boolean satisfiable) {
    private static final Pattern ONE = Pattern.compile("bytes=(\\d{0,18})-(\\d{0,18})");

    /** The first byte that a request for one range names; 0 where it names none. */
    static long begin(@Nullable String range) {
        Matcher one = ONE.matcher(range == null ? "" : range.trim());
        return one.matches() && !one.group(1).isEmpty() ? Long.parseLong(one.group(1)) : 0;
    }

    /**
     * @param ifRange the request's If-Range; another validator than {@code etag} means the whole body
     */
    static ByteRange of(@Nullable String range, @Nullable String ifRange, String etag, long length) {
        var whole = new ByteRange(0, length, false, true);
        if (range == null || (ifRange != null && !ifRange.trim().equals(etag))) {
            return whole;
        }
        Matcher one = ONE.matcher(range.trim());
        if (!one.matches() || (one.group(1).isEmpty() && one.group(2).isEmpty())) {
            return whole;
        }
        if (one.group(1).isEmpty()) {
            long last = Long.parseLong(one.group(2));
            return new ByteRange(Math.max(0, length - last), length, true, last > 0 && length > 0);
        }
        long from = Long.parseLong(one.group(1));
        long end = one.group(2).isEmpty() ? Long.MAX_VALUE : Long.parseLong(one.group(2));
        if (end < from) {
            return whole;
        }
        return new ByteRange(from, end >= length ? length : end + 1, true, from < length);
    }
}
