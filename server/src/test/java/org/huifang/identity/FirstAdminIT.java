package org.huifang.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Clock;
import java.util.Optional;
import org.huifang.lab.TestDatabase;
import org.junit.jupiter.api.Test;

class FirstAdminIT {
    private final TestDatabase database = TestDatabase.create();

    private String create(String login, Optional<String> password) {
        return FirstAdmin.create(
                database.address(), login, password, FirstAdmin.FirstUnit.china("Test"), Clock.systemUTC());
    }

    @Test
    void drawsAPasswordOfItsOwnForTheFirstAndRefusesASecond() {
        assertThatThrownBy(() -> create("admin", Optional.of("admin"))).hasMessageContaining("at least 12");
        assertThatThrownBy(() -> create("Admin&", Optional.empty())).hasMessageContaining("login");
        String password = create("admin", Optional.empty());
        assertThat(password).hasSizeGreaterThan(40);
        assertThatThrownBy(() -> create("second", Optional.empty()))
                .hasMessageContaining("there is an admin already (admin)");
    }
}
