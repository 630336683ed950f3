package org.huifang.message.gateway;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.net.PemTrustOptions;
import io.vertx.ext.mail.LoginOption;
import io.vertx.ext.mail.MailClient;
import io.vertx.ext.mail.MailConfig;
import io.vertx.ext.mail.MailMessage;
import io.vertx.ext.mail.SMTPException;
import io.vertx.ext.mail.StartTLSOptions;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLException;
import org.huifang.campaign.MessageChannel;

/** E-mail. SMTP tells whether the mail server took it, and nothing of what came after: SENT is the last that is known. */
final class SmtpGateway implements Gateway {
    private static final int NOT_NOW = 400;
    private static final int NEVER = 500;

    private final String name;
    private final GatewaySettings settings;
    private final GatewaySettings.Smtp smtp;
    private final MailClient client;
    private volatile String problem = "";

    SmtpGateway(Vertx vertx, String name, GatewaySettings settings) {
        this.name = name;
        this.settings = settings;
        this.smtp = Objects.requireNonNull(settings.smtp());
        var config = new MailConfig()
                .setHostname(smtp.host())
                .setPort(smtp.port())
                .setKeepAlive(false)
                .setMaxPoolSize(settings.window())
                .setOwnHostname("localhost")
                .setSsl(smtp.tls() == GatewaySettings.Smtp.Tls.TLS)
                .setStarttls(
                        smtp.tls() == GatewaySettings.Smtp.Tls.START_TLS
                                ? StartTLSOptions.REQUIRED
                                : StartTLSOptions.DISABLED)
                .setLogin(smtp.user() == null ? LoginOption.NONE : LoginOption.REQUIRED);
        // None is named: the client then demands that the certificate is of this host. One that is named it drops.
        config.setConnectTimeout(5_000);
        if (smtp.trustFile() != null) {
            config.setPemTrustOptions(
                    new PemTrustOptions().addCertPath(smtp.trustFile().toString()));
        }
        if (smtp.user() != null) {
            config.setUsername(smtp.user()).setPassword(SecretFile.read("smtp.password_file", smtp.passwordFile()));
        }
        this.client = MailClient.create(vertx, config);
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public MessageChannel channel() {
        return MessageChannel.EMAIL;
    }

    @Override
    public int window() {
        return settings.window();
    }

    @Override
    public void start() {}

    @Override
    public Optional<String> problem() {
        return problem.isEmpty() ? Optional.empty() : Optional.of(problem);
    }

    @Override
    public Future<Submitted> submit(Outgoing message) {
        if (!MailAddress.isOne(message.to())) {
            return Future.succeededFuture(new Submitted.Refused("the customer's e-mail address cannot be used"));
        }
        String id = "<" + message.message() + "@"
                + smtp.from().substring(smtp.from().indexOf('@') + 1) + ">";
        var mail = new MailMessage()
                .setFrom(smtp.from())
                .setTo(message.to())
                .setSubject(oneLine(message.subject()))
                .setText(message.body())
                .addHeader("Message-ID", id)
                .addHeader("Auto-Submitted", "auto-generated");
        if (smtp.replyTo() != null) {
            mail.addHeader("Reply-To", smtp.replyTo());
        }
        return client.sendMail(mail)
                .timeout(Objects.requireNonNull(smtp.timeoutSeconds()), TimeUnit.SECONDS)
                .map(sent -> {
                    problem = "";
                    return (Submitted) new Submitted.Accepted(List.of(id));
                })
                .otherwise(this::failed);
    }

    /** The client reports an answer of the server by its code; anything else may have come after the mail was taken. */
    private Submitted failed(Throwable failure) {
        if (failure instanceof SMTPException answered && answered.getReplyCode() >= NOT_NOW) {
            String said = "the mail server answered " + answered.getReplyCode();
            if (answered.getReplyCode() >= NEVER) {
                return new Submitted.Refused(said);
            }
            problem = said;
            return new Submitted.Later(said);
        }
        if (neverBegan(failure)) {
            problem = "not reached: " + failure.getClass().getSimpleName();
            return new Submitted.Later(problem);
        }
        problem = "the answer was lost: " + failure.getClass().getSimpleName();
        return new Submitted.NobodyKnows(problem);
    }

    /** No connection, or no TLS on it: nothing of the mail was said yet. */
    private static boolean neverBegan(Throwable failure) {
        return failure instanceof ConnectException
                || failure instanceof UnknownHostException
                || failure instanceof SSLException
                || failure instanceof NoRouteToHostException
                || String.valueOf(failure.getMessage()).toLowerCase(Locale.ROOT).contains("starttls");
    }

    private static String oneLine(String text) {
        return text.replaceAll("\\p{Cntrl}+", " ").strip();
    }

    @Override
    public Future<Void> stop() {
        return client.close();
    }
}
