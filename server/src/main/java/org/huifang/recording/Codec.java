package org.huifang.recording;

import static org.bytedeco.ffmpeg.global.avcodec.AV_CODEC_FLAG_GLOBAL_HEADER;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_alloc;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_free;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_rescale_ts;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_alloc_context3;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_find_encoder_by_name;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_free_context;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_open2;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_parameters_from_context;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_receive_packet;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_send_frame;
import static org.bytedeco.ffmpeg.global.avformat.AVFMT_GLOBALHEADER;
import static org.bytedeco.ffmpeg.global.avformat.AVIO_FLAG_WRITE;
import static org.bytedeco.ffmpeg.global.avformat.av_interleaved_write_frame;
import static org.bytedeco.ffmpeg.global.avformat.av_write_trailer;
import static org.bytedeco.ffmpeg.global.avformat.avformat_alloc_output_context2;
import static org.bytedeco.ffmpeg.global.avformat.avformat_free_context;
import static org.bytedeco.ffmpeg.global.avformat.avformat_new_stream;
import static org.bytedeco.ffmpeg.global.avformat.avformat_write_header;
import static org.bytedeco.ffmpeg.global.avformat.avio_closep;
import static org.bytedeco.ffmpeg.global.avformat.avio_open;
import static org.bytedeco.ffmpeg.global.avutil.AVERROR_EOF;
import static org.bytedeco.ffmpeg.global.avutil.AV_LOG_FATAL;
import static org.bytedeco.ffmpeg.global.avutil.av_channel_layout_copy;
import static org.bytedeco.ffmpeg.global.avutil.av_channel_layout_default;
import static org.bytedeco.ffmpeg.global.avutil.av_dict_free;
import static org.bytedeco.ffmpeg.global.avutil.av_dict_set;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_alloc;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_free;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_get_buffer;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_make_writable;
import static org.bytedeco.ffmpeg.global.avutil.av_log_set_level;
import static org.bytedeco.ffmpeg.global.avutil.av_make_q;
import static org.bytedeco.ffmpeg.presets.avutil.AVERROR_EAGAIN;

import java.io.IOException;
import java.nio.file.Path;
import org.bytedeco.ffmpeg.avcodec.AVCodec;
import org.bytedeco.ffmpeg.avcodec.AVCodecContext;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avformat.AVFormatContext;
import org.bytedeco.ffmpeg.avformat.AVIOContext;
import org.bytedeco.ffmpeg.avformat.AVStream;
import org.bytedeco.ffmpeg.avutil.AVDictionary;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.ShortPointer;

/**
 * One encoder of the codec library with its file, for one thread. Called directly, because a packet's duration must be
 * counted in the file's units too: the last one says where Opus and MP3 end, to the sample.
 */
final class Codec implements AutoCloseable {
    static {
        av_log_set_level(AV_LOG_FATAL);
    }

    private final boolean planar;
    private final AVCodecContext encoder;
    private final AVFormatContext file = new AVFormatContext(null);
    private final AVIOContext bytes = new AVIOContext(null);
    private final AVStream stream;
    private final AVFrame frame = av_frame_alloc();
    private final AVPacket packet = av_packet_alloc();
    private final int framesAtOnce;
    private final short[] waiting;
    private int waitingFrames;
    private long written;

