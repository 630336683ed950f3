package org.huifang.db;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.impl.ContextInternal;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.hibernate.cfg.Configuration;
import org.hibernate.reactive.provider.ReactiveServiceRegistryBuilder;
import org.hibernate.reactive.stage.Stage;
import org.hibernate.reactive.vertx.VertxInstance;

/** Hibernate Reactive on our Vert.x, one explicit session per unit of work. */
final class HibernateSessions {
    private HibernateSessions() {}

    static Stage.SessionFactory open(Vertx vertx, DatabaseAddress address, List<Class<?>> entities) {
        var configuration = new Configuration()
                .setProperty(
                        "jakarta.persistence.jdbc.url",
                        "postgresql://" + address.host() + ":" + address.port() + "/" + address.database())
                .setProperty("jakarta.persistence.jdbc.user", address.user())
                .setProperty("jakarta.persistence.jdbc.password", address.password())
                .setProperty("hibernate.connection.pool_size", "4")
                .setProperty("hibernate.hbm2ddl.auto", "none")
                .setProperty("hibernate.jdbc.time_zone", "UTC")
                .setPhysicalNamingStrategy(new org.hibernate.boot.model.naming.PhysicalNamingStrategySnakeCaseImpl());
        entities.forEach(configuration::addAnnotatedClass);
        var registry = new ReactiveServiceRegistryBuilder()
                .addService(VertxInstance.class, (VertxInstance) () -> vertx)
                .applySettings(configuration.getProperties())
                .build();
        return configuration.buildSessionFactory(registry).unwrap(Stage.SessionFactory.class);
    }

    static <T> Future<T> unitOfWork(
            Vertx vertx, Stage.SessionFactory sessions, Function<Stage.Session, CompletionStage<T>> work) {
        ContextInternal own = ((ContextInternal) vertx.getOrCreateContext()).duplicate();
        Promise<T> done = ((ContextInternal) vertx.getOrCreateContext()).promise();
        own.runOnContext(ignored -> sessions.openSession()
                .thenCompose(session -> session.withTransaction(transaction -> work.apply(session))
                        .handle((result, failure) -> session.close().thenCompose(closed -> {
                            CompletionStage<T> end = failure == null
                                    ? java.util.concurrent.CompletableFuture.completedFuture(result)
                                    : java.util.concurrent.CompletableFuture.failedFuture(failure);
                            return end;
                        }))
                        .thenCompose(Function.identity()))
                .whenComplete((result, failure) -> {
                    if (failure == null) {
                        done.complete(result);
                    } else {
                        done.fail(
                                failure instanceof java.util.concurrent.CompletionException wrapped
                                                && wrapped.getCause() != null
                                        ? wrapped.getCause()
                                        : failure);
                    }
                }));
        return done.future();
    }
}
