package org.huifang.web;

import java.util.List;
import org.huifang.identity.Sessions;
import org.huifang.identity.Users;

/** The routes of the rooms that need no telephone. */
public final class OfficeRoutes {
    private OfficeRoutes() {}

    public static List<Routes> of(Sessions sessions, Users users) {
        return List.of(new SessionRoutes(sessions, users));
    }
}
