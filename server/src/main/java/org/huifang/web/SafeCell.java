package org.huifang.web;

/** A CSV field that no spreadsheet takes for a formula. */
final class SafeCell {
    private SafeCell() {}

    static String of(String value) {
        boolean formula = !value.isEmpty() && "=+-@\t\r".indexOf(value.charAt(0)) >= 0;
        String harmless = formula ? "'" + value : value;
        return "\"" + harmless.replace("\"", "\"\"") + "\"";
    }
}
