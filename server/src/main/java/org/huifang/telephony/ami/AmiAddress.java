package org.huifang.telephony.ami;

/** Where AMI is and as whom to speak to it. */
public record AmiAddress(String host, int port, String user, String secret) {
    @Override
    public String toString() {
        return host + ":" + port;
    }
}
