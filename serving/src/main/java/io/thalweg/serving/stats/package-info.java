/** What the server counts while it runs. */
@NullMarked
package io.thalweg.serving.stats;

import org.jspecify.annotations.NullMarked;
