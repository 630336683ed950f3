package org.huifang.demo;

import static org.huifang.demo.DemoCustomer.*;

import java.util.List;

/** Customers who do not exist: plausible names, and each kind of behaviour as often as a viewer would expect it. */
final class DemoPeople {
    private static final List<String> FAMILY = List.of(
            "王", "李", "张", "刘", "陈", "杨", "黄", "赵", "吴", "周", "徐", "孙", "马", "朱", "胡", "郭", "何", "林", "高", "罗", "郑",
            "梁", "谢", "宋", "唐", "许", "邓", "冯", "韩");
    private static final List<String> GIVEN = List.of(
            "伟", "芳", "秀英", "敏", "静", "丽", "强", "磊", "洋", "艳", "勇", "军", "杰", "娟", "涛", "明", "超", "秀兰", "霞", "平", "建国",
            "志强", "晓燕", "雨桐", "子涵", "思远", "佳怡", "梓轩", "海燕", "文博", "欣怡");
    /** The first dozen shows nearly every outcome. */
    private static final List<DemoCustomer> BEHAVIOUR = List.of(
            ANSWERS_AND_CHATS,
            NEVER_ANSWERS,
            TALKATIVE,
            BUSY,
            ANSWERS,
            DECLINES,
            ANSWERS_LATE,
            DOES_NOT_EXIST,
            ANSWERS_SLOWLY,
            SWITCHED_OFF,
            HANGS_UP_EARLY,
            ANSWERS_AND_CHATS,
            NEVER_ANSWERS,
            ANSWERS,
            OUT_OF_REACH,
            TALKATIVE,
            ANSWERS_SLOWLY,
            NEVER_ANSWERS,
            ANSWERS_AND_CHATS,
            ANSWERS);

    private DemoPeople() {}

    /** Names begin to repeat after some nine hundred. */
    static String name(int n) {
        return FAMILY.get(n % FAMILY.size()) + GIVEN.get(n % GIVEN.size());
    }

    /** A number of its own for each n below a million. */
    static String phone(int n) {
        return BEHAVIOUR.get(n % BEHAVIOUR.size()).number(n % 1_000_000);
    }
}
