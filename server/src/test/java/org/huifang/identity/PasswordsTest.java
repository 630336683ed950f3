package org.huifang.identity;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PasswordsTest {
    @Test
    void onlyTheRightPasswordMatchesAndNoTwoHashesAreAlike() {
        String hash = Passwords.hash("correct horse battery");
        assertThat(hash).startsWith("$argon2id$v=19$m=19456,t=2,p=1$");
        assertThat(Passwords.matches("correct horse battery", hash)).isTrue();
        assertThat(Passwords.matches("correct horse Battery", hash)).isFalse();
        assertThat(Passwords.hash("correct horse battery")).isNotEqualTo(hash);
    }

    @Test
    void theSameLettersComposedOtherwiseAreTheSamePassword() {
        assertThat(Passwords.matches("Zu\u0308rich am See 1", Passwords.hash("Z\u00fcrich am See 1")))
                .isTrue();
    }

    @Test
    void aHashOfOtherParametersIsReadByItsOwn() {
        // From the reference implementation: argon2id, m=65536, t=2, p=1, password "password", salt "somesalt".
        assertThat(Passwords.matches(
                        "password",
                        "$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc"))
                .isTrue();
    }
}
