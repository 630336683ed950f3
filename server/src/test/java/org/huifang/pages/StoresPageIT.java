package org.huifang.pages;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import java.time.Duration;
import org.huifang.CallCentre;
import org.huifang.recording.MasterKey;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What an admin sees of stores and keys, and taking a new master key into use there. */
class StoresPageIT {
    @RegisterExtension
    static final PagesStage stage = new PagesStage();

    @Test
    void aNewMasterKeyIsTakenIntoUse() throws Exception {
        CallCentre centre = stage.centre();
        String name =
                MasterKey.createAnotherIn(centre.keysFolder()).getFileName().toString();
        String id = name.substring("master-".length(), name.length() - ".key".length());
        CallCentre.await(
                Duration.ofSeconds(30),
                () -> "the server sees the key",
                () -> (long) stage.one("SELECT count(*) FROM node_master_key") == 2);
        try (var desk = stage.boss()) {
            desk.open("/stores");
            assertThat(desk.at("stores")).containsText("本地文件夹");
            assertThat(desk.at("new-move")).hasCount(0);
            assertThat(desk.at("master-key")).hasCount(2);
            desk.at("rotate").focus();
            desk.page.keyboard().press("Enter");
            desk.confirm("每年更换");
            stage.centre().user("keeper", PagesStage.PASSWORD, "RECORDS_MANAGER");
            try (var keeper = stage.desk("keeper")) {
                keeper.open("/access");
                keeper.at("consent").getByTestId("approve").click();
                keeper.confirm("已核对指纹");
            }
            desk.open("/stores");
            assertThat(desk.at("rotation")).containsText("完成于");
            assertThat(desk.page.locator("[data-testid=master-key][data-in-use=true]"))
                    .containsText(id);
            desk.picture("stores");
        }
        org.assertj.core.api.Assertions.assertThat(
                        (long) stage.one("SELECT count(*) FROM audit_entry WHERE action = 'key.rotate'"))
                .isEqualTo(1);
    }

    @Test
    void whatTheObjectStoreHasWithoutARecordingIsToldAndLeadsToTheProblems() {
        stage.centre()
                .execute(
                        "INSERT INTO object_sweep (store, ended_at, ended_seen, ended_found) VALUES ('s3', now(), 1204, 1)");
        stage.centre()
                .execute("INSERT INTO recording_finding (id, node_id, kind, subject, detail, state, found_at, seen_at)"
                        + " SELECT gen_random_uuid(), id, 'DELETE_MARKER', 's3/2026/11/22/x.hfr#7', 'at noon', 'OPEN', now(), now()"
                        + " FROM node LIMIT 1");
        try (var desk = stage.boss()) {
            desk.open("/stores");
            assertThat(desk.at("compared")).containsText("1,204");
            desk.picture("stores-compared");
            desk.at("compared").locator("a").focus();
            desk.page.keyboard().press("Enter");
            assertThat(desk.at("finding")).containsText("在对象存储中被删除过");
            desk.picture("stores-findings");
        }
    }
}
