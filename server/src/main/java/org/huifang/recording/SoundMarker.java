package org.huifang.recording;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.DigestOutputStream;
import java.util.Map;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.javacv.FFmpegFrameGrabber;
import org.bytedeco.javacv.FFmpegFrameRecorder;
import org.bytedeco.javacv.FrameGrabber;
import org.bytedeco.javacv.FrameRecorder;

/**
 * Makes marked copies of sealed recordings: the encoded sound as it is, packet by packet, in a container of the same kind
 * that carries tags. The sealed file is only read.
 */
public final class SoundMarker {
    private final Vertx vertx;
    private final SealedSounds sounds;
    private final FileWork work;

    SoundMarker(Vertx vertx, SealedSounds sounds, FileWork work) {
        this.vertx = vertx;
        this.sounds = sounds;
        this.work = work;
    }

    /** @param sound must be {@link StoredSound#playable}; the receiver closes the copy */
    public Future<MarkedCopy> copy(StoredSound sound, Map<String, String> tags) {
        var context = vertx.getOrCreateContext();
        return work.run(context, () -> {
            var digest = Sha256.start();
            Path name = Files.createTempFile("huifang-copy", ".tmp");
            // Its name is taken away as it is opened: a plain sound must not outlive this process.
            var file = FileChannel.open(
                    name, StandardOpenOption.READ, StandardOpenOption.WRITE, StandardOpenOption.DELETE_ON_CLOSE);
            try (var sealed = sounds.open(sound);
                    var out = new DigestOutputStream(new Unclosed(Channels.newOutputStream(file)), digest)) {
                var format = sound.format();
                if (format == null) {
                    throw new IllegalArgumentException("recording " + sound.id() + " is " + sound.state());
                }
                mark(new SealedInputStream(sealed), format, tags, out);
                return new MarkedCopy(file, digest.digest(), work, context);
            } catch (IOException | RuntimeException e) {
                file.close();
                throw e;
            }
        });
    }

    static void mark(InputStream sound, SoundFormat format, Map<String, String> tags, OutputStream out)
            throws IOException {
        try (var grabber = new FFmpegFrameGrabber(sound, 0)) {
            grabber.setFormat(format.container());
            grabber.setAudioOption("threads", "1");
            grabber.start();
            try (var recorder = new FFmpegFrameRecorder(out, grabber.getAudioChannels())) {
                recorder.setFormat(format.container());
                recorder.setSampleRate(grabber.getSampleRate());
                tags.forEach(recorder::setMetadata);
                recorder.start(grabber.getFormatContext());
                for (AVPacket packet = grabber.grabPacket(); packet != null; packet = grabber.grabPacket()) {
                    recorder.recordPacket(packet);
                }
                recorder.stop();
            }
        } catch (FrameGrabber.Exception | FrameRecorder.Exception e) {
            throw new IOException("marking failed: " + e.getMessage(), e);
        }
    }

    /** The recorder closes what it writes to; the file is still read afterwards. */
    private static final class Unclosed extends java.io.FilterOutputStream {
        Unclosed(OutputStream out) {
            super(out);
        }

        @Override
        public void write(byte[] bytes, int from, int length) throws IOException {
            out.write(bytes, from, length);
        }

        @Override
        public void close() throws IOException {
            flush();
        }
    }
}
