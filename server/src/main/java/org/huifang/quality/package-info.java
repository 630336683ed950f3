/**
 * The work of auditors (R77, R78, R69): spot-check samples that anybody can draw again, scorecards and scores, calibration of two
 * auditors on one call, findings with their rectification, and the monthly list of violations.
 */
@org.jspecify.annotations.NullMarked
package org.huifang.quality;