    /** @param target replaced when it exists */
    Codec(SoundFormat format, int rate, Path target) throws IOException {
        planar = format.planar();
        AVCodec codec = avcodec_find_encoder_by_name(format.encoder);
        if (codec == null) {
            throw new IOException("the codec library has no " + format.encoder);
        }
        encoder = avcodec_alloc_context3(codec);
        boolean open = false;
        try {
            check("container", avformat_alloc_output_context2(file, null, format.container(), target.toString()));
            encoder.sample_fmt(format.sampleFormat);
            encoder.sample_rate(rate);
            encoder.bit_rate(format.bitsPerSecond);
            encoder.time_base(av_make_q(1, rate));
            encoder.thread_count(1);
            av_channel_layout_default(encoder.ch_layout(), 2);
            if ((file.oformat().flags() & AVFMT_GLOBALHEADER) != 0) {
                encoder.flags(encoder.flags() | AV_CODEC_FLAG_GLOBAL_HEADER);
            }
            openEncoder(codec, format);
            stream = avformat_new_stream(file, null);
            stream.time_base(encoder.time_base());
            check("parameters", avcodec_parameters_from_context(stream.codecpar(), encoder));
            check("file", avio_open(bytes, target.toString(), AVIO_FLAG_WRITE));
            file.pb(bytes);
            check("header", avformat_write_header(file, (AVDictionary) null));
            framesAtOnce = encoder.frame_size();
            waiting = new short[framesAtOnce * 2];
            frame.nb_samples(framesAtOnce);
            frame.format(format.sampleFormat);
            frame.sample_rate(rate);
            check("layout", av_channel_layout_copy(frame.ch_layout(), encoder.ch_layout()));
            check("frame", av_frame_get_buffer(frame, 0));
            open = true;
        } finally {
            if (!open) {
                close();
            }
        }
    }

    private void openEncoder(AVCodec codec, SoundFormat format) throws IOException {
        var options = new AVDictionary(null);
        format.options.forEach((name, value) -> av_dict_set(options, name, value, 0));
        try {
            check("encoder", avcodec_open2(encoder, codec, options));
        } finally {
            av_dict_free(options);
        }
    }

    /** @param stereo left, right, left … */
    void add(short[] stereo, int frames) throws IOException {
        int taken = 0;
        while (taken < frames) {
            int part = Math.min(frames - taken, framesAtOnce - waitingFrames);
            System.arraycopy(stereo, taken * 2, waiting, waitingFrames * 2, part * 2);
            waitingFrames += part;
            taken += part;
            if (waitingFrames == framesAtOnce) {
                encodeWaiting();
            }
        }
    }

    /** Writes what is left and the file's end. */
    void finish() throws IOException {
        if (waitingFrames > 0) {
            encodeWaiting();
        }
        check("end", avcodec_send_frame(encoder, null));
        writePackets();
        check("trailer", av_write_trailer(file));
        check("close", avio_closep(bytes));
    }

    private void encodeWaiting() throws IOException {
        check("frame", av_frame_make_writable(frame));
        frame.nb_samples(waitingFrames);
        frame.pts(written);
        if (planar) {
            short[] side = new short[waitingFrames];
            for (int channel = 0; channel < 2; channel++) {
                for (int i = 0; i < waitingFrames; i++) {
                    side[i] = waiting[2 * i + channel];
                }
                new ShortPointer((Pointer) frame.data(channel)).put(side, 0, waitingFrames);
            }
        } else {
            new ShortPointer((Pointer) frame.data(0)).put(waiting, 0, waitingFrames * 2);
        }
        written += waitingFrames;
        waitingFrames = 0;
        check("encode", avcodec_send_frame(encoder, frame));
        writePackets();
    }

    private void writePackets() throws IOException {
        int got = avcodec_receive_packet(encoder, packet);
        while (got >= 0) {
            av_packet_rescale_ts(packet, encoder.time_base(), stream.time_base());
            packet.stream_index(0);
            check("write", av_interleaved_write_frame(file, packet));
            got = avcodec_receive_packet(encoder, packet);
        }
        if (got != AVERROR_EAGAIN() && got != AVERROR_EOF) {
            check("encode", got);
        }
    }

    private static void check(String what, int result) throws IOException {
        if (result < 0) {
            throw new IOException("encoding failed at " + what + ": error " + result + " of the codec library");
        }
    }

    @Override
    public void close() {
        av_packet_free(packet);
        av_frame_free(frame);
        avcodec_free_context(encoder);
        if (!bytes.isNull()) {
            avio_closep(bytes);
        }
        avformat_free_context(file);
    }
}
