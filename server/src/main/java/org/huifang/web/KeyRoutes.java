package org.huifang.web;

import org.huifang.access.KeyRotationRequests;
import org.huifang.recording.KeyRotations;

/** Master keys, and asking for another one. */
public final class KeyRoutes implements Routes {
    private final KeyRotations rotations;
    private final KeyRotationRequests requests;

    public KeyRoutes(KeyRotations rotations, KeyRotationRequests requests) {
        this.rotations = rotations;
        this.requests = requests;
    }

    record RotationInput(String toMaster, String reason) {}

    @Override
    public void mount(Api api) {
        api.on("getMasterKeys", request -> rotations.state().map(Reply::ok));
        api.on("rotateMasterKey", request -> {
            RotationInput given = request.body(RotationInput.class);
            return requests.ask(request.who(), given.toMaster(), given.reason()).map(Reply::made);
        });
    }
}
