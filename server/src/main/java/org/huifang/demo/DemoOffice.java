package org.huifang.demo;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The office of the demo: users, agents, a simulated trunk, two campaigns whose retries are a minute apart, and customers
 * whose callbacks fall due over the next half hour. Everything goes through the REST interface.
 */
public final class DemoOffice {
    private static final String NEW_CAR = "xinche-7";
    private static final String SERVICE = "shouhou";
    private static final List<String> AGENT_NAMES = List.of("周慧", "何静", "罗敏", "宋佳", "许丽", "邓燕");
    private static final int CUSTOMERS = 60;
    private static final int DUE_AT_ONCE = 16;
    private static final Duration APART = Duration.ofSeconds(40);
    private static final int RETRY_SECONDS = 75;
    private static final int AFTER_CALL_SECONDS = 8;

    private final DemoApi api;

    public DemoOffice(DemoApi api) {
        this.api = api;
    }

    /**
     * @param phones endpoints of the phones that answer by themselves
     * @param ownPhone endpoint of the phone that a person may take
     * @return password by login, one user for each role but the admin's
     */
    public Map<String, String> open(String trunk, List<String> phones, String ownPhone, Instant now) {
        var logins = new LinkedHashMap<String, String>();
        logins.put("supervisor", user("supervisor", "主管 Supervisor", "SUPERVISOR"));
        logins.put("compliance", user("compliance", "合规 Compliance", "COMPLIANCE"));
        logins.put("records", user("records", "档案 Records", "RECORDS_MANAGER"));
        logins.put("agent", user("agent", "坐席 Agent", "AGENT"));
        api.make(
                "/trunks",
                new JsonObject()
                        .put("name", trunk)
                        .put("callerId", "4001234567")
                        .put("simulated", true));
        agent("A0", "您 You", ownPhone, "agent");
        for (int i = 0; i < phones.size(); i++) {
            String id = agent("A" + (i + 1), AGENT_NAMES.get(i % AGENT_NAMES.size()), phones.get(i), null);
            api.post("/agents/" + id + "/presence", new JsonObject().put("wanted", "READY"));
        }
        campaign(NEW_CAR, "新车交付七日回访", trunk);
        campaign(SERVICE, "售后服务回访", trunk);
        api.importCsv("customers", "customers.csv", customers());
        api.importCsv("callbacks", "callbacks.csv", callbacks(now));
        return logins;
    }

    /** One more customer with one more reason to be called. */
    public void oneMore(int n) {
        String ref = "K" + n;
        api.make(
                "/customers",
                new JsonObject()
                        .put("ref", ref)
                        .put("name", DemoPeople.name(n))
                        .put("phones", new JsonArray().add(DemoPeople.phone(n))));
        api.make(
                "/callbacks",
                new JsonObject().put("campaign", SERVICE).put("customer", ref).put("occasion", "工单 " + n));
    }

    private String user(String login, String name, String role) {
        String password = Secrets.random().substring(0, 16);
        api.make(
                "/users",
                new JsonObject()
                        .put("login", login)
                        .put("displayName", name)
                        .put("password", password)
                        .put("roles", new JsonArray().add(role)));
        return password;
    }

    private String agent(String code, String name, String endpoint, @Nullable String login) {
        var agent = new JsonObject().put("code", code).put("name", name).put("endpoint", endpoint);
        return api.make("/agents", login == null ? agent : agent.put("login", login));
    }

    private void campaign(String code, String name, String trunk) {
        var allDay = new JsonObject().put("from", "00:00").put("to", "24:00").put("days", "EVERY_DAY");
        String id = api.make(
                "/campaigns",
                new JsonObject()
                        .put("code", code)
                        .put("name", name)
                        .put("trunk", trunk)
                        .put("demo", true)
                        .put(
                                "rules",
                                new JsonObject()
                                        .put("windows", new JsonArray().add(allDay))
                                        .put("relaxedRetrySeconds", RETRY_SECONDS)
                                        .put("afterCallSeconds", AFTER_CALL_SECONDS)
                                        .put("maxDialsPerDay", 5)
                                        .put("announcement", "huifang/recorded")));
        api.post("/campaigns/" + id + "/state", new JsonObject().put("state", "ACTIVE"));
    }

    private static String customers() {
        var csv = new StringBuilder("ref,name,phone1,attr.车型\n");
        List<String> models = List.of("星途 1.5T", "远航 纯电", "山河 2.0T", "晨光 混动");
        for (int n = 1; n <= CUSTOMERS; n++) {
            csv.append("C%03d,%s,%s,%s%n"
                    .formatted(n, DemoPeople.name(n), DemoPeople.phone(n), models.get(n % models.size())));
        }
        return csv.toString();
    }

    private static String callbacks(Instant now) {
        var csv = new StringBuilder("campaign,customer,occasion,not_before\n");
        for (int n = 1; n <= CUSTOMERS; n++) {
            csv.append("%s,C%03d,%s,%s%n"
                    .formatted(
                            n % 3 == 0 ? SERVICE : NEW_CAR,
                            n,
                            n % 3 == 0 ? "工单 " + n : "交付第 7 天",
                            n <= DUE_AT_ONCE ? "" : now.plus(APART.multipliedBy(n - DUE_AT_ONCE))));
        }
        return csv.toString();
    }
}
