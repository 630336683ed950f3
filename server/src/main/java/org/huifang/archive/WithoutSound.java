package org.huifang.archive;

import java.util.LinkedHashMap;
import java.util.Map;

/** Why a listed recording is without sound, for people. */
final class WithoutSound {
    private static final Map<String, String> SAID = new LinkedHashMap<>();

    static {
        SAID.put("PURGED", "已按规定清除 / purged after its retention");
        SAID.put("MISSING", "没有录到声音 / no sound was recorded");
        SAID.put("FAILED", "未能封存 / could not be sealed");
        SAID.put("NOT_SEALED", "归档时尚未封存 / not sealed yet when the archive was made");
        SAID.put("NOT_PERMITTED", "申请人无权取走 / whoever asked may not take it");
        SAID.put("DAMAGED", "存储的文件与封存时不符 / the stored file is not what was sealed");
    }

    private WithoutSound() {}

    static String said(String code) {
        return SAID.getOrDefault(code, code);
    }

    static Map<String, String> all() {
        return SAID;
    }
}
