package org.huifang.web;

import java.time.Instant;
import java.time.OffsetDateTime;
import org.huifang.identity.ApiTokens;
import org.huifang.identity.Users;
import org.jspecify.annotations.Nullable;

/** Users and their API tokens, for admins. */
final class UserRoutes implements Routes {
    private final Users users;
    private final ApiTokens tokens;
    private final Idempotency idempotency;

    UserRoutes(Users users, ApiTokens tokens, Idempotency idempotency) {
        this.users = users;
        this.tokens = tokens;
        this.idempotency = idempotency;
    }

    record TokenInput(String name, @Nullable OffsetDateTime expiresAt) {
        @Nullable
        Instant end() {
            return expiresAt == null ? null : expiresAt.toInstant();
        }
    }

    @Override
    public void mount(Api api) {
        api.on("listUsers", request -> users.list(request.who().orgId()).map(Reply::items));
        api.on("createUser", request -> {
            var user = request.body(Users.NewUser.class);
            return idempotency.once(
                    request,
                    transaction ->
                            users.create(transaction, request.who(), user).map(Reply::made));
        });
        api.on(
                "updateUser",
                request -> users.update(request.who(), request.id(), request.body(Users.UserChange.class))
                        .map(done -> Reply.DONE));
        api.on(
                "listTokens",
                request -> tokens.list(request.who().orgId(), request.id()).map(Reply::items));
        api.on("createToken", request -> {
            var token = request.body(TokenInput.class);
            return tokens.create(request.who(), request.id(), token.name(), token.end())
                    .map(made -> new Reply(201, made));
        });
        api.on(
                "revokeToken",
                request -> tokens.revoke(request.who(), request.id(), request.path("token"))
                        .map(done -> Reply.DONE));
    }
}
