/** What consoles show: curves of learning and serving, drawn from what metrics say each second. */
@NullMarked
package io.thalweg.serving.console;

import org.jspecify.annotations.NullMarked;
