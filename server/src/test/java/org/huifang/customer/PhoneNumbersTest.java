package org.huifang.customer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.huifang.Refusal;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PhoneNumbersTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "13812345678|+8613812345678|MOBILE",
                "138 1234 5678|+8613812345678|MOBILE",
                "138-1234-5678|+8613812345678|MOBILE",
                "１３８１２３４５６７８|+8613812345678|MOBILE",
                "+86 138 1234 5678|+8613812345678|MOBILE",
                "＋８６－１３８１２３４５６７８|+8613812345678|MOBILE",
                "008613812345678|+8613812345678|MOBILE",
                "(010) 6552 9988|+861065529988|FIXED",
                "021-63212345|+862163212345|FIXED",
                "400-820-8820|+864008208820|SERVICE",
                "8008208820|+868008208820|SERVICE",
                "95588|+8695588|SERVICE",
                "+86 95588|+8695588|SERVICE",
                "170903012341234|+86170903012341234|PRIVACY",
                "17090301234-1234|+86170903012341234|PRIVACY",
                "17090301234转123|+8617090301234123|PRIVACY",
                "+1 212 555 2368|+12125552368|INTERNATIONAL",
                "+852 2345 6789|+85223456789|INTERNATIONAL",
                "0044 20 7946 0958|+442079460958|INTERNATIONAL",
            })
    void readsNumbersAsPeopleWriteThem(String written, String e164, PhoneNumber.Kind kind) {
        assertThat(PhoneNumbers.parse("phone1", written, "CN")).isEqualTo(new PhoneNumber(e164, kind));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "abc",
                "13812345678&PJSIP/evil",
                "1381234567８＆",
                "${SHELL(id)}",
                "13812345678\r\nAction: Originate",
                "138123\n45678",
                "13812345678,1",
                "13812345678@trunk",
                "110",
                "119",
                "120",
                "1381234567",
                "23812345678",
                "+86",
                "++8613812345678",
                "999999999999999999999",
            })
    void refusesWhatCannotBeDialledAndWhatMeansSomethingToAPbx(String written) {
        assertThatThrownBy(() -> PhoneNumbers.parse("phone1", written, "CN"))
                .isInstanceOf(Refusal.class)
                .hasMessageContaining("phone1");
    }

    @ParameterizedTest
    @CsvSource({"+8613812345678,+86138••••5678", "+8695588,+86•••88", "+12125552368,+12125••2368"})
    void showsOnlyStartAndEndToThoseWhoMayNotSeeIt(String e164, String masked) {
        assertThat(PhoneNumber.masked(e164)).isEqualTo(masked);
    }
}
