package org.huifang.evidence;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Pattern;

/** What lies in a package, and under which names. docs/evidence.md describes it for those who check without us. */
final class PackageFiles {
    static final String FORM = "huifang evidence 1";
    static final String MANIFEST = "manifest.json";
    static final String REPORT = "report.html";
    static final String README = "README.txt";
    static final String LEDGER = "ledger/ledger.json";
    static final String KEY = "ledger/ledger.pem";
    static final String SUMS = "SHA256SUMS";
    /** The audit entry that binds the manifest; its detail names package and manifest's hash. */
    static final String MADE = "evidence.make";
    /** That a recording's sound left in a package. */
    static final String TAKEN = "recording.export";

    /** Folders and names of ASCII letters, digits, '.', '_' and '-' that begin with a letter or digit. */
    private static final Pattern SAFE =
            Pattern.compile("([A-Za-z0-9][A-Za-z0-9._-]{0,120}/){0,3}[A-Za-z0-9][A-Za-z0-9._-]{0,120}");

    private PackageFiles() {}

    /** @param sha256 in hexadecimal digits */
    record Listed(String name, String sha256, long sizeBytes) {
        JsonObject toJson() {
            return new JsonObject().put("name", name).put("sha256", sha256).put("sizeBytes", sizeBytes);
        }
    }

    /** The text that is signed, and its signature, as files for openssl. */
    static String headText(long seq) {
        return "ledger/head-" + seq + ".txt";
    }

    static String headSignature(long seq) {
        return "ledger/head-" + seq + ".sig";
    }

    static boolean safe(String name) {
        return name.length() <= 255 && SAFE.matcher(name).matches();
    }

    static JsonArray listed(List<Listed> files) {
        var all = new JsonArray();
        files.forEach(file -> all.add(file.toJson()));
        return all;
    }

    static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    static String sha256(byte[] bytes) {
        return HexFormat.of().formatHex(sha256().digest(bytes));
    }
}
