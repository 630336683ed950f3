package org.huifang.demo;

import java.util.List;

/** The telephones of the demo: the PBX, the world outside it, and a line for a person with a softphone. */
public final class DemoStage implements AutoCloseable {
    public static final String TRUNK = "demo";
    public static final String OWN_PHONE = "softphone";

    private final AgentPhone ownPhone =
            AgentPhone.registering(OWN_PHONE, Secrets.random().substring(0, 12));
    private final DemoWorld world;
    private final PrivateAsterisk pbx;

    private DemoStage(DemoWorld world, DemoFolder folder) {
        this.world = world;
        this.pbx = PrivateAsterisk.in(folder.path("pbx"))
                .trunk(world.trunk(TRUNK))
                .agents(world.agents())
                .agent(ownPhone)
                .start();
    }

    /** Starts both; the agents' phones register within a few seconds. */
    public static DemoStage start(DemoFolder folder, int agents) {
        var stage = new DemoStage(new DemoWorld(folder.path("world"), agents), folder);
        try {
            stage.world.start(stage.pbx);
            return stage;
        } catch (RuntimeException e) {
            stage.close();
            throw e;
        }
    }

    public PrivateAsterisk pbx() {
        return pbx;
    }

    /** Endpoints of the phones that answer by themselves. */
    public List<String> phones() {
        return world.agents().stream().map(AgentPhone::name).toList();
    }

    public AgentPhone ownPhone() {
        return ownPhone;
    }

    @Override
    public void close() {
        world.close();
        pbx.close();
    }
}
