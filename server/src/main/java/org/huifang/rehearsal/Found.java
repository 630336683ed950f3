package org.huifang.rehearsal;

import java.util.List;
import org.huifang.callback.Contacts;

/**
 * The waiting callbacks of a campaign, with what several of them share.
 *
 * @param numbers how often each number was called until now
 */
record Found(List<Pending> pending, List<Place> places, List<Contacts> numbers) {}
