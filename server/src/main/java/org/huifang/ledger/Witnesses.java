package org.huifang.ledger;

import io.vertx.core.Vertx;
import io.vertx.core.net.PemTrustOptions;
import io.vertx.ext.mail.LoginOption;
import io.vertx.ext.mail.MailClient;
import io.vertx.ext.mail.MailConfig;
import io.vertx.ext.mail.StartTLSOptions;
import java.time.Clock;
import org.huifang.ledger.WitnessSettings.Mail.Tls;

/** Makes a witness of its settings. */
final class Witnesses {
    private Witnesses() {}

    static Witness of(Vertx vertx, Clock clock, WitnessSettings settings) {
        if (settings.folder() != null) {
            return new FolderWitness(settings.name(), settings.folder());
        }
        if (settings.http() != null) {
            var http = settings.http();
            return new HttpWitness(
                    settings.name(),
                    http.uri(),
                    WitnessSettings.secret("http.secret_file", http.secretFile()),
                    http.key());
        }
        if (settings.s3() != null) {
            return new S3Witness(settings.name(), settings.s3(), clock);
        }
        WitnessSettings.Mail mail = settings.mail();
        if (mail == null) {
            throw new IllegalArgumentException(settings.name());
        }
        return new MailWitness(settings.name(), client(vertx, mail), mail.from(), mail.to());
    }

    private static MailClient client(Vertx vertx, WitnessSettings.Mail mail) {
        var config = new MailConfig()
                .setHostname(mail.host())
                .setPort(mail.port())
                .setKeepAlive(false)
                .setOwnHostname("localhost")
                .setSsl(mail.tls() == Tls.TLS)
                .setStarttls(mail.tls() == Tls.START_TLS ? StartTLSOptions.REQUIRED : StartTLSOptions.DISABLED)
                .setLogin(mail.user() == null ? LoginOption.NONE : LoginOption.REQUIRED);
        config.setHostnameVerificationAlgorithm("HTTPS");
        config.setConnectTimeout(5_000);
        if (mail.trustFile() != null) {
            config.setPemTrustOptions(
                    new PemTrustOptions().addCertPath(mail.trustFile().toString()));
        }
        if (mail.user() != null) {
            config.setUsername(mail.user())
                    .setPassword(WitnessSettings.secret("mail.password_file", mail.passwordFile()));
        }
        return MailClient.create(vertx, config);
    }
}
