package org.huifang.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.huifang.lab.RawAmi.event;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.huifang.CallCentre;
import org.huifang.demo.PrivateAsterisk;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The watch in the dialplan alone: it limits rings that no server watches, and only those (R32). */
@Tag("alone")
class RingWatchIT {
    private static final Duration SOON = Duration.ofSeconds(10);
    private static final String WATCH = "huifang-ring-watch-lab";

    @TempDir
    static Path folder;

    private static SippCustomers customers;
    private static PrivateAsterisk asterisk;
    private static RawAmi ami;

    private Thread beats;

    @BeforeAll
    static void start() {
        customers = SippCustomers.startWithSound(folder);
        asterisk = PrivateAsterisk.in(folder.resolve("asterisk"))
                .trunk(customers.trunk("sim"))
                .start();
        ami = RawAmi.connect(asterisk);
    }

    @AfterAll
    static void stop() {
        ami.close();
        asterisk.close();
        customers.close();
    }

    @BeforeEach
    void watch() {
        int before = ami.packets().size();
        ami.send(
                "Originate",
                "Channel",
                "Local/s@huifang-ring-watch/n",
                "ChannelId",
                WATCH,
                "Context",
                "huifang-ring-watch",
                "Exten",
                "watch",
                "Priority",
                "1",
                "Async",
                "true",
                "Variable",
                "HF_WATCH=lab");
        ami.await(before, SOON, event("OriginateResponse", "Response", "Success"));
    }

    @AfterEach
    void noWatch() throws InterruptedException {
        if (beats != null) {
            beats.interrupt();
            beats.join();
        }
        int before = ami.packets().size();
        ami.send("Hangup", "Channel", WATCH);
        ami.await(before, SOON, event("Hangup", "Uniqueid", WATCH));
    }

    @Test
    void aRingThatNobodyWatchesEndsAtItsLimitAndIsNoted() throws Exception {
        String number = CustomerNumber.ringsLate(Duration.ofSeconds(1), 1);
        String attempt = dial(number, "lab", "2.03");
        ami.await(SOON, event("Hangup", "Uniqueid", attempt, "Cause", "19"));
        Duration rang = rang(number);
        System.out.println("figure watch rang_ms=" + rang.toMillis());
        assertThat(rang).isBetween(Duration.ofMillis(2_030), Duration.ofMillis(2_400));
        assertThat(endOnFile(attempt)).containsPattern(",ring:\\d{13}:RINGING_180:PBX,");
    }

    @Test
    void whoAnswersBeforeTheLimitTalksOn() {
        String number = CustomerNumber.answers(Duration.ofMillis(1_500), Duration.ofSeconds(3), 2);
        String attempt = dial(number, "lab", "2.03");
        ami.await(SOON, event("Hangup", "Uniqueid", attempt));
        assertThat(customers.callsTo(number).get(0).endedByAsterisk()).isFalse();
        assertThat(customers.callsTo(number).get(0).byeAt()).isPresent();
    }

    @Test
    void aRingThatAServerWatchesIsLeftToIt() {
        beat();
        String number = CustomerNumber.refuses(486, Duration.ofSeconds(4), 3);
        String attempt = dial(number, "lab", "2.03");
        ami.await(SOON, event("Hangup", "Uniqueid", attempt, "Cause", "17"));
    }

    @Test
    void aRingOfAnotherServerIsLeftToThat() {
        String number = CustomerNumber.refuses(486, Duration.ofSeconds(4), 4);
        String attempt = dial(number, "other", "2.03");
        ami.await(SOON, event("Hangup", "Uniqueid", attempt, "Cause", "17"));
    }

