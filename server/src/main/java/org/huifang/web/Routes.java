package org.huifang.web;

/** The operations of one feature. */
@FunctionalInterface
public interface Routes {
    /** Gives {@link Api#on} each operation by its operationId. */
    void mount(Api api);
}
