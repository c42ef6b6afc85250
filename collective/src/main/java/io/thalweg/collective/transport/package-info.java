/** Opens endpoints; the one place that knows which transports there are. */
@NullMarked
package io.thalweg.collective.transport;

import org.jspecify.annotations.NullMarked;
