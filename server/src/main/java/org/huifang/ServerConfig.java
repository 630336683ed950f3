package org.huifang;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.net.URI;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Everything that can be set, parsed and checked once at start. {@code config/huifang.yaml} explains each key.
 * A record's constructor refuses what cannot work, with the key, the value and the remedy.
 */
public record ServerConfig(
        @JsonProperty(required = true) Node node,
        Http http,
        Http management,
        @JsonProperty(required = true) Database database,
        @JsonProperty(required = true) Asterisk asterisk,
        @JsonProperty(required = true) Recording recording,
        @JsonProperty(required = true) Keys keys,
        Dialing dialing,
        Messages messages,
        Ledger ledger,
        @Nullable Intake intake,
        @Nullable ObjectStore objectStore,
        @Nullable Archive archive) {

    /** Without archives. */
    public ServerConfig(
            Node node,
            Http http,
            Http management,
            Database database,
            Asterisk asterisk,
            Recording recording,
            Keys keys,
            Dialing dialing,
            Messages messages,
            Ledger ledger,
            @Nullable Intake intake,
            @Nullable ObjectStore objectStore) {
        this(
                node,
                http,
                management,
                database,
                asterisk,
                recording,
                keys,
                dialing,
                messages,
                ledger,
                intake,
                objectStore,
                null);
    }

    public ServerConfig {
        http = http == null ? new Http("127.0.0.1", 8080) : http;
        management = management == null ? new Http("127.0.0.1", 8081) : management;
        dialing = dialing == null ? new Dialing(30, 20, 3600, 10, 300) : dialing;
        messages = messages == null ? new Messages(null, 15) : messages;
        ledger = ledger == null ? new Ledger(null, 4, 24) : ledger;
    }

    /** @param name unique among the servers that share one database; kept over restarts */
    public record Node(String name) {
        public Node {
            if (name == null || !name.matches("[a-z0-9][a-z0-9-]{0,39}")) {
                throw new ConfigException(
                        "node.name", name, "give 1 to 40 of a-z, 0-9 and '-', different on every server");
            }
        }
    }

    /** @param port 0 lets the system choose */
    public record Http(String host, int port) {
        public Http {
            host = host == null ? "127.0.0.1" : host;
            range("http.port", port, 0, 65535);
        }
    }

    /**
     * Either {@code embedded} (a folder: the server runs its own PostgreSQL there) or an address.
     *
     * @param url {@code postgresql://host:port/database}
     * @param ownerUser the role that migrates; used by {@code huifang migrate} only
     * @param purgePasswordFile password of role huifang_purge, which alone may take recordings' keys; null: this server cannot purge
     */
    public record Database(
            @Nullable Path embedded,
            @Nullable String url,
            @Nullable String user,
            @Nullable Path passwordFile,
            @Nullable String ownerUser,
            @Nullable Path ownerPasswordFile,
            @Nullable Path purgePasswordFile,
            Integer pool) {
        public Database {
            if ((embedded == null) == (url == null)) {
                throw new ConfigException(
                        "database", url, "set either database.embedded (a folder) or database.url, not both");
            }
            if (url != null && !url.matches("postgresql://[^/:]+(:\\d+)?/\\w+")) {
                throw new ConfigException("database.url", url, "write postgresql://host:port/database");
            }
            if (url != null && (user == null || passwordFile == null)) {
                throw new ConfigException(
                        "database.user", user, "set database.user and database.password_file beside the url");
            }
            pool = pool == null ? 12 : pool;
            range("database.pool", pool, 2, 200);
        }
    }

    /**
     * @param spool folder where Asterisk writes recordings, as this server sees it (the same mounted folder)
     * @param celFile the CEL file that dialplan/cel_custom.conf writes, as this server sees it
     */
    public record Asterisk(String host, int port, String user, Path secretFile, Path spool, Path celFile) {
        public Asterisk {
            require("asterisk.secret_file", secretFile);
            require("asterisk.spool", spool);
            require("asterisk.cel_file", celFile);
            host = host == null ? "127.0.0.1" : host;
            port = port == 0 ? 5038 : port;
            user = user == null ? "huifang" : user;
            range("asterisk.port", port, 1, 65535);
        }
    }

    /**
     * @param store folder of the sealed recordings
     * @param workers how many recordings are sealed at a time
     * @param minFreeMb below this much free space (MiB) on spool or store the node stops dialing
     */
    public record Recording(Path store, Integer workers, Integer minFreeMb) {
        public Recording {
            require("recording.store", store);
            workers = workers == null ? 1 : workers;
            minFreeMb = minFreeMb == null ? 1024 : minFreeMb;
            range("recording.workers", workers, 1, 32);
            range("recording.min_free_mb", minFreeMb, 1, 10_000_000);
        }
    }

    /**
     * An S3 service beside the folder.
     *
     * @param endpoint its address; null: Amazon's of the region
     * @param bucket with Object Lock and versions
     * @param prefix before each name in the bucket; empty, or ends with a slash
     * @param credentialsFile two lines, access key and secret key
     * @param sealInto keep new recordings there at once; false: in the folder, until they are moved
     * @param allowUnlocked take a bucket without Object Lock, where nobody is kept from deleting
     */
    public record ObjectStore(
            @Nullable URI endpoint,
            String region,
            String bucket,
            String prefix,
            Path credentialsFile,
            Boolean sealInto,
            Boolean allowUnlocked) {
        public ObjectStore {
            require("object_store.bucket", bucket);
            require("object_store.credentials_file", credentialsFile);
            region = region == null ? "us-east-1" : region;
            prefix = prefix == null ? "" : prefix;
            sealInto = sealInto != null && sealInto;
            allowUnlocked = allowUnlocked != null && allowUnlocked;
            if (!bucket.matches("[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]")) {
                throw new ConfigException("object_store.bucket", bucket, "give 3 to 63 of a-z, 0-9, '.' and '-'");
            }
            if (!prefix.matches("([A-Za-z0-9_.-]+/)*")) {
                throw new ConfigException(
                        "object_store.prefix", prefix, "leave it out, or end it with a slash: huifang/");
            }
            if (endpoint != null && !String.valueOf(endpoint.getScheme()).matches("https?")) {
                throw new ConfigException("object_store.endpoint", endpoint, "write https://host or http://host:port");
            }
        }
    }

    /** @param folder holds master.key and number.key; made by {@code huifang migrate}; never in the database's backup */
    public record Keys(Path folder) {
        public Keys {
            require("keys.folder", folder);
        }
    }

    /**
     * @param folder watched for files of other systems: events….csv, customers….csv, callbacks….csv
     * @param unit name of the organisation unit that they belong to; null: the only one there is
     * @param settleSeconds how long a file must not change before it is held to be whole
     */
    public record Intake(Path folder, @Nullable String unit, Integer settleSeconds) {
        public Intake {
            require("intake.folder", folder);
            settleSeconds = settleSeconds == null ? 10 : settleSeconds;
            range("intake.settle_seconds", settleSeconds, 1, 3600);
        }
    }

    /**
     * @param ringWaitSeconds how long to wait for a first RINGING before the trunk is held to be dead
     * @param lostLineSeconds how long a customer whose agent's line dropped waits to be bridged again (at most 30)
     * @param maxCallSeconds the longest call
     * @param leaseSeconds how long a node may dial after its last sign of life
     * @param drainSeconds how long a stop waits for live calls to end and recordings to be sealed
     */
    public record Dialing(
            Integer ringWaitSeconds,
            Integer lostLineSeconds,
            Integer maxCallSeconds,
            Integer leaseSeconds,
            Integer drainSeconds) {
        public Dialing {
            ringWaitSeconds = ringWaitSeconds == null ? 30 : ringWaitSeconds;
            lostLineSeconds = lostLineSeconds == null ? 20 : lostLineSeconds;
            maxCallSeconds = maxCallSeconds == null ? 3600 : maxCallSeconds;
            leaseSeconds = leaseSeconds == null ? 10 : leaseSeconds;
            drainSeconds = drainSeconds == null ? 300 : drainSeconds;
            range("dialing.ring_wait_seconds", ringWaitSeconds, 5, 120);
            range("dialing.lost_line_seconds", lostLineSeconds, 1, 30);
            range("dialing.max_call_seconds", maxCallSeconds, 60, 14_400);
            range("dialing.lease_seconds", leaseSeconds, 4, 60);
            range("dialing.drain_seconds", drainSeconds, 0, 14_400);
        }
    }

    /**
     * @param gatewaysFile the gateways (config/gateways.yaml); null: messages wait, letters and visits become tasks
     * @param backlogMinutes a message that is due so long without being sent raises an alarm
     */
    public record Messages(@Nullable Path gatewaysFile, Integer backlogMinutes) {
        public Messages {
            backlogMinutes = backlogMinutes == null ? 15 : backlogMinutes;
            range("messages.backlog_minutes", backlogMinutes, 1, 1440);
        }
    }

    /**
     * @param witnessesFile who keeps the heads of the log (config/witnesses.yaml); null: nobody
     * @param scrubMbPerSecond how fast (MiB/s) chain and files are read again; 0: never
     * @param scrubHours a pass begins so long after the one before began
     */
    public record Ledger(@Nullable Path witnessesFile, Integer scrubMbPerSecond, Integer scrubHours) {
        public Ledger {
            scrubMbPerSecond = scrubMbPerSecond == null ? 4 : scrubMbPerSecond;
            scrubHours = scrubHours == null ? 24 : scrubHours;
            range("ledger.scrub_mb_per_second", scrubMbPerSecond, 0, 10_000);
            range("ledger.scrub_hours", scrubHours, 1, 8_760);
        }
    }

    /**
     * @param folder where volumes of archives are made, until somebody takes them to a medium; must be there
     * @param minFreeMb MiB that stay free in it
     */
    public record Archive(Path folder, Integer minFreeMb) {
        public Archive {
            require("archive.folder", folder);
            minFreeMb = minFreeMb == null ? 1024 : minFreeMb;
            range("archive.min_free_mb", minFreeMb, 0, 10_000_000);
        }
    }

    private static void range(String key, int value, int min, int max) {
        if (value < min || value > max) {
            throw new ConfigException(key, value, "give a whole number from " + min + " to " + max);
        }
    }

    private static void require(String key, @Nullable Object value) {
        if (value == null) {
            throw new ConfigException(key, null, "is missing; config/huifang.yaml shows it with an example");
        }
    }
}
