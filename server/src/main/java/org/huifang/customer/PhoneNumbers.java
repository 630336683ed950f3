package org.huifang.customer;

import com.google.i18n.phonenumbers.NumberParseException;
import com.google.i18n.phonenumbers.PhoneNumberUtil;
import com.google.i18n.phonenumbers.PhoneNumberUtil.PhoneNumberFormat;
import com.google.i18n.phonenumbers.Phonenumber;
import java.text.Normalizer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.huifang.Refusal;
import org.huifang.Remedy;

/**
 * Reads numbers as people write them: full-width digits, spaces, dashes, brackets and dots are taken; anything that
 * could mean something to a PBX is refused. What China has beyond E.164 is known here, the rest is libphonenumber's.
 */
public final class PhoneNumbers {
    private static final PhoneNumberUtil library = PhoneNumberUtil.getInstance();
    private static final Pattern separators = Pattern.compile("[ \\-‐‑‒–—−().]");
    private static final Pattern digits = Pattern.compile("\\+?[0-9]{3,20}");
    private static final Pattern extension = Pattern.compile("(1[3-9][0-9]{9})转([0-9]{3,4})");
    private static final Pattern chinesePrefix = Pattern.compile("(?:\\+86|0086)(.+)");
    private static final Pattern service = Pattern.compile("[48]00[0-9]{7}|95[0-9]{3,6}");
    private static final Pattern privacy = Pattern.compile("1[3-9][0-9]{9}[0-9]{3,4}");

    private PhoneNumbers() {}

    /**
     * @param field how the refusal names the number
     * @param country ISO 3166: where a number without country code is at home
     * @throws Refusal when it is no number that can be dialled; the value is not repeated
     */
    public static PhoneNumber parse(String field, String text, String country) {
        String plain = separators
                .matcher(Normalizer.normalize(text.strip(), Normalizer.Form.NFKC))
                .replaceAll("");
        Matcher extended = extension.matcher(plain);
        if (extended.matches()) {
            plain = extended.group(1) + extended.group(2);
        }
        if (!digits.matcher(plain).matches()) {
            throw Refusal.invalid(field, null, Remedy.NOT_A_NUMBER.with());
        }
        return country.equals("CN") ? chinese(field, plain) : byLibrary(field, plain, country);
    }

    private static PhoneNumber chinese(String field, String plain) {
        Matcher prefixed = chinesePrefix.matcher(plain);
        String national = prefixed.matches() ? prefixed.group(1) : plain;
        if (service.matcher(national).matches()) {
            return new PhoneNumber("+86" + national, PhoneNumber.Kind.SERVICE);
        }
        if (privacy.matcher(national).matches()) {
            return new PhoneNumber("+86" + national, PhoneNumber.Kind.PRIVACY);
        }
        return byLibrary(field, plain, "CN");
    }

    private static PhoneNumber byLibrary(String field, String plain, String country) {
        Phonenumber.PhoneNumber parsed;
        try {
            parsed = library.parse(plain, country);
        } catch (NumberParseException e) {
            throw notDialable(field);
        }
        if (!library.isValidNumber(parsed)) {
            throw notDialable(field);
        }
        String e164 = library.format(parsed, PhoneNumberFormat.E164);
        boolean home = parsed.getCountryCode() == library.getCountryCodeForRegion(country);
        PhoneNumber.Kind kind = switch (library.getNumberType(parsed)) {
            case PREMIUM_RATE -> throw Refusal.invalid(field, null, Remedy.PREMIUM_NUMBER.with());
            case FIXED_LINE -> home ? PhoneNumber.Kind.FIXED : PhoneNumber.Kind.INTERNATIONAL;
            case TOLL_FREE, SHARED_COST, UAN -> home ? PhoneNumber.Kind.SERVICE : PhoneNumber.Kind.INTERNATIONAL;
            default -> home ? PhoneNumber.Kind.MOBILE : PhoneNumber.Kind.INTERNATIONAL;
        };
        return new PhoneNumber(e164, kind);
    }

    private static Refusal notDialable(String field) {
        return Refusal.invalid(field, null, Remedy.NO_SUCH_NUMBER.with());
    }
}
