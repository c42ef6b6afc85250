/** Looks at what a machine and a pipeline need before they are started. */
@NullMarked
package io.thalweg.cli.doctor;

import org.jspecify.annotations.NullMarked;