    @Test
    void aRingThatTheServerHasLimitedKeepsThatLimit() {
        beat();
        String number = CustomerNumber.rings(5);
        String attempt = dial(number, "lab", "1.03");
        ami.await(SOON, event("DialState", "DestUniqueid", attempt, "DialStatus", "RINGING"));
        ami.send("Setvar", "Channel", attempt, "Variable", "TIMEOUT(absolute)", "Value", "3.5");
        ami.send("Setvar", "Channel", attempt, "Variable", "CHANNEL(userfield)", "Value", "ring:17:RINGING_180");
        beats.interrupt();
        ami.await(SOON, event("Hangup", "Uniqueid", attempt, "Cause", "19"));
        assertThat(rang(number)).isBetween(Duration.ofMillis(3_450), Duration.ofMillis(3_800));
    }

    @Test
    void twoHundredAndFiftyRingsAtOnceAreAllSeen() {
        List<String> numbers = new ArrayList<>();
        List<String> attempts = new ArrayList<>();
        for (int i = 0; i < 250; i++) {
            // Told apart by their talk, which none of them has.
            String number = "1382000%02d%02d".formatted(1 + i / 100, i % 100);
            numbers.add(number);
            attempts.add(dial(number, "lab", "4.03"));
        }
        attempts.forEach(
                attempt -> ami.await(Duration.ofSeconds(20), event("Hangup", "Uniqueid", attempt, "Cause", "19")));
        List<Long> rang = numbers.stream().map(n -> rang(n).toMillis()).sorted().toList();
        System.out.println("figure watch rings=250 shortest_ms=" + rang.get(0) + " longest_ms=" + rang.get(249));
        assertThat(rang.get(0)).isGreaterThanOrEqualTo(4_030);
        assertThat(rang.get(249)).isLessThan(5_030);
    }

    @Test
    void whileAServerWatchesItCostsNextToNothing() throws InterruptedException {
        beat();
        Thread.sleep(1_000);
        Duration watching = cpuOfTenSeconds();
        beats.interrupt();
        Thread.sleep(1_000);
        Duration alone = cpuOfTenSeconds();
        System.out.println("figure watch cpu_ms_of_10_s=" + watching.toMillis() + " alone=" + alone.toMillis());
        assertThat(watching).isLessThan(Duration.ofMillis(200));
    }

    private static Duration cpuOfTenSeconds() throws InterruptedException {
        Duration before = cpu();
        Thread.sleep(10_000);
        return cpu().minus(before);
    }

    private static Duration cpu() {
        return ProcessHandle.of(asterisk.pid())
                .flatMap(process -> process.info().totalCpuDuration())
                .orElseThrow();
    }

    private void beat() {
        beats = new Thread(() -> {
            for (int i = 0; ; i++) {
                ami.send("Setvar", "Channel", WATCH, "Variable", "HF_BEAT", "Value", Integer.toString(i));
                try {
                    Thread.sleep(200);
                } catch (InterruptedException e) {
                    return;
                }
            }
        });
        beats.setDaemon(true);
        beats.start();
    }

    private static String dial(String number, String node, String limit) {
        String attempt = UUID.randomUUID().toString();
        ami.send(
                "Originate",
                "Channel",
                "PJSIP/" + number + "@sim",
                "ChannelId",
                attempt,
                "Context",
                "huifang-customer",
                "Exten",
                "s",
                "Priority",
                "1",
                "Async",
                "true",
                "Timeout",
                "60000",
                "Variable",
                "HF_AGENT=PJSIP/nobody-0",
                "Variable",
                "HF_MAX_CALL=60",
                "Variable",
                "HF_LOST_WAIT=3",
                "Variable",
                "HF_NODE=" + node,
                "Variable",
                "HF_RING_LIMIT=" + limit);
        return attempt;
    }

    private static Duration rang(String number) {
        CallCentre.await(
                SOON,
                "no CANCEL arrived at " + number,
                () -> customers.callsTo(number).get(0).rang().isPresent());
        return customers.callsTo(number).get(0).rang().orElseThrow();
    }

    private static String endOnFile(String attempt) throws java.io.IOException {
        return Files.readAllLines(asterisk.celFile()).stream()
                .filter(line -> line.startsWith("HANGUP,") && line.contains(attempt))
                .findFirst()
                .orElseThrow();
    }
}
