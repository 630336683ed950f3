package org.huifang.evidence;

import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;
import java.util.zip.ZipInputStream;
import org.huifang.evidence.PackageFiles.Listed;

/**
 * The files of a package as they lie in the ZIP, by both ways in which programs read one: in the order of the bytes, and by
 * the list at its end. Writes nothing to the disk. Sounds are only hashed; what is text is kept.
 */
final class UnpackedFiles {
    private static final int BLOCK = 64 * 1024;
    /** No text of ours is longer. */
    private static final long LONGEST_TEXT = 256L << 20;

    private final Map<String, Listed> files = new LinkedHashMap<>();
    private final Map<String, byte[]> texts = new LinkedHashMap<>();

    private UnpackedFiles() {}

    /**
     * @throws BrokenPackageException when it is cut, ambiguous or has names that lead elsewhere
     * @throws IOException when the file cannot be read at all
     */
    static UnpackedFiles read(Path zip) throws IOException {
        var unpacked = new UnpackedFiles();
        try (var in = new ZipInputStream(Files.newInputStream(zip), StandardCharsets.UTF_8)) {
            for (var entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
                unpacked.take(entry.getName(), in);
            }
        } catch (EOFException | ZipException | IllegalArgumentException e) {
            throw new BrokenPackageException("the ZIP is cut off or damaged: " + e.getMessage());
        }
        if (unpacked.files.isEmpty()) {
            throw new BrokenPackageException("it is no ZIP, or its beginning was changed");
        }
        unpacked.compareWithTheListAtTheEnd(zip);
        return unpacked;
    }

    Set<String> names() {
        return files.keySet();
    }

    /** @throws BrokenPackageException when there is none */
    Listed file(String name) {
        Listed file = files.get(name);
        if (file == null) {
            throw new BrokenPackageException(name + " is missing: it was removed");
        }
        return file;
    }

    byte[] bytes(String name) {
        file(name);
        byte[] text = texts.get(name);
        if (text == null) {
            throw new BrokenPackageException(name + " is no text of a package");
        }
        return text;
    }

    JsonObject json(String name) {
        try {
            return new JsonObject(new String(bytes(name), StandardCharsets.UTF_8));
        } catch (DecodeException e) {
            throw new BrokenPackageException(name + " cannot be read: " + e.getMessage());
        }
    }

    private void take(String name, InputStream in) throws IOException {
        if (!PackageFiles.safe(name)) {
            throw new BrokenPackageException("it holds a file with a name that is not ours and may lead elsewhere: "
                    + name.replaceAll("[^\\x20-\\x7e]", "?"));
        }
        boolean keep =
                name.equals(PackageFiles.MANIFEST) || name.equals(PackageFiles.SUMS) || name.startsWith("ledger/");
        var kept = new ByteArrayOutputStream();
        var digest = PackageFiles.sha256();
        byte[] block = new byte[BLOCK];
        long size = 0;
        for (int n = in.read(block); n >= 0; n = in.read(block)) {
            digest.update(block, 0, n);
            size += n;
            if (keep) {
                kept.write(block, 0, n);
                if (size > LONGEST_TEXT) {
                    throw new BrokenPackageException(name + " is longer than any of ours");
                }
            }
        }
        var file = new Listed(name, HexFormat.of().formatHex(digest.digest()), size);
        if (files.put(name, file) != null) {
            throw new BrokenPackageException("it holds " + name + " twice: one of both was added");
        }
        if (keep) {
            texts.put(name, kept.toByteArray());
        }
    }

    private void compareWithTheListAtTheEnd(Path zip) throws IOException {
        try (var listed = new ZipFile(zip.toFile(), StandardCharsets.UTF_8)) {
            var other = new UnpackedFiles();
            var entries = listed.entries();
            while (entries.hasMoreElements()) {
                var entry = entries.nextElement();
                try (var in = listed.getInputStream(entry)) {
                    other.take(entry.getName(), in);
                }
            }
            if (!other.files.equals(files)) {
                throw new BrokenPackageException(
                        "the ZIP holds other files than the list at its end says: something was added to it or hidden in it");
            }
        } catch (EOFException | ZipException | IllegalArgumentException e) {
            throw new BrokenPackageException("the ZIP is cut off or damaged: " + e.getMessage());
        }
    }
}
