package org.huifang.search;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import org.huifang.lab.TestDatabase;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What somebody types finds the notes that hold it, in Chinese from one character on. */
class NoteWordsIT {
    private static Connection connection;

    @BeforeAll
    static void connect() throws SQLException {
        var address = TestDatabase.create().address();
        connection = DriverManager.getConnection(address.jdbcUrl(), address.user(), address.password());
    }

    @AfterAll
    static void close() throws SQLException {
        connection.close();
    }

    @ParameterizedTest(name = "{1} in \"{0}\": {2}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "客户投诉空调异响，要求退车 | 投诉 | true",
                "客户投诉空调异响，要求退车 | 车 | true",
                "客户投诉空调异响，要求退车 | 客 | true",
                "客户投诉空调异响，要求退车 | 空调异响 | true",
                "客户投诉空调异响，要求退车 | 响要 | false",
                "客户投诉空调异响，要求退车 | 保养 | false",
                "预约周六保养BMW X5 | bmw | true",
                "预约周六保养BMW X5 | ｂｍｗ | true",
                "预约周六保养BMW X5 | x5 | true",
                "预约周六保养BMW X5 | mw | false",
                "it's 'quoted' \\ & (odd) :* | quoted | true",
                "it's 'quoted' \\ & (odd) :* | odd | true",
                "𠮷田さん | 𠮷 | true",
                "满意！！谢谢。 | 谢 | true",
            })
    void findsWhatTheNoteHolds(String note, String word, boolean found) throws SQLException {
        assertThat(ask("SELECT note_words(?) @@ note_query(?)", note, word)).isEqualTo(found);
    }

    @ParameterizedTest(name = "\"{0}\" is nothing to look for")
    @CsvSource(
            quoteCharacter = '"',
            value = {"，。！", "\" ' \\ & | ! ( )\"", ":*"})
    void looksForLettersOnly(String word) throws SQLException {
        assertThat(ask("SELECT note_words(?) IS NOT NULL AND note_query(?) IS NULL", word, word))
                .isTrue();
    }

    private static boolean ask(String sql, String note, String word) throws SQLException {
        try (var statement = connection.prepareStatement(sql)) {
            statement.setString(1, note);
            statement.setString(2, word);
            try (var rows = statement.executeQuery()) {
                rows.next();
                return rows.getBoolean(1);
            }
        }
    }
}
