package org.huifang.quality;

/** How grave a violation is. */
public enum Severity {
    MINOR,
    MAJOR,
    CRITICAL
}
