package org.huifang;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What is wrong with a value and what to do about it. The name is the stable code that refusals carry with their values,
 * so that pages say it in the reader's language; the text is for programs and logs.
 */
public enum Remedy {
    IS_MISSING("is missing"),
    NOT_OF_FORM("is not of the expected form: {why}"),
    NOT_OF_PATTERN("is not written as it must be"),
    NOT_ONE_OF("is none of the values that there are"),
    NOT_OF_TYPE("is not of the expected type"),
    UNKNOWN_FIELD("is not known here; leave it out"),
    AT_LEAST("give at least {min}"),
    AT_MOST("give at most {max}"),
    TOO_SHORT("give at least {min} characters"),
    TOO_FEW("give more of them"),
    WHOLE_NUMBER("give a whole number from {min} to {max}"),
    WHOLE_NUMBER_OR_NONE("give a whole number from 1 to {max}, or nothing for no limit"),
    TOO_LONG("is longer than {max} characters"),
    ONE_LINE("give at most {max} characters, without line breaks"),
    CONTROL_CHARACTERS("holds control characters (line break, tab …); remove them"),
    TOO_MANY("give at most {max}"),
    NOT_FOUND("there is none; check it"),
    NO_WORD("holds no letter or digit; give words to look for"),
    ENDS_BEFORE("ends before it begins; give a later end"),
    PAST_THE_END("lies behind the end of the sound ({max} ms)"),
    FETCHED_ALREADY("was fetched already; ask for a new one"),
    NOT_YOURS("is somebody else's"),
    CANNOT_CHANGE("cannot change"),
    MAKE_A_NEW_TRUNK("cannot change; make a new trunk"),
    TAKEN("is taken; choose another"),
    TAKEN_BY_CAMPAIGN("is taken by another campaign"),
    TAKEN_BY_TRUNK("is taken by another trunk"),
    TAKEN_BY_CUSTOMER("is taken by another customer"),
    TAKEN_BY_AGENT("is taken by another agent"),
    PHONE_OF_ANOTHER("is another agent's phone"),
    AGENT_ALREADY("is another agent already"),
    LOGGED_OUT_ONLY("can change only while the agent is logged out"),
    NO_USER("there is no user of this login"),
    LAST_ADMIN("this is the last admin; make another admin first"),
    WRONG_PASSWORD("is not your password now"),
    MOVE_RUNS("another move runs; wait for its end, or stop it"),
    KEY_IN_USE("is in use already"),
    KEY_LACKING("cannot be read by {names}; copy its file into keys.folder there"),
    ROTATION_RUNS("another rotation runs; wait for its end"),
    WINDOW_NEEDED("give at least one window"),
    WINDOW_ORDER("end a window after its start; split one that passes midnight"),
    WINDOW_OVERLAP("let windows of one day not overlap"),
    TIME_OF_DAY("write a time of day as HH:MM, from 00:00 to 24:00"),
    BARRED_ORDER("end them after their start; split hours that pass midnight"),
    BARRED_REASON("say why: REST, COMMUTING or EVENING"),
    WINDOW_BARRED("runs into barred hours ({why} {from}–{to}); shorten the window, or change barredHours"),
    SOUND_NAME("name a sound with letters, digits, '/', '_' and '-' only"),
    TEXT_TWICE("differs from exhaustedMessage; give the text in one of both"),
    UNKNOWN_RULE("is no rule; known: {known}"),
    EVENT_OR_FOLLOWS("name either an event type, or in follows the campaign that goes before"),
    EVENT_TYPE("write a type as DELIVERY: 2 to 40 of A-Z, 0-9 and '_'"),
    CAMPAIGN_CODE("give the code of a campaign"),
    YEARLY_NEEDS_EVENT("only an event comes round every year; leave follows out"),
    GOAL_DEADLINE("give the last date, as {example}"),
    NO_WINDOW_MEETS(
            "after an event on a {day} no window is open from {from} to {to}; give a later deadline, an earlier start,"
                    + " or a window on the days between"),
    LIES_BEFORE("lies before {field} ({value}); give a later one"),
    OFFSET_RANGE("give an offset of at most {max} either way"),
    CHANNEL_TWICE("name each channel once"),
    CHANNEL_NEEDED("name at least one: who was not reached is written to (R33)"),
    SUBJECT_LINE("write one line of at most {max} characters"),
    TEXT_NEEDED("give a text for at least one language, as zh"),
    LANGUAGE_TAG("write a language as zh, en or yue"),
    TEXT_OR_NO_LANGUAGE("write a text, or leave the language out"),
    TEXT_LENGTH("write at most {max} characters"),
    UNKNOWN_VARIABLE("is no variable here; use {known} or remove the braces"),
    STRAY_BRACE("has a brace without its partner; variables are written as {known}"),
    MATTER_LINE("write one line of 1 to 100 characters without braces"),
    SLOT_FORM("write SATURDAY 10:00-11:30; days are {known}"),
    LONGER_ALLOWS_LESS("is less than the limit of a shorter time, which could never be met; give {min} or more"),
    RETRY_DELAY("give 1 to 1440 minutes"),
    NO_TRUNK("there is no trunk of this name"),
    NO_PRESET("is no preset; there are {known}"),
    RULES_OF_CLOSED("a closed campaign takes no new rules"),
    STATE_MOVE("the campaign is {from}; from there it cannot become {to}"),
    DEMO_ONLY("only a demo campaign on a simulated trunk may have it (R33); leave it out"),
    NO_CAMPAIGN("there is no campaign of this code; make it first"),
    CIRCLE("makes a circle ({path}); let one of them start from an event instead"),
    TRUNK_NAME("use a-z, 0-9 and '-'"),
    CALLER_ID("use digits, with + in front if it is international"),
    NUMBER_STYLE("use E164 or NATIONAL"),
    PREFIX("use digits, * and #"),
    NOT_A_NUMBER("is no phone number; write digits, with + and the country code when it is abroad"),
    NO_SUCH_NUMBER("does not exist in its country's numbering plan; check the digits and the country code"),
    PREMIUM_NUMBER("is a premium-rate number, which is not called"),
    PHONE_NEEDED("is missing; give at least one number"),
    PHONES_AT_MOST("give at most {max} numbers"),
    ZONE("write an IANA time zone as Asia/Shanghai"),
    NOT_STOPPED("is not stopped"),
    NUMBER_MOVED("is not the customer's number at this place any more; look again"),
    DEADLINE_BEFORE_START("lies before notBefore; give a later one"),
    NOT_CANCELLABLE("only a callback that waits or needs a person can be cancelled"),
    NOT_FOR_A_PERSON("only what is in REVIEW or UNKNOWN waits for a person"),
    MAY_CALL_TWICE("nobody can tell whether the customer was called; set it to true to call again"),
    NUMBER_STOPPED("the number is on the do-not-call list; release it first"),
    WRAP_UP_ONLY("the talk's result can be noted only in WRAP_UP"),
    TIME_TO_COME("give the time to come at which the customer wants to be called"),
    TIME_WITHIN("give a time within the next {days} days"),
    MAY_SEND_TWICE("it may have been sent; set it to true to send it a second time all the same"),
    NOT_RESENDABLE("only what failed, expired or is unknown can be sent again"),
    NOT_UNKNOWN("only what is UNKNOWN waits for a person's word"),
    NOT_A_TASK("only a task can be marked as done"),
    NO_CUSTOMER("there is no customer of this reference; import customers first"),
    AGENT_OR_DEPARTMENT("name an agent or a department, and only one of both"),
    NO_AGENT("there is no agent of this code"),
    CONFLICT_KNOWN("this conflict of interest is noted already"),
    CORRECTION_DONE("somebody has done it already; look again"),
    LIST_DECIDED("the list is {state} already"),
    LIST_NOT_APPROVED("the list is {state}; only an approved one can be withdrawn"),
    TOO_MANY_PENDING("a dry run takes at most {max} waiting callbacks; close some of the campaign first"),
    DAY("give a day that exists, as 2026-11-22"),
    MONTH("give a month as 2026-11"),
    NUMBER_OR_CUSTOMER("give the number, or the customer's reference"),
    NAME_OF_NEW_CUSTOMER("no customer has this number; give the name to make a new one"),
    CAMPAIGN_FOR_REQUEST("no callback of the customer is open; name the campaign that makes one"),
    IN_A_CALL("the customer is being called at this moment; try again after the call"),
    REQUEST_OF_ANOTHER("is another agent's; only that agent or a supervisor marks it as read"),
    REFUSES_CALLS("the customer refuses calls; take that back on the customer's page first"),
    NEXT_OF_PAGE("use the `next` of the page before"),
    USE_ONE_OF("use one of {known}"),
    KEY_USED("was used for another request; choose a new one"),
    SEND_TYPE("send {type}"),
    NO_JSON("is no JSON as is expected here"),
    GATEWAY_MESSAGE("name the message and its status, as is set up"),
    GATEWAY_SENDER("name the sender, as is set up"),
    NO_TALK("is in no talk on this server"),
    NO_SOUND("its recording is {state} and has no sound to play"),
    LAST_YEAR("give one from firstYear to fifty years later"),
    FIELD_COUNT("has {count} fields, not {expected}"),
    DAY_TWICE("{day} stands in line {line} already; keep one of them"),
    NO_CSV("is no CSV: {why}"),
    NO_DAYS("holds no day; write day,working,name and a line for each day"),
    WORKING_OR_NOT("write working as true or false"),
    DATE_WRITTEN("write 2026-11-22, 2026/11/22 or 20261122"),
    TIME_WRITTEN("write 2026-11-22, 2026-11-22 14:30 or 2026-11-22T14:30+08:00"),
    LONG_OR_NUL("is longer than {max} characters or holds a NUL"),
    CODE_FORM("use 1 to 60 of a-z, A-Z, 0-9, '.', '_' and '-'"),
    TRUE_OR_FALSE("write true or false"),
    EXISTS_OTHERWISE("exists otherwise; change it under Campaigns"),
    FILE_EMPTY("is empty; the first line names the columns"),
    NO_COLUMN("is no column here; known are {known}"),
    COLUMN_TWICE("stands there twice"),
    COLUMN_LACKS("lacks the column {name}"),
    BROKEN_CSV("is no CSV from here on: a quote is not closed, or a row is too long ({why})"),
    UPLOAD_UNREADABLE("the uploaded file cannot be read on the server; upload it again"),
    NOT_IN_CHARSET("the file is not written in {names} (byte {byte}); save it as CSV in UTF-8"),
    IMPORT_INTERRUPTED("the server stopped meanwhile; upload the file again: nothing is made twice"),
    IMPORT_FAILED("the server could not go on; what was read before is imported; upload the file again: nothing is made"
            + " twice"),
    UPLOAD_BROKE_OFF("the upload broke off and nothing was imported; send it again"),
    FILE_TOO_LARGE("the file is larger than {max} MiB; split it and send the parts"),
    BODY_TOO_LARGE("the request is larger than is allowed here; send less"),
    TOO_MANY_IMPORTS("too many imports wait already; try again when some are done"),
    TOO_MANY_SIGN_INS("too many sign-ins at the same time; try again in some seconds"),
    TOO_MANY_DRY_RUNS("too many dry runs at the same time; try again in some seconds"),
    TOO_MANY_LISTS("too many lists are being made; try again in a minute"),
    TOO_MANY_PLAYED("too many recordings are played at once; try again soon"),
    TOO_MANY_PAGES("too many pages follow this server; close some"),
    PLANNING_NOW("a server is planning at this moment; try again in a while"),
    SIGN_IN_FIRST("sign in first: the session is missing or has ended"),
    SIGN_IN_REFUSED("the login or the password is wrong, or this login is locked for some minutes after failed tries"),
    ROLE_NEEDED("your roles do not allow this; it needs one of {roles}"),
    OWN_LINE_ONLY("an agent may change only the own line"),
    TALK_OF_ANOTHER("another agent talked to this customer"),
    SOUND_DAMAGED("the stored recording is damaged or gone; an alarm was raised for the administrators"),
    NOT_PAUSED("the recording could not be paused; do not let the customer go on yet"),
    NOT_OFFERED("this server does not offer it"),
    SERVER_FAILED("the server failed and nothing was changed; incident {incident}"),
    DATE_RANGE("give a day from {from} to {to}"),
    NINE_NUMBERS("the customer has nine numbers; correct the record first"),
    CAMPAIGN_CLOSED("is closed; it takes no more callbacks"),
    NO_PHONE_YET("has no phone number; give one first"),
    IS_PAST("is past"),
    NUMBER_OF_OTHERS("is taken with OTHER_PERSON and WRONG_NUMBER only"),
    NUMBER_JUST_CALLED("is the number that was just called; give the customer's own"),
    ASK_FOR_ACCESS("your role does not let you hear it; ask the records manager for access"),
    NO_COPIES("you may listen but not take a copy; ask the records manager for access with copies"),
    NOT_YOUR_OWN("you asked for it yourself; somebody else has to decide"),
    DECIDED_ALREADY("it is {state} already; look again"),
    CONSENT_LAPSED("a week has passed since it was asked for; ask anew"),
    CONTENT_CHANGED("is not what was asked for any more; look again, and ask anew if it is still wanted"),
    NO_CONSENT("no unused consent of a second person is there; ask for it"),
    NUMBER_BETWEEN("give a number from {min} to {max}"),
    ABANDON_SOUND_NEEDED("name the sound that says who called and a number to ring; POWER needs one"),
    IDS_OR_FILTER("name recordings, or give a filter, and only one of both"),
    NO_RECORDINGS("there are no such recordings in this unit; check them"),
    NOT_GRANTED("it is no granted request of this kind; look again"),
    NOT_HELD("this hold is not in force, or was decided already; look again"),
    NOTHING_EXPIRED("no recording is past its retention and free of holds"),
    WITNESS_SILENT(
            "no witness outside this server vouches for the time; nothing is purged without one. See the settings"
                    + " under ledger"),
    CLOCKS_DISAGREE("this server says {here}, the witness {there}; set the clock right"),
    NO_PURGE_ROLE("this server was not given the password of role huifang_purge; set database.purge_password_file"),
    KIND_RETIRED("is retired; choose another"),
    FINDING_STATE("the finding is {state} now; look again"),
    ANSWERED_BY_YOU("you answered it yourself; somebody else has to judge it"),
    OPENED_BY_ANOTHER("somebody else opened it; only they, or a records manager, withdraw it"),
    ABOUT_YOU("it is about you; somebody else has to do it"),
    STATEMENT_GIVEN("a statement was given already; there is one for each finding"),
    JUDGED_SO("it is judged so already; look again"),
    MONTH_NOT_OVER("is not over yet; close it from {day} on"),
    MONTH_CLOSED("is closed already; what is corrected later stands in the list of a later month"),
    FLAGGED_ALREADY("is marked already"),
    NOT_FLAGGED("is not marked"),
    WEIGHT_NEEDED("give a weight of at least 1; only a fatal item may have none, and not all of them"),
    FATAL_YES_OR_NO("is met or is not; a fatal item has no half"),
    NOTHING_APPLIES("no item that weighs applies; mark at least one with MET, PARTLY or NOT_MET"),
    SCORECARD_RETIRED("is retired; choose another scorecard"),
    NEWER_VERSION("version {current} was published meanwhile; look at it first"),
    NOTHING_TO_DRAW("no recording that can be heard fits; widen the period or choose another rule"),
    POPULATION_TOO_LARGE("more than {max} recordings fit; shorten the period or name a campaign"),
    SAMPLE_TOO_LARGE("would draw {count}, and {max} can be drawn at once; draw fewer of each"),
    OWN_CALL("nobody scores a call in which they spoke"),
    NOT_IN_SAMPLE("did not draw this recording, or is scored by another scorecard"),
    SCORED_MEANWHILE("was scored meanwhile; look at that score, and correct it if it is wrong"),
    TWO_AUDITORS("name two different people of compliance or records management of this unit"),
    NOTHING_TO_RELEASE("was released already, or a later score stands in its place"),
    NO_ARCHIVE_FOLDER("this server was given no folder for archives, or it is not there; set archive.folder"),
    NO_PUBLIC_KEY("nothing can be encrypted to it: {why}; export the key with gpg --export --armor"),
    ARCHIVE_MONTH_OPEN("is not over yet; archive it from the next month's first day on"),
    MONTH_EMPTY("no call with a recording ended in it; check the month"),
    ARCHIVE_NO_SPACE("needs {needed} MiB, free are {free}; make room in archive.folder"),
    ARCHIVE_WAITS("an archive of this month is waiting or being made; finish or cancel it first"),
    ARCHIVE_ENDED("it has ended or was decided already; look again"),
    TOO_MANY_PACKAGES("too many evidence packages are being made; try again in a minute"),
    TOO_MANY_ENTRIES("the log has more than {max} entries about this callback; no package holds so many"),
    RECORDING_UNREADABLE(
            "recording {recording} cannot be read from its store now; look at store and keys, and try again"),
    LOG_NOT_CHAINED("the log cannot prove its entries now; look at the alarms, and try again"),
    PACKAGE_CUT("the connection broke while it was sent; order a new one"),
    PACKAGE_FAILED("the server could not make it; its log says why under the package's id {package}; order a new one");

    private static final Pattern PLACE = Pattern.compile("\\{(\\w+)}");

    private final String text;

    Remedy(String text) {
        this.text = text;
    }

    /**
     * A remedy with its values filled in.
     *
     * @param code name of the remedy
     * @param values by the name of their place
     * @param text in English
     */
    public record Said(String code, Map<String, String> values, String text) {}

    /** @param values in the order of the places in the text */
    public Said with(Object... values) {
        var byName = new LinkedHashMap<String, String>();
        Matcher place = PLACE.matcher(text);
        int next = 0;
        while (place.find()) {
            if (!byName.containsKey(place.group(1))) {
                if (next == values.length) {
                    throw new IllegalArgumentException(name() + " needs a value for " + place.group(1));
                }
                byName.put(place.group(1), String.valueOf(values[next++]));
            }
        }
        String filled = PLACE.matcher(text).replaceAll(found -> Matcher.quoteReplacement(byName.get(found.group(1))));
        return new Said(name(), Map.copyOf(byName), filled);
    }

    /** The text with its places, as {@code {max}}. */
    public String text() {
        return text;
    }
}
