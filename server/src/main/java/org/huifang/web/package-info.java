/**
 * Routes, sign-in over HTTP, error bodies, pushed events. Decides nothing about calls; asks the feature rooms.
 */
@NullMarked
package org.huifang.web;

import org.jspecify.annotations.NullMarked;
