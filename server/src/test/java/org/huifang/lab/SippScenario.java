package org.huifang.lab;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Objects;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * A SIPp scenario with the tiresome parts written once: {@code @SEND 180 Ringing@} is an answer to the INVITE, with
 * {@code SDP} after the reason a description of the media, with {@code CANCEL} or {@code BYE} an answer to that, with
 * {@code RETRANS} repeated until it is acknowledged.
 */
final class SippScenario {
    private static final Pattern SEND =
            Pattern.compile("@SEND (\\d+) ([^@]*?)((?: (?:SDP|CANCEL|BYE|AGAIN|RETRANS))*)@");

    private static final String SDP = """
            Content-Type: application/sdp
            Content-Length: [len]

            v=0
            o=phone 1 1 IN IP[local_ip_type] [local_ip]
            s=-
            c=IN IP[media_ip_type] [media_ip]
            t=0 0
            m=audio @MEDIA_PORT@ RTP/AVP 8 101
            a=rtpmap:8 PCMA/8000
            a=rtpmap:101 telephone-event/8000
            a=ptime:20
            """;

    private static final String BYE = """
              <send retrans="500"><![CDATA[

            BYE [$peer] SIP/2.0
            Via: SIP/2.0/[transport] [local_ip]:[local_port];branch=[branch]
            Max-Forwards: 70
            From:[$to];tag=c[pid]-[call_number]
            To:[$from]
            [last_Call-ID:]
            CSeq: 1 BYE
            Content-Length: 0

            ]]></send>""";

    private String xml;
    private boolean sound;

    private SippScenario(String xml) {
        this.xml = SEND.matcher(xml).replaceAll(SippScenario::send).replace("@BYE@", BYE);
    }

    static SippScenario named(String name) {
        try (InputStream in = SippScenario.class.getResourceAsStream("/sipp/" + name + ".xml")) {
            return new SippScenario(
                    new String(Objects.requireNonNull(in, name).readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(name, e);
        }
    }

    SippScenario with(String token, String value) {
        xml = xml.replace("@" + token + "@", value);
        return this;
    }

    /** Plays a file of A-law samples over and over once the call is answered; without it no RTP is sent at all. */
    SippScenario playing(Path alaw) {
        sound = true;
        return with("SOUND", "<action><exec rtp_stream=\"" + alaw + ",-1,8,PCMA/8000\"/></action>");
    }

    String xml() {
        with("SOUND", "").with("SDP", SDP).with("MEDIA_PORT", sound ? "[rtpstream_audio_port]" : "[media_port]");
        return xml;
    }

    private static String send(MatchResult send) {
        String status = send.group(1);
        String flags = send.group(3);
        boolean inDialog = flags.contains("BYE") || flags.contains("AGAIN");
        boolean toCancel = flags.contains("CANCEL");
        boolean repeated = flags.contains("RETRANS") || (status.equals("200") && flags.contains("SDP"));
        String text = "  <send" + (repeated ? " retrans=\"500\"" : "") + "><![CDATA[\n\n"
                + "SIP/2.0 " + status + " " + send.group(2) + "\n"
                + "[last_Via:]\n[last_From:]\n"
                + "[last_To:]" + (inDialog ? "" : ";tag=c[pid]-[call_number]") + "\n"
                + "[last_Call-ID:]\n"
                + (inDialog ? "[last_CSeq:]" : "CSeq: [$cseq] " + (toCancel ? "CANCEL" : "INVITE")) + "\n"
                + "Contact: <sip:phone@[local_ip]:[local_port]>\n"
                + (flags.contains("SDP") ? SDP : "Content-Length: 0\n")
                + "\n]]></send>";
        return java.util.regex.Matcher.quoteReplacement(text);
    }
}
