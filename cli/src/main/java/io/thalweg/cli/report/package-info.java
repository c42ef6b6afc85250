/** What a run leaves behind for scripts. */
@NullMarked
package io.thalweg.cli.report;

import org.jspecify.annotations.NullMarked;
