/** What an event becomes on its way into a model. */
@NullMarked
package io.thalweg.cli.features;

import org.jspecify.annotations.NullMarked;
