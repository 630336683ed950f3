package org.huifang.campaign;

import java.time.LocalDate;

/**
 * When a customer is to be called on account of one event; dates of the customer.
 *
 * @param startBy last date for the first call
 * @param lastResort last date on which a first call that comes late may still be made
 */
public record GoalDates(
        LocalDate earliest, LocalDate ideal, LocalDate startBy, LocalDate deadline, LocalDate lastResort) {}
