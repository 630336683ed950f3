package org.huifang.quality;

import java.util.List;

/** Kinds of violations to begin with, from the causes and demands of the callback regulations (R26, R37, R42, R50, R55, R63, R68, R69, R76). */
final class KindPresets {
    static final List<ViolationKinds.Given> ALL = List.of(
            kind("ATTITUDE", "服务态度不当", "Attitude", Severity.MAJOR, 5),
            kind("SKILL", "业务不熟", "Lack of skill", Severity.MINOR, 10),
            kind("IDENTITY_NOT_CONFIRMED", "未核实客户身份", "Identity not confirmed", Severity.MAJOR, 5),
            kind("SCRIPT_NOT_FOLLOWED", "未按话术回访", "Script not followed", Severity.MINOR, 10),
            kind("QUESTION_SKIPPED", "漏问且未说明", "Question left out without a remark", Severity.MINOR, 10),
            kind("EXAGGERATION", "夸大宣传", "Exaggerated advertising", Severity.CRITICAL, 3),
            kind("PROMISED_RETURNS", "承诺收益", "Promised returns", Severity.CRITICAL, 3),
            kind("RISK_NOT_DISCLOSED", "未揭示风险", "Risk not disclosed", Severity.CRITICAL, 3),
            kind("FALSE_RECORD", "记录不实", "False record", Severity.CRITICAL, 3),
            kind("DATA_DISCLOSED", "泄露客户信息", "Customer data disclosed", Severity.CRITICAL, 3),
            kind("REFUSAL_IGNORED", "客户拒绝后仍继续", "Refusal ignored", Severity.MAJOR, 5),
            kind("COMPLAINT_NOT_PASSED_ON", "投诉未转交", "Complaint not passed on", Severity.MAJOR, 5));

    private KindPresets() {}

    private static ViolationKinds.Given kind(String code, String zh, String en, Severity severity, int workingDays) {
        return new ViolationKinds.Given(code, zh, en, severity, workingDays, false);
    }
}
