/**
 * Carries out a plan over a buffer without knowing how bytes travel: says what may be sent now and
 * where to put what arrives, and adds it. Whoever moves the bytes drives it.
 */
@NullMarked
package io.thalweg.collective.exchange;

import org.jspecify.annotations.NullMarked;
