package org.huifang.telephony.ami;

import java.io.IOException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.asteriskjava.manager.ManagerConnection;
import org.asteriskjava.manager.action.CoreSettingsAction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Says which Asterisk answers, and loudly so if it is too old: before 22 the event filter and TechCause are missing. */
final class AmiVersion {
    private static final Logger log = LoggerFactory.getLogger(AmiVersion.class);
    private static final int OLDEST = 22;
    private static final Pattern MAJOR = Pattern.compile("(?:GIT-)?(\\d+)");

    private AmiVersion() {}

    static void ask(ManagerConnection connection) {
        try {
            connection.sendAction(
                    new CoreSettingsAction(),
                    response -> say(String.valueOf(response.getAttribute("AsteriskVersion"))));
        } catch (IOException | IllegalStateException e) {
            log.warn("version of Asterisk not asked why=\"{}\"", e.getMessage());
        }
    }

    static boolean recentEnough(String version) {
        Matcher major = MAJOR.matcher(version);
        return major.lookingAt() && Integer.parseInt(major.group(1)) >= OLDEST;
    }

    private static void say(String version) {
        if (recentEnough(version)) {
            log.info("Asterisk answers version={}", version);
        } else {
            log.error(
                    "Asterisk is too old or says no version version={} oldest={} remedy=\"install Asterisk {} or newer:"
                            + " outcomes cannot be told apart without it\"",
                    version,
                    OLDEST,
                    OLDEST);
        }
    }
}
