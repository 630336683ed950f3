package org.huifang.bench;

import java.util.Arrays;
import java.util.List;

/** {@code huifang bench NAME [options]}: exit code 0 when every bar is met, 1 when one is missed, 2 for a wrong command line. */
public final class Bench {
    private Bench() {}

    public static void main(String[] args) throws Exception {
        List<String> options = Arrays.asList(args).subList(Math.min(1, args.length), args.length);
        if (args.length > 0 && args[0].equals("dial")) {
            System.exit(DialBench.run(DialPlan.parse(options)) ? 0 : 1);
        }
        if (args.length > 0 && args[0].equals("plan")) {
            System.exit(PlanBench.run(PlanOptions.parse(options)) ? 0 : 1);
        }
        if (args.length > 0 && args[0].equals("recordings")) {
            System.exit(RecordingsBench.run(options) ? 0 : 1);
        }
        System.err.println("usage: huifang bench plan [--quick] [--events NUMBER] [--rounds NUMBER] [--only"
                + " planning|dry-run|claim]");
        System.err.println(
                "       huifang bench dial [--quick] [--rounds NUMBER] [--rate CALLS_A_SECOND] [--warm-up SECONDS]"
                        + " [--no-peak] [--only bare|huifang]");
        System.err.println(
                "       huifang bench recordings [--only formats|peak|search|first-byte|verify|draw] [--rounds NUMBER]"
                        + " [--files NUMBER] [--rows NUMBER] [--times NUMBER] [--entries NUMBER] [--data FOLDER] [--named"
                        + " SEARCH]");
        System.exit(2);
    }
}
