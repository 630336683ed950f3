package org.huifang.telephony.ami;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AmiVersionTest {
    @ParameterizedTest
    @ValueSource(strings = {"22.10.1", "22.0.0-rc1", "23.1.0~dfsg-1", "GIT-24-abc123", "22"})
    void recentEnough(String version) {
        assertThat(AmiVersion.recentEnough(version)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"18.24.1", "20.9.2~dfsg", "1.8", "GIT-20-abc", "null", "", "certified/20.7-cert1"})
    void tooOld(String version) {
        assertThat(AmiVersion.recentEnough(version)).isFalse();
    }
}
