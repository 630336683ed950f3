package org.huifang.web;

import io.vertx.core.Future;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.huifang.identity.OrgUnits;
import org.huifang.identity.Role;
import org.huifang.identity.Sessions;
import org.huifang.identity.SignedIn;
import org.huifang.identity.Users;
import org.jspecify.annotations.Nullable;

/** Signing in and out, and what users change about themselves. */
final class SessionRoutes implements Routes {
    private final Sessions sessions;
    private final Users users;
    private final OrgUnits units;

    SessionRoutes(Sessions sessions, Users users, OrgUnits units) {
        this.sessions = sessions;
        this.users = users;
        this.units = units;
    }

    record SignIn(String login, String password) {}

    record PasswordChange(String current, String wanted) {}

    record LocaleChange(String locale) {}

    record Me(
            UUID id,
            String login,
            String displayName,
            Set<Role> roles,
            String locale,
            String zone,
            @Nullable UUID agentId) {}

    @Override
    public void mount(Api api) {
        api.on("signIn", this::signIn);
        api.on("currentSession", request -> me(request.who()));
        api.on("signOut", this::signOut);
        api.on("changeOwnPassword", this::changePassword);
        api.on(
                "changeOwnLocale",
                request -> users.changeOwnLocale(
                                request.who(), request.body(LocaleChange.class).locale())
                        .map(done -> Reply.DONE));
    }

    private Future<Reply> signIn(Request request) {
        SignIn given = request.body(SignIn.class);
        return sessions.signIn(given.login(), given.password()).compose(started -> {
            Authentication.giveCookie(request.http(), started.token());
            return me(started.who());
        });
    }

    private Future<Reply> signOut(Request request) {
        String token = Authentication.sessionToken(request.http());
        Authentication.takeCookie(request.http());
        return token == null
                ? Future.succeededFuture(Reply.DONE)
                : sessions.signOut(request.who(), token).map(done -> Reply.DONE);
    }

    private Future<Reply> changePassword(Request request) {
        PasswordChange change = request.body(PasswordChange.class);
        return users.changeOwnPassword(
                        request.who(), change.current(), change.wanted(), Authentication.sessionToken(request.http()))
                .map(done -> Reply.DONE);
    }

    private Future<Reply> me(SignedIn who) {
        return units.get(who.orgId())
                .map(unit -> Reply.ok(Map.of(
                        "user",
                        new Me(
                                who.userId(),
                                who.login(),
                                who.displayName(),
                                who.roles(),
                                who.locale(),
                                unit.zone().getId(),
                                who.agentId()))));
    }
}
