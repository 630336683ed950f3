package org.huifang.identity;

/** Lets tests of other rooms make users that can sign in. */
public final class PasswordHashes {
    private PasswordHashes() {}

    public static String of(String password) {
        return Passwords.hash(password);
    }
}
